import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { decidePermissions } from '../../src/permissions/decide.ts';
import { type DecidedPermission, type Evidence, LAYERS, type Layer } from '../../src/permissions/decision.ts';
import {
  conditionKeysOf,
  grantsOf,
  listActions,
  permissionsLeftOpen,
  permissionsToGrant,
  statementHelps,
} from '../../src/permissions/grants-to-add.ts';
import { CAPABILITIES } from '../../src/skypilot/requirements.ts';
import { statementsFor } from '../../src/skypilot/statements.ts';
import { deniedIn } from './denials.ts';
import { decidedBy, PERMISSIONS } from './fixtures.ts';

const deny = (layer: Layer): Evidence => deniedIn(layer, 'dry-run');
const allowed: Evidence = { kind: 'dry-run', decision: 'allowed', reason: 'x' };

function decided(of: (id: string) => Evidence | undefined) {
  const allEvidence = new Map(
    PERMISSIONS.flatMap(({ id }): readonly (readonly [string, Evidence])[] => {
      const evidence = of(id);
      return evidence === undefined ? [] : [[id, evidence]];
    }),
  );
  return decidePermissions(PERMISSIONS, [allEvidence], 'nobody asked');
}

const IMAGE_COPY = 'clone-disk/ec2:CopyImage@own-image';

