import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import type { AccessRequest, PolicyDocument } from '../../src/iam/policy-types.ts';
import { requestContext } from '../../src/iam/request-context.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { MINIMAL_CAPABILITIES } from '../../src/skypilot/documented-policy.ts';
import { isDocumented, policyFor, policySize } from '../../src/skypilot/policy-document.ts';
import { CAPABILITY_IDS, type CapabilityId, fillArn, RESOURCES } from '../../src/skypilot/requirements.ts';
import { rolePolicyFor } from '../../src/skypilot/role-policy.ts';

const ACCOUNT = '111122223333';
const scope = { partition: 'aws', account: ACCOUNT, role: 'skypilot-v1' };

/** The policy of the AWS page, word for word. */
const page: {
  readonly minimal: { readonly Statement: readonly object[] };
  readonly optional: Readonly<Record<string, readonly object[]>>;
} = JSON.parse(
  readFileSync(new URL('aws-page-policy.json', import.meta.url), 'utf8').replaceAll(
    '<account-ID-without-hyphens>',
    ACCOUNT,
  ),
);

function parsed(document: unknown): PolicyDocument {
  const result = parsePolicyDocument(JSON.parse(JSON.stringify(document)));
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems));
  expect(result.warnings).toEqual([]);
  return result.document;
}

/** The page's minimal policy with optional rules; those for the role take the place of the last two. */
function pagePolicy(capabilities: readonly CapabilityId[]): PolicyDocument {
  const minimal = page.minimal.Statement;
  const base = capabilities.includes('auto-role') ? minimal.slice(0, -2) : minimal;
  const optional = capabilities.flatMap((id) => page.optional[id] ?? []);
  return parsed({ Version: '2012-10-17', Statement: [...base, ...optional] });
}

function isAllowed(document: PolicyDocument, request: AccessRequest): boolean {
  const { decision } = evaluate({ identity: [{ name: 'x', type: 'inline', document }] }, request);
  return decision.kind === 'allowed';
}

const needRequests: readonly AccessRequest[] = expandPermissions({ ...scope, region: 'us-east-1' }).map(
  (permission) => ({
    action: permission.requirement.action,
    resource: permission.resource,
    context: requestContext(
      Object.fromEntries(
        permission.requirement.context.map(({ key, values }) => [
          key,
          values.map((value) => fillArn(value, { ...scope, region: 'us-east-1' })),
        ]),
      ),
    ),
  }),
);

/** Requests near those that the policy is about: its actions and others, its resources and others' accounts. */
const anyRequest = fc.record({
  action: fc.oneof(
    fc.constantFrom(...needRequests.map(({ action }) => action)),
    fc.constantFrom(
      'ec2:DescribeAddresses',
      'ec2:CreateVolume',
      's3:PutBucketPolicy',
      'iam:DeleteRole',
      'sts:X',
    ),
  ),
  resource: fc
    .tuple(
      fc.constantFrom(...Object.values(RESOURCES).map(({ concrete }) => concrete)),
      fc.constantFrom('us-east-1', 'eu-west-1'),
      fc.constantFrom(ACCOUNT, '999999999999'),
      fc.constantFrom('skypilot-v1', 'other'),
      fc.constantFrom('aws', 'aws-cn'),
    )
    .map(([arn, region, account, role, partition]) => fillArn(arn, { region, account, role, partition })),
  context: fc
    .constantFrom(undefined, 'spot.amazonaws.com', 'ecs.amazonaws.com')
    .map((service) => requestContext({ 'iam:AWSServiceName': service })),
});

describe('policyFor with documentedOnly', () => {
  it.each([
    [MINIMAL_CAPABILITIES],
    [['compute', 'spot', 'auto-role']],
    [['compute', 'spot', 'ports', 'clone-disk']],
    [['compute', 'spot', 'storage', 'bucket-create']],
    [CAPABILITY_IDS.filter(isDocumented)],
  ] satisfies readonly (readonly [readonly CapabilityId[]])[])(
    'allows for %j exactly what the AWS page allows',
    (capabilities) => {
      const generated = parsed(policyFor(capabilities, scope, true));
      const documented = pagePolicy(capabilities);
      for (const request of needRequests) {
        expect(isAllowed(generated, request), JSON.stringify(request)).toBe(isAllowed(documented, request));
      }
      fc.assert(
        fc.property(
          anyRequest,
          (request) => isAllowed(generated, request) === isAllowed(documented, request),
        ),
        { numRuns: 2000, seed: 7 },
      );
    },
  );

  it('writes the minimal policy in the statements of the page', () => {
    const withoutSids = policyFor(MINIMAL_CAPABILITIES, scope, true).Statement.map(
      ({ Sid, ...rest }) => rest,
    );
    const listed = (value: unknown) => [value].flat();
    const shape = (statement: object) => {
      const { Action, Resource, ...rest } = statement as Record<string, unknown>;
      return { ...rest, Action: listed(Action), Resource: listed(Resource) };
    };
    expect(withoutSids.map(shape)).toEqual(page.minimal.Statement.map(shape));
  });
});

describe('policyFor', () => {
  it('is a valid policy with unique Sids of letters and digits for any choice', () => {
    fc.assert(
      fc.property(fc.subarray([...CAPABILITY_IDS], { minLength: 1 }), fc.boolean(), (capabilities, only) => {
        const policy = policyFor(capabilities, scope, only);
        const sids = policy.Statement.map(({ Sid }) => Sid);
        expect(new Set(sids).size).toBe(sids.length);
        for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
        if (policy.Statement.length > 0) parsed(policy);
        expect(JSON.stringify(policy)).not.toMatch(/\$\{/);
        expect(policySize(policy)).toBeLessThan(6144);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('fills in partition, account and role', () => {
    const text = JSON.stringify(
      policyFor(CAPABILITY_IDS, { partition: 'aws-cn', account: '999999999999', role: 'sky-team' }, false),
    );
    expect(text).toContain('arn:aws-cn:iam::999999999999:instance-profile/sky-team');
    expect(text).not.toMatch(/arn:aws:|skypilot-v1/);
  });

  it('puts what the code needs of the role into the statement about the role', () => {
    const about = policyFor(['compute', 'auto-role'], scope, false).Statement.filter(
      ({ Resource }) => Resource === `arn:aws:iam::${ACCOUNT}:role/skypilot-v1`,
    );
    expect(about).toHaveLength(1);
    expect(about[0]?.Action).toEqual([
      'iam:GetRole',
      'iam:PassRole',
      'iam:CreateRole',
      'iam:AttachRolePolicy',
      'iam:PutRolePolicy',
    ]);
  });
});

describe('rolePolicyFor', () => {
  it('lets controllers look the role up and pass it on', () => {
    const role = parsed(rolePolicyFor(['compute'], scope, false));
    for (const [action, resource] of [
      ['iam:PassRole', 'role'],
      ['iam:GetRole', 'role'],
      ['iam:GetInstanceProfile', 'instance-profile'],
    ]) {
      const request = {
        action: action ?? '',
        resource: `arn:aws:iam::${ACCOUNT}:${resource}/skypilot-v1`,
        context: requestContext({}),
      };
      expect(isAllowed(role, request)).toBe(true);
    }
  });

  it('lets the agent of Systems Manager work where SSM is used', () => {
    const text = JSON.stringify(rolePolicyFor(['ssm'], scope, false));
    expect(text).toContain('ssmmessages:OpenDataChannel');
    expect(JSON.stringify(rolePolicyFor(['compute'], scope, false))).not.toContain('ssmmessages');
  });
});
