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
    const [many, long] = [Array.from({ length: 150 }, () => 'x'), 'y'.repeat(3000)];
    const conditions = { items: many.map(() => ({ key: long, values: items(...many.slice(0, 2)) })) };
    const whole = { effect: 'DENY', conditions: { items: [] }, resources: { items: [] } };
    const wide = { statementId: long, effect: 'DENY', conditions, resources: items(...many, long) };
    const text = decoded(true, wide, ...many.map(() => whole));
    const cut = 'y'.repeat(2048);
    const { cause } = withDecoded(denialIn('unknown'), text);
    expect(cause).toEqual({
      kind: 'explicit-deny',
      statements: [
        {
          sid: cut,
          conditions: many.slice(0, 100).map(() => ({ key: cut, values: ['x', 'x'] })),
          resources: many.slice(0, 100),
        },
        ...many.slice(0, 19).map(() => ({ conditions: [], resources: [] })),
      ],
    });
  });

  it('keeps whatever else is known', () => {
    const denial: Denial = { ...denialIn('unknown'), actor: 'arn:a', encodedMessage: 'x', action: 'a:B' };
    const opened = withDecoded(denial, decoded(false));
    expect(opened).toEqual({ ...denial, resource: INSTANCE, cause: { kind: 'missing-allow' } });
    const bare = withDecoded(denialIn('unknown'), '{"context":{"action":"no action"}}');
    expect(Object.keys(bare)).toEqual(['cause']);
  });

  it('leaves out what is no text', () => {
    const odd = {
      effect: 'DENY',
      conditions: {
        items: [{ values: items('x') }, { key: 7 }, { key: 'k', values: { items: [{ value: 1 }, {}] } }],
      },
      resources: { items: [{ value: null }, { value: 'r' }, 'x'] },
    };
    expect(withDecoded(denialIn('unknown'), decoded(true, odd)).cause).toEqual({
      kind: 'explicit-deny',
      statements: [{ conditions: [{ key: 'k', values: [] }], resources: ['r'] }],
    });
  });
});
