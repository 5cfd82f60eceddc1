import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { withDecoded } from '../../src/permissions/decoded-denial.ts';
import { denialIn } from './denials.ts';

const items = (...values: readonly string[]) => ({ items: values.map((value) => ({ value })) });
const INSTANCE = 'arn:aws:ec2:us-east-1:111122223333:instance/*';
const CONTEXT = {
  principal: { id: 'AIDAEXAMPLE', name: 'dev', arn: 'arn:aws:iam::111122223333:user/dev' },
  action: 'ec2:RunInstances',
  resource: INSTANCE,
  conditions: { items: [{ key: 'ec2:InstanceType', values: items('m6i.2xlarge') }] },
};
const NEED_MFA = {
  statementId: 'NeedMfa',
  effect: 'DENY',
  principals: items('AIDAEXAMPLE'),
  principalGroups: { items: [] },
  actions: items('iam:ListUsers'),
  resources: items('*'),
  conditions: { items: [{ key: 'aws:MultiFactorAuthPresent', values: items('false') }] },
};

function decoded(explicitDeny: boolean, ...matched: readonly object[]): string {
  return JSON.stringify({
    allowed: false,
    explicitDeny,
    matchedStatements: { items: matched },
    failures: { items: [] },
    context: CONTEXT,
  });
}

const STATEMENT = {
  sid: 'NeedMfa',
  conditions: [{ key: 'aws:MultiFactorAuthPresent', values: ['false'] }],
  resources: ['*'],
};

describe('a decoded message', () => {
  it('tells action, resource and statement where the text tells nothing', () => {
    expect(withDecoded(denialIn('unknown'), decoded(true, NEED_MFA))).toEqual({
      action: 'ec2:RunInstances',
      resource: INSTANCE,
      cause: { kind: 'explicit-deny', statements: [STATEMENT] },
    });
  });

  it('leaves layer and policy to the text', () => {
    const told: Denial = {
      action: 'ec2:RunInstances',
      cause: { kind: 'explicit-deny', in: 'scp', policy: 'arn:x', statements: [] },
    };
    expect(withDecoded(told, decoded(true, NEED_MFA)).cause).toEqual({
      kind: 'explicit-deny',
      in: 'scp',
      policy: 'arn:x',
      statements: [STATEMENT],
    });
  });

  it('names no layer for a missing Allow', () => {
    expect(withDecoded(denialIn('unknown'), decoded(false)).cause).toEqual({ kind: 'missing-allow' });
    expect(withDecoded(denialIn('no-allow'), decoded(false)).cause).toEqual(denialIn('no-allow').cause);
  });

  it('says what the text says where the two contradict', () => {
    expect(withDecoded(denialIn('no-allow'), decoded(true, NEED_MFA)).cause).toEqual(
      denialIn('no-allow').cause,
    );
    expect(withDecoded(denialIn('scp'), decoded(false)).cause).toEqual(denialIn('scp').cause);
  });

  it('takes no Allow for what denies, and no blank name for a Sid', () => {
    const matched = [
      { ...NEED_MFA, effect: 'ALLOW' },
      { ...NEED_MFA, statementId: '' },
    ];
    expect(withDecoded(denialIn('unknown'), decoded(true, ...matched)).cause).toEqual({
      kind: 'explicit-deny',
      statements: [{ conditions: STATEMENT.conditions, resources: ['*'] }],
    });
  });

  it.each([
    '',
    'null',
    '[]',
    '"x"',
    '{',
    '{"explicitDeny":"yes"}',
    '{"context":{"action":1,"resource":[]},"matchedStatements":{"items":7}}',
    '{"context":{"action":"not an action","resource":"x"}}',
  ])('that is garbage, %s, adds nothing', (text) => {
    expect(withDecoded(denialIn('scp'), text)).toEqual(denialIn('scp'));
    expect(withDecoded(denialIn('unknown'), text)).toEqual(denialIn('unknown'));
  });

  it('of any size adds a bounded part', () => {
    const many = Array.from({ length: 5000 }, () => ({ ...NEED_MFA, statementId: 'x'.repeat(5000) }));
    const { cause } = withDecoded(denialIn('unknown'), decoded(true, ...many));
    expect(JSON.stringify(cause).length).toBeLessThan(100_000);
  });
});