describe('what to grant', () => {
  it('is what is denied, and of the same action what is undecided', () => {
    const permissions = decided((id) => (id === IMAGE_COPY ? deny('no-allow') : undefined)).filter(
      ({ permission }) => permission.requirement.capability === 'clone-disk',
    );
    expect(permissionsToGrant(permissions).map(({ permission }) => permission.id)).toEqual([
      IMAGE_COPY,
      'clone-disk/ec2:CopyImage@snapshot',
    ]);
    expect(permissionsLeftOpen(permissions).map(({ permission }) => permission.requirement.action)).toEqual([
      'ec2:CreateImage',
      'ec2:CreateImage',
      'ec2:CreateImage',
      'ec2:DeregisterImage',
    ]);
  });

  it('is nothing of an action that is stopped otherwise, decided or not', () => {
    const needs = decided((id) => (id === IMAGE_COPY ? deny('scp') : undefined));
    const actions = permissionsLeftOpen(needs).map(({ permission }) => permission.requirement.action);
    expect(actions).toContain('ec2:CreateImage');
    expect(actions).not.toContain('ec2:CopyImage');
  });

  it('is nothing where another layer denies', () => {
    const permissions = decided((id) => (id === IMAGE_COPY ? deny('scp') : allowed));
    expect(permissionsToGrant(permissions)).toEqual([]);
    expect(permissionsLeftOpen(permissions)).toEqual([]);
  });

  it.each(CAPABILITIES.map(({ id }) => id))('%s: names no other account, partition or role', (capability) => {
    const permissions = decided(() => deny('no-allow')).filter(
      ({ permission }) => permission.requirement.capability === capability,
    );
    const text = JSON.stringify(statementsFor(grantsOf(permissionsToGrant(permissions))));
    expect(text).not.toContain('${');
    for (const [arn] of text.matchAll(/arn:[^"]*/g)) {
      expect(arn).toMatch(
        /^arn:aws:(ec2|ssm):\*:(111122223333)?:|^arn:aws:s3:::|^arn:aws:iam::111122223333:(role|instance-profile)\/skypilot-v1$/,
      );
    }
    for (const { permission } of permissions) expect(text).toContain(`"${permission.requirement.action}"`);
  });
});

describe('whether a statement helps', () => {
  const simulated: Evidence = { kind: 'simulation', decision: 'allowed', reason: 'x' };
  const hanging: Evidence = {
    kind: 'simulation',
    decision: 'unknown',
    reason: 'x',
    conditionKeys: ['aws:SourceIp'],
  };
  const granted: Evidence = { kind: 'policy', decision: 'unknown', reason: 'x', grantedByIdentity: true };
  const open: Evidence = { kind: 'simulation', decision: 'unknown', reason: 'x' };
  const conditional: Evidence = {
    kind: 'policy',
    decision: 'denied',
    reason: 'x',
    denial: {
      cause: {
        kind: 'missing-allow',
        in: 'identity',
        conditional: [{ policy: 'p', conditions: [{ key: 'aws:RequestTag/team', values: ['ml'] }] }],
      },
    },
  };

  const cases: readonly (readonly [string, readonly Evidence[], ReturnType<typeof statementHelps>])[] = [
    ['it is allowed', [simulated], 'no'],
    ['no policy allows it', [deny('no-allow')], 'yes'],
    ['AWS gives no reason', [deny('unknown')], 'if-missing'],
    ['AWS gives no reason, and the policies allow it', [deny('unknown'), simulated], 'no'],
    ['AWS finds no policy that allows it, and the simulator does', [deny('no-allow'), simulated], 'yes'],
    ['nothing is decided', [open], 'if-missing'],
    ['nothing is known', [], 'if-missing'],
    ['it hangs on a condition', [hanging], 'no'],
    ['it is denied and hangs on a condition', [deny('no-allow'), hanging], 'no'],
    ['a statement allows it under a condition', [conditional], 'no'],
    ['the identity has the statement', [granted], 'no'],
    [
      'AWS gives no reason, and documents allow it',
      [deny('unknown'), { ...simulated, kind: 'policy' }],
      'no',
    ],
    [
      'AWS gives no reason, and answers a read',
      [deny('unknown'), { ...simulated, kind: 'read' }],
      'if-missing',
    ],
    ...LAYERS.filter((layer) => layer !== 'no-allow' && layer !== 'unknown').map(
      (layer) => [`the layer is ${layer}`, [deny(layer)], 'no'] as const,
    ),
  ];

  it.each(cases)('where %s', (_title, evidence, helps) => {
    const [permission] = PERMISSIONS;
    if (permission === undefined) throw new Error('no permission');
    const sources = evidence.map((found) => new Map([[permission.id, found]]));
    expect(decidePermissions([permission], sources, 'nobody asked').map(statementHelps)).toEqual([helps]);
  });
});

describe('the condition keys', () => {
  const on = (...keys: readonly string[]) => keys.map((key) => ({ key, values: ['x'] }));
  const because = (cause: Denial['cause']): Evidence => ({
    kind: 'policy',
    decision: 'denied',
    reason: 'x',
    denial: { cause },
  });
  const open: Evidence = { kind: 'simulation', decision: 'unknown', reason: 'x' };

  it.each<[string, readonly Evidence[], readonly string[]]>([
    ['nothing', [], []],
    ['what is allowed', [allowed], []],
    ['what is not known', [open], []],
    ['what hangs on some', [{ ...open, conditionKeys: ['a', 'b'] }], ['a', 'b']],
    [
      'a Deny',
      [because({ kind: 'explicit-deny', statements: [{ conditions: on('a', 'b'), resources: [] }] })],
      ['a', 'b'],
    ],
    [
      'an Allow',
      [
        because({
          kind: 'missing-allow',
          conditional: [{ conditions: on('a') }, { policy: 'p', conditions: on('b', 'a') }],
        }),
      ],
      ['a', 'b'],
    ],
    ['a denial without any', [because({ kind: 'missing-allow' }), because({ kind: 'unexplained' })], []],
    [
      'several answers',
      [
        { ...open, conditionKeys: ['a'] },
        because({ kind: 'explicit-deny', statements: [{ conditions: on('b', 'a'), resources: [] }] }),
      ],
      ['b', 'a'],
    ],
  ])('of %s', (_title, evidence, keys) => {
    expect(conditionKeysOf(decidedBy(IMAGE_COPY, ...evidence))).toEqual(keys);
  });
});

it('names actions once, in their order', () => {
  const [stop, start] = [
    'compute/ec2:StopInstances@instance',
    'compute/ec2:StartInstances@instance',
  ] as const;
  expect(listActions([decidedBy(start), decidedBy(stop), decidedBy(start)])).toBe(
    'ec2:StartInstances, ec2:StopInstances',
  );
  expect(listActions([])).toBe('');
});

it('asks for the statement that the documented policy has, condition and all', () => {
  const id = 'spot/iam:CreateServiceLinkedRole@spot-service-role';
  const decided = decidedBy(id, deny('no-allow'));
  const { pattern, requirement } = decided.permission;
  expect(requirement.policyCondition).toBeDefined();
  expect(grantsOf([decided])).toEqual([
    { action: 'iam:CreateServiceLinkedRole', pattern, condition: requirement.policyCondition },
  ]);
});

describe('of one action', () => {
  const SNAPSHOT = 'clone-disk/ec2:CopyImage@snapshot';
  const open: Evidence = { kind: 'simulation', decision: 'unknown', reason: 'x' };
  const hanging: Evidence = { ...open, conditionKeys: ['aws:SourceIp'] };
  const idsOf = (some: readonly DecidedPermission[]) => some.map(({ permission }) => permission.id);

  it.each<[string, Evidence, Evidence, readonly string[], readonly string[]]>([
    ['both are denied', deny('no-allow'), deny('no-allow'), [IMAGE_COPY, SNAPSHOT], []],
    ['another is open', deny('no-allow'), open, [IMAGE_COPY, SNAPSHOT], []],
    ['another hangs on a condition', deny('no-allow'), hanging, [IMAGE_COPY], []],
    ['another is denied for no reason', deny('no-allow'), deny('unknown'), [IMAGE_COPY], [SNAPSHOT]],
    ['another is allowed', deny('no-allow'), allowed, [IMAGE_COPY], []],
    ['none is decided', open, deny('unknown'), [], [IMAGE_COPY, SNAPSHOT]],
    ['another hangs, none is denied', open, hanging, [], [IMAGE_COPY]],
    ['another is stopped', open, deny('scp'), [], []],
  ])('%s', (_title, first, second, granted, left) => {
    const permissions = [decidedBy(IMAGE_COPY, first), decidedBy(SNAPSHOT, second)];
    expect(idsOf(permissionsToGrant(permissions))).toEqual(granted);
    expect(idsOf(permissionsLeftOpen(permissions))).toEqual(left);
  });
});
