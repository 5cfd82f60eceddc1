import { describe, expect, it } from 'vitest';
import type { Layer } from '../../src/permissions/decision.ts';
import { renderText } from '../../src/report/text/report-text.ts';
import { PLAIN } from '../report/text/styles.ts';
import { shipped } from '../sandbox/support.ts';
import { checkScenario } from './check-sandbox.ts';

const USER = 'User: arn:aws:iam::111122223333:user/x is not authorized to perform:';
const SCP = 'arn:aws:organizations::444455556666:policy/o-abc/service_control_policy/p-xyz';
const LINK =
  'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/abc123def456';
const REFERENCE = `Go to ${LINK} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: abc123def456`;

/** What S3 answers the list of buckets with, and what becomes of it. */
const ANSWERS: readonly {
  readonly says: string;
  readonly layer: Layer;
  readonly explicit: boolean | null;
  readonly policy?: string;
  readonly authorizationId?: string;
  /** What the text says. */
  readonly words: RegExp;
}[] = [
  {
    says: `${USER} s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
    layer: 'no-allow',
    explicit: false,
    words: /no identity policy allows it/,
  },
  {
    says: `${USER} s3:ListAllMyBuckets with an explicit deny in an identity-based policy`,
    layer: 'explicit-deny',
    explicit: true,
    words: /an identity policy denies it/,
  },
  {
    says: `${USER} s3:ListAllMyBuckets because no permissions boundary allows the s3:ListAllMyBuckets action`,
    layer: 'permissions-boundary',
    explicit: false,
    words: /permissions boundary does not allow it/,
  },
  {
    says: `${USER} s3:ListAllMyBuckets because no session policy allows the s3:ListAllMyBuckets action`,
    layer: 'session-policy',
    explicit: false,
    words: /session policy does not allow it/,
  },
  {
    says: `${USER} s3:ListAllMyBuckets with an explicit deny in a service control policy: ${SCP}. ${REFERENCE}`,
    layer: 'scp',
    explicit: true,
    policy: SCP,
    authorizationId: 'abc123def456',
    words: /service control policy.*authorization-details\/abc123def456/s,
  },
  {
    says: `${USER} s3:ListAllMyBuckets with an explicit deny in a resource control policy`,
    layer: 'rcp',
    explicit: true,
    words: /resource control policy/,
  },
  {
    says: `${USER} s3:ListAllMyBuckets with an explicit deny in a VPC endpoint policy`,
    layer: 'vpc-endpoint-policy',
    explicit: true,
    words: /policy of the VPC endpoint/,
  },
  {
    says: `${USER} s3:ListAllMyBuckets with an explicit deny in a resource-based policy`,
    layer: 'resource-policy',
    explicit: true,
    words: /policy of the resource/,
  },
  {
    says: `${USER} s3:ListAllMyBuckets with an explicit deny`,
    layer: 'explicit-deny',
    explicit: true,
    words: /AWS does not say in which kind of policy/,
  },
  { says: 'Access Denied', layer: 'unknown', explicit: null, words: /gives no reason/ },
];

describe('a denial', () => {
  it.each(ANSWERS)('$layer: $says', async ({ says, words, ...told }) => {
    const fault = {
      kind: 'error',
      service: 's3',
      operation: 'ListBuckets',
      code: 'AccessDenied',
      message: says,
      status: 403,
    } as const;
    const { report, of } = await checkScenario(
      shipped('admin'),
      { simulate: false, required: ['storage'] },
      { faults: [fault] },
    );
    expect(of('storage/s3:ListAllMyBuckets@any')).toMatchObject({
      decision: 'denied',
      policy: null,
      sid: null,
      authorizationId: null,
      ...told,
    });
    const text = renderText(report, 1, PLAIN).replace(/\s+/g, ' ');
    expect(text).toMatch(words);
    const storage = report.capabilities.find(({ id }) => id === 'storage');
    const offered = JSON.stringify([storage?.statementsToAdd, report.findings.map(({ fix }) => fix)]);
    if (told.layer !== 'no-allow' && told.layer !== 'unknown')
      expect(offered).not.toContain('ListAllMyBuckets"');
    if (told.layer !== 'no-allow')
      expect(text).not.toMatch(/no (identity )?policy (of this identity )?allows/i);
  });
});
