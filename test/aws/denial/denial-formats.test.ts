/** Every wording of a denial in every format of errors that services answer with, over real HTTP. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AwsResult } from '../../../src/aws/aws-result.ts';
import type { AwsContext } from '../../../src/aws/context.ts';
import type { Denial, PolicyKind } from '../../../src/aws/denial/denial.ts';
import { readEc2 } from '../../../src/aws/ec2.ts';
import { getRole } from '../../../src/aws/iam.ts';
import { listBuckets } from '../../../src/aws/s3.ts';
import { listEc2Quotas } from '../../../src/aws/service-quotas.ts';
import { assumeRole } from '../../../src/aws/sts.ts';
import { type Answer, contextFor, ec2Error, json, loopback, queryError, xml } from '../support/loopback.ts';

const ACTOR = 'arn:aws:iam::111122223333:user/a.b+c@d=e,f_g';
const RESOURCE = 'arn:aws:ec2:us-east-1:111122223333:instance/*';
const POLICY = 'arn:aws:organizations::111122223333:policy/o-abcdefghij/service_control_policy/p-12345678';
const ENCODED = 'Zm9vYmFyMTIzNDU2Nzg5MA'.repeat(20);
const ID = 'a1b2c3d4e5';
const LINK = `https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/${ID}`;

const KINDS: Readonly<Record<PolicyKind, readonly [missing: string, denied: string]>> = {
  identity: ['identity-based policy', 'an identity-based policy'],
  'permissions-boundary': ['permissions boundary', 'a permissions boundary'],
  session: ['session policy', 'a session policy'],
  scp: ['service control policy', 'a service control policy'],
  rcp: ['resource control policy', 'a resource control policy'],
  resource: ['resource-based policy', 'a resource-based policy'],
  trust: ['role trust policy', 'the role trust policy'],
  'vpc-endpoint': ['VPC endpoint policy', 'a VPC endpoint policy'],
};

interface Wording {
  readonly text: string;
  readonly denial: Denial;
}

const FORMS = [
  'because no',
  'with an explicit deny',
  'with an explicit deny in a policy that is named',
] as const;

function wordings(action: string): readonly Wording[] {
  const core = `User: ${ACTOR} is not authorized to perform: ${action} on resource: ${RESOURCE}`;
  const known = { actor: ACTOR, action, resource: RESOURCE };
  const ends: readonly (readonly [text: string, rest: Partial<Denial>])[] = [
    ['', {}],
    [`. Encoded authorization failure message: ${ENCODED}`, { encodedMessage: ENCODED }],
    [
      `. Go to ${LINK} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${ID}`,
      { authorization: { id: ID, region: 'us-east-1', link: LINK } },
    ],
  ];
  return (Object.keys(KINDS) as PolicyKind[]).flatMap((kind) =>
    FORMS.flatMap((form, index) =>
      ends.map(([end, rest]): Wording => {
        const [missing, denied] = KINDS[kind];
        const why =
          index === 0
            ? ` because no ${missing} allows the ${action} action`
            : ` with an explicit deny in ${denied}${index === 2 ? `: ${POLICY}` : ''}`;
        const cause: Denial['cause'] =
          index === 0
            ? { kind: 'missing-allow', in: kind }
            : {
                kind: 'explicit-deny',
                in: kind,
                ...(form === FORMS[2] ? { policy: POLICY } : {}),
                statements: [],
              };
        return { text: `${core}${why}${end}`, denial: { ...known, cause, ...rest } };
      }),
    ),
  );
}

type Format = readonly [
  name: string,
  action: string,
  answer: (text: string) => Answer,
  call: (context: AwsContext) => Promise<AwsResult<unknown>>,
];

const FORMATS: readonly Format[] = [
  [
    "EC2's XML",
    'ec2:DescribeVpcs',
    (text) =>
      ec2Error(403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${text}`),
    (context) => readEc2(context, 'us-east-1', 'DescribeVpcs', {}),
  ],
  [
    "IAM's XML",
    'iam:GetRole',
    (text) => queryError(403, 'AccessDenied', text),
    (context) => getRole(context, 'x'),
  ],
  [
    "STS's XML",
    'sts:AssumeRole',
    (text) => queryError(403, 'AccessDenied', text),
    (context) => assumeRole(context, { roleArn: 'arn:aws:iam::111122223333:role/x', roleSessionName: 'x' }),
  ],
  [
    "S3's XML",
    's3:ListAllMyBuckets',
    (text) =>
      xml(403, `<Error><Code>AccessDenied</Code><Message>${text}</Message><RequestId>r</RequestId></Error>`),
    (context) => listBuckets(context),
  ],
  [
    'JSON',
    'servicequotas:ListServiceQuotas',
    (text) => json(400, { __type: 'AccessDeniedException', Message: text }),
    (context) => listEc2Quotas(context, 'us-east-1', undefined),
  ],
];

// The clients take longer to load than the tests.
beforeAll(() => import('@aws-sdk/client-ec2'));

describe.each(FORMATS)('in %s', (_name, action, answer, call) => {
  it('every wording is read to its layer, its ARNs and its references', async () => {
    for (const { text, denial } of wordings(action)) {
      const { url } = await loopback(answer(text.replaceAll('&', '&amp;')));
      const result = await call(contextFor(url));
      expect(result, text).toMatchObject({ kind: 'failed', failure: { kind: 'denied', denial } });
    }
  });
});
