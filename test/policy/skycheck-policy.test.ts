import { describe, expect, it } from 'vitest';
import { ALLOWED_OPERATIONS } from '../../src/aws/read-only-guard.ts';
import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import { requestContext } from '../../src/iam/request-context.ts';
import { skycheckPolicy } from '../../src/policy/skycheck-policy.ts';

const scope = { partition: 'aws', account: '111122223333', role: 'skypilot-v1' };
const USER = 'arn:aws:iam::111122223333:user/team/ann';

function isAllowed(
  principals: readonly string[],
  action: string,
  resource: string,
  userName = 'ann',
): boolean {
  const result = parsePolicyDocument(JSON.parse(JSON.stringify(skycheckPolicy(scope, principals))));
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems));
  expect(result.warnings).toEqual([]);
  const context = requestContext({ 'aws:username': userName });
  const identity = [{ name: 'x', type: 'inline' as const, document: result.document }];
  return evaluate({ identity }, { action, resource, context }).decision.kind === 'allowed';
}

describe('skycheckPolicy', () => {
  const actions = skycheckPolicy(scope, []).Statement.flatMap(({ Action }) => Action);

  it('holds every read on the list of operations, and nothing that changes anything', () => {
    const wanted = ALLOWED_OPERATIONS.flatMap(({ rule, action }) =>
      rule === 'always' && action !== undefined && action !== 'sts:AssumeRole' ? [action] : [],
    );
    expect([...actions].sort()).toEqual([...new Set(wanted)].sort());
    for (const { rule, action } of ALLOWED_OPERATIONS) {
      if (rule === 'dry-run-only') expect(actions).not.toContain(action);
    }
  });

  it('lets the identity simulate itself and the role, and nobody else', () => {
    const simulate = 'iam:SimulatePrincipalPolicy';
    for (const principals of [[], [USER]]) {
      expect(isAllowed(principals, simulate, USER)).toBe(true);
      expect(isAllowed(principals, simulate, 'arn:aws:iam::111122223333:role/skypilot-v1')).toBe(true);
      expect(isAllowed(principals, simulate, 'arn:aws:iam::111122223333:user/bob')).toBe(false);
      expect(
        isAllowed(
          principals,
          'iam:GetInstanceProfile',
          'arn:aws:iam::111122223333:instance-profile/skypilot-v1',
        ),
      ).toBe(true);
    }
    expect(isAllowed([], simulate, 'arn:aws:iam::111122223333:user/ann')).toBe(true);
  });

  it('has a statement for all reads, and those of IAM on what they may be about', () => {
    const self = [
      'arn:aws:iam::111122223333:user/${aws:username}',
      'arn:aws:iam::111122223333:user/*/${aws:username}',
    ];
    const role = 'arn:aws:iam::111122223333:role/skypilot-v1';
    const statements = (principals: readonly string[]) =>
      skycheckPolicy(scope, principals).Statement.map(({ Sid, Effect, Action, Resource }) => ({
        Sid,
        Effect,
        services: [...new Set([Action].flat().map((action) => action.split(':')[0]))].filter(
          (service) => service === 'iam',
        ),
        Resource,
      }));
    const iam = { Effect: 'Allow', services: ['iam'] };
    const profile = {
      Sid: 'LookUpInstanceProfile',
      ...iam,
      Resource: 'arn:aws:iam::111122223333:instance-profile/skypilot-v1',
    };
    const reads = { Sid: 'ReadForSkycheck', Effect: 'Allow', services: [], Resource: '*' };
    expect(statements([])).toEqual([
      reads,
      { Sid: 'LookUpSelfAndRole', ...iam, Resource: [...self, role] },
      profile,
    ]);
    expect(statements([USER, role])).toEqual([
      reads,
      { Sid: 'LookUpSelfAndRole', ...iam, Resource: [USER, role] },
      profile,
    ]);
    expect(skycheckPolicy(scope, []).Statement[2]?.Action).toEqual(['iam:GetInstanceProfile']);
    expect(skycheckPolicy(scope, []).Statement[1]?.Action).not.toContain('iam:GetInstanceProfile');
  });
});
