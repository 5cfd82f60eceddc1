import { describe, expect, it } from 'vitest';
import type { PolicyLayers } from '../../src/iam/policy-types.ts';
import { ALLOW_ALL, ask, DENY_ALL, policyOf, verdict, wordFor } from './helpers.ts';

const allow = policyOf(ALLOW_ALL, 'allow');
const deny = policyOf(DENY_ALL, 'deny');
const other = policyOf({ ...ALLOW_ALL, Action: 'ec2:*' }, 'other');
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

describe('statements', () => {
  it.each([
    ['an Allow of something else', { ...ALLOW_ALL, Action: 'ec2:*' }, 'denied by no-allow'],
    ['an Allow', ALLOW_ALL, 'allowed'],
    ['Deny beside Allow', [ALLOW_ALL, DENY_ALL], 'denied explicitly by identity'],
    ['Deny of something else', [ALLOW_ALL, { ...DENY_ALL, Action: 's3:Put*' }], 'allowed'],
    ['NotAction', { Effect: 'Allow', NotAction: ['ec2:*', 'iam:*'], Resource: '*' }, 'allowed'],
    ['NotAction naming it', { Effect: 'Allow', NotAction: ['S3:get*'], Resource: '*' }, 'denied by no-allow'],
    ['NotResource', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/*' }, 'allowed'],
    [
      'NotResource naming it',
      { Effect: 'Allow', Action: '*', NotResource: ['x:y', '*'] },
      'denied by no-allow',
    ],
    [
      'Deny with NotResource and a variable without value',
      [ALLOW_ALL, { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::${aws:username}/*' }],
      'denied explicitly by identity',
    ],
    [
      'Deny with NotAction',
      [ALLOW_ALL, { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }],
      'denied explicitly by identity',
    ],
  ])('%s', (_name, statements, expected) => {
    expect(verdict(statements)).toBe(expected);
  });

  it('need all operators and all keys to hold', () => {
    const statement = {
      ...ALLOW_ALL,
      Condition: {
        StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'], 'aws:PrincipalTag/team': 'ml' },
        Bool: { 'aws:SecureTransport': true },
      },
    };
    const context = {
      'aws:RequestedRegion': 'us-west-2',
      'aws:PrincipalTag/Team': 'ml',
      'aws:SecureTransport': 'true',
    };
    expect(verdict(statement, { context })).toBe('allowed');
    for (const key of Object.keys(context)) {
      expect(verdict(statement, { context: { ...context, [key]: 'other' } })).toBe('denied by no-allow');
      expect(verdict(statement, { context: { ...context, [key]: undefined } })).toBe('denied by no-allow');
    }
  });

  it('take variables for text before version 2012-10-17', () => {
    const statement = { ...ALLOW_ALL, Resource: 'arn:aws:s3:::${aws:username}' };
    const asked = { resource: 'arn:aws:s3:::alice', context: { 'aws:username': 'alice' } };
    expect(verdict(statement, asked)).toBe('allowed');
    expect(verdict(statement, asked, '2008-10-17')).toBe('denied by no-allow');
    expect(verdict(statement, { resource: 'arn:aws:s3:::${aws:username}' }, '2008-10-17')).toBe('allowed');
  });

  it('made by hand without actions or resources apply to nothing', () => {
    const statement = { effect: 'Allow' as const, conditions: [], index: 0 };
    const document = (more: object) => ({
      version: '2012-10-17' as const,
      statements: [{ ...statement, ...more }],
    });
    for (const more of [{}, { actions: ['*'] }, { resources: ['*'] }, { actions: [], resources: ['*'] }]) {
      const layers = { identity: [{ name: 'hand', type: 'inline' as const, document: document(more) }] };
      expect(wordFor(ask(layers))).toBe('denied by no-allow');
    }
  });
});

describe('layers', () => {
  const cases: readonly (readonly [string, PolicyLayers, string])[] = [
    ['no policy at all', { identity: [] }, 'denied by no-allow'],
    ['boundary that allows', { identity: [allow], boundary: allow }, 'allowed'],
    ['boundary alone', { identity: [], boundary: allow }, 'denied by no-allow'],
    ['boundary silent', { identity: [allow], boundary: other }, 'denied by permissions-boundary'],
    ['boundary denies', { identity: [allow], boundary: deny }, 'denied explicitly by permissions-boundary'],
    ['session allows', { identity: [allow], session: [other, allow] }, 'allowed'],
    ['session silent', { identity: [allow], session: [other] }, 'denied by session-policy'],
    ['session denies', { identity: [allow], session: [allow, deny] }, 'denied explicitly by session-policy'],
    ['session given as none', { identity: [allow], session: [] }, 'allowed'],
    [
      'SCPs allow at every level',
      { identity: [allow], serviceControl: [[allow], [other, allow]] },
      'allowed',
    ],
    [
      'one SCP level silent',
      { identity: [allow], serviceControl: [[allow], [other], [allow]] },
      'denied by scp',
    ],
    ['one SCP level empty', { identity: [allow], serviceControl: [[allow], []] }, 'denied by scp'],
    ['no SCP level', { identity: [allow], serviceControl: [] }, 'allowed'],
    [
      'an SCP denies',
      { identity: [allow], serviceControl: [[allow], [allow, deny]] },
      'denied explicitly by scp',
    ],
    ['SCPs alone', { identity: [], serviceControl: [[allow]] }, 'denied by no-allow'],
    ['SCP before identity', { identity: [], serviceControl: [[other]] }, 'denied by scp'],
    ['identity before boundary', { identity: [other], boundary: other }, 'denied by no-allow'],
    [
      'boundary before session',
      { identity: [allow], boundary: other, session: [other] },
      'denied by permissions-boundary',
    ],
    [
      'explicit before implicit',
      { identity: [other], session: [deny] },
      'denied explicitly by session-policy',
    ],
    [
      'SCP deny before identity deny',
      { identity: [deny], serviceControl: [[deny]] },
      'denied explicitly by scp',
    ],
  ];
  it.each(cases)('%s', (_name, layers, expected) => {
    expect(wordFor(ask(layers))).toBe(expected);
  });

  it.each([
    [
      { kind: 'denied', layer: 'explicit-deny', explicit: true, explicitIn: 'identity' },
      { identity: [deny] },
    ],
    [
      { kind: 'denied', layer: 'scp', explicit: true, explicitIn: 'scp' },
      { identity: [allow], serviceControl: [[deny]] },
    ],
    [{ kind: 'denied', layer: 'no-allow', explicit: false }, { identity: [] }],
  ])('are told as %j', (expected, layers) => {
    expect(ask(layers).decision).toMatchObject(expected);
  });

  it('tell what boundary and SCPs say', () => {
    const says = (layers: PolicyLayers) => {
      const { allowedByBoundary, allowedByServiceControl } = ask(layers);
      return [allowedByBoundary, allowedByServiceControl];
    };
    expect(says({ identity: [allow] })).toEqual([undefined, undefined]);
    expect(says({ identity: [], boundary: allow, serviceControl: [[allow]] })).toEqual([true, true]);
    expect(says({ identity: [allow], boundary: other, serviceControl: [[other]] })).toEqual([false, false]);
    expect(says({ identity: [allow], boundary: deny, serviceControl: [[allow], [deny]] })).toEqual([
      false,
      false,
    ]);
  });
});

describe('matched statements', () => {
  it('are the Allows of all layers for an allowed request', () => {
    const { decision } = ask({ identity: [other, allow], boundary: allow, serviceControl: [[allow]] });
    expect(decision.matched.map(({ policy, layer }) => [policy.name, layer])).toEqual([
      ['allow', 'scp'],
      ['allow', 'identity'],
      ['allow', 'permissions-boundary'],
    ]);
  });

  it('are the Denies for an explicit denial', () => {
    const { decision } = ask({ identity: [allow, deny], boundary: deny });
    expect(decision.matched.map(({ policy, layer }) => [policy.name, layer])).toEqual([
      ['deny', 'identity'],
      ['deny', 'permissions-boundary'],
    ]);
  });

  it('are the Allows there are for an implicit denial', () => {
    const { decision } = ask({ identity: [allow], boundary: other });
    expect(decision.matched.map(({ policy }) => policy.name)).toEqual(['allow']);
  });
});

describe('missing context keys', () => {
  const conditional = (more: object) => ({ ...ALLOW_ALL, Condition: MFA, ...more });
  const missing = (statements: unknown, context = {}) =>
    ask({ identity: [policyOf(statements)] }, { context }).missingContextKeys;

  it('are those that bear on the answer', () => {
    expect(missing(conditional({}))).toEqual(['aws:MultiFactorAuthPresent']);
    expect(missing([ALLOW_ALL, conditional({ Effect: 'Deny' })])).toEqual(['aws:MultiFactorAuthPresent']);
    expect(missing(conditional({}), { 'aws:multifactorauthpresent': 'false' })).toEqual([]);
    expect(missing(conditional({ Action: 'ec2:*' }))).toEqual([]);
    expect(missing(conditional({ Resource: 'arn:aws:s3:::x' }))).toEqual([]);
    const failing = { ...MFA, StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    expect(missing(conditional({ Condition: failing }), { 'aws:RequestedRegion': 'eu-west-1' })).toEqual([]);
  });

  it('include those of variables, and stand once', () => {
    const statement = {
      ...ALLOW_ALL,
      Resource: 'arn:aws:s3:::${aws:username}/*',
      Condition: { StringEquals: { 'AWS:UserName': '${aws:userid}', 'a:b': 'c' }, Null: { 'a:B': 'true' } },
    };
    expect(missing([statement, statement])).toEqual(['aws:username', 'a:b']);
    expect(missing([statement], { 'aws:username': 'bucket' })).toEqual(['aws:userid', 'a:b']);
  });
});

describe('what cannot be decided', () => {
  const odd = { FutureOperator: { 'test:key': 'x' } };
  const oddAllow = { ...ALLOW_ALL, Sid: 'Odd', Condition: odd };
  const oddDeny = { ...DENY_ALL, Condition: odd };

  it.each([
    ['the only Allow', [oddAllow], 'unknown'],
    ['an Allow beside a sure one', [ALLOW_ALL, oddAllow], 'allowed'],
    ['a Deny beside an Allow', [ALLOW_ALL, oddDeny], 'unknown'],
    ['a Deny without an Allow', [oddDeny], 'denied by no-allow'],
    ['a Deny beside a sure one', [ALLOW_ALL, oddDeny, DENY_ALL], 'denied explicitly by identity'],
    ['another action', [ALLOW_ALL, { ...oddDeny, Action: 'ec2:*' }], 'allowed'],
    [
      'a condition that fails anyway',
      [ALLOW_ALL, { ...oddDeny, Condition: { ...odd, StringEquals: { 'aws:SourceVpc': 'x' } } }],
      'allowed',
    ],
  ])('%s', (_name, statements, expected) => {
    expect(verdict(statements)).toBe(expected);
  });

  it('does not matter where another layer denies', () => {
    const layers = { identity: [policyOf(oddAllow)], boundary: other };
    expect(wordFor(ask(layers))).toBe('denied by permissions-boundary');
    expect(
      wordFor(ask({ identity: [policyOf({ ...ALLOW_ALL, Action: 'ec2:*' })], boundary: policyOf(oddAllow) })),
    ).toBe('denied by no-allow');
  });

  it('leaves boundary and SCPs undecided, too', () => {
    const result = ask({
      identity: [allow],
      boundary: policyOf(oddAllow),
      serviceControl: [[policyOf([ALLOW_ALL, oddDeny])]],
    });
    expect(wordFor(result)).toBe('unknown');
    expect(result).toMatchObject({ allowedByBoundary: undefined, allowedByServiceControl: undefined });
  });

  it('is explained', () => {
    const { decision } = ask({ identity: [policyOf(oddAllow, 'team')] });
    expect(decision).toMatchObject({
      kind: 'unknown',
      reason:
        'whether statement "Odd" of team applies cannot be decided: the operator "FutureOperator" is not known',
    });
    expect(decision.matched).toHaveLength(1);
  });
});

describe('with keys that are not known to the caller', () => {
  const options = { missingKeys: 'undecided' } as const;
  const conditional = { ...ALLOW_ALL, Condition: MFA };

  it.each([
    ['an Allow that hangs on one', conditional, {}, 'unknown'],
    ['an Allow without condition', [ALLOW_ALL, conditional], {}, 'allowed'],
    ['a Deny that hangs on one', [ALLOW_ALL, { ...DENY_ALL, Condition: MFA }], {}, 'unknown'],
    ['a key that is known', conditional, { 'aws:MultiFactorAuthPresent': 'true' }, 'allowed'],
    ['a negated operator', { ...ALLOW_ALL, Condition: { StringNotEquals: { a: 'b' } } }, {}, 'unknown'],
    ['a Null check', { ...ALLOW_ALL, Condition: { Null: { a: 'true' } } }, {}, 'unknown'],
    ['a variable', { ...ALLOW_ALL, Resource: 'arn:aws:s3:::${aws:username}/*' }, {}, 'unknown'],
    [
      'a variable in NotResource',
      { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::${a:b}' },
      {},
      'unknown',
    ],
    [
      'a condition that fails for sure',
      { ...ALLOW_ALL, Condition: { ...MFA, StringEquals: { 'aws:RequestedRegion': 'x' } } },
      { 'aws:RequestedRegion': 'y' },
      'denied by no-allow',
    ],
  ])('%s', (_name, statements, context, expected) => {
    expect(verdict(statements, { context, options })).toBe(expected);
  });
});

describe('layers around a principal', () => {
  const unclear = policyOf({ ...ALLOW_ALL, Condition: { Strange: { 'aws:x': 'y' } } }, 'unclear');
  const resource = (policy: typeof allow, sameAccount = true): Partial<PolicyLayers> => ({
    resource: { policies: [policy], sameAccount },
  });

  it.each<[string, PolicyLayers, string]>([
    ['RCPs that deny nothing', { identity: [allow], resourceControl: [other] }, 'allowed'],
    ['no RCP', { identity: [allow], resourceControl: [] }, 'allowed'],
    ['an RCP that denies', { identity: [allow], resourceControl: [other, deny] }, 'denied explicitly by rcp'],
    [
      'an RCP that allows, and nothing else',
      { identity: [], resourceControl: [allow] },
      'denied by no-allow',
    ],
    ['an endpoint that allows', { identity: [allow], endpoint: [allow] }, 'allowed'],
    [
      'an endpoint that allows something else',
      { identity: [allow], endpoint: [other] },
      'denied by vpc-endpoint',
    ],
    [
      'an endpoint that denies',
      { identity: [allow], endpoint: [allow, deny] },
      'denied explicitly by vpc-endpoint',
    ],
    ['a resource that allows instead', { identity: [], ...resource(allow) }, 'allowed'],
    ['a resource that allows something else', { identity: [], ...resource(other) }, 'denied by no-allow'],
    ['a resource that says nothing of an identity', { identity: [allow], ...resource(other) }, 'allowed'],
    ['a resource that denies', { identity: [allow], ...resource(deny) }, 'denied explicitly by resource'],
    ['a resource that may allow', { identity: [], ...resource(unclear) }, 'unknown'],
    ['a resource that may allow what is allowed', { identity: [allow], ...resource(unclear) }, 'allowed'],
    ['a resource of another account', { identity: [allow], ...resource(other, false) }, 'denied by resource'],
    [
      'another account, resource alone',
      { identity: [other], ...resource(allow, false) },
      'denied by no-allow',
    ],
    ['another account, both', { identity: [allow], ...resource(allow, false) }, 'allowed'],
    [
      'a resource within a boundary',
      { identity: [], boundary: other, ...resource(allow) },
      'denied by permissions-boundary',
    ],
    [
      'an RCP before an SCP',
      { identity: [allow], resourceControl: [deny], serviceControl: [[deny]] },
      'denied explicitly by rcp',
    ],
    [
      'an SCP before an endpoint',
      { identity: [allow], endpoint: [deny], serviceControl: [[deny]] },
      'denied explicitly by scp',
    ],
    [
      'an identity after an endpoint',
      { identity: [deny], endpoint: [deny] },
      'denied explicitly by vpc-endpoint',
    ],
  ])('%s', (_name, layers, expected) => {
    expect(wordFor(ask(layers))).toBe(expected);
  });
});
