import { describe, expect, it } from 'vitest';
import { countingPermissions, decide, decidePermissions, statusOf } from '../../src/permissions/decide.ts';
import type {
  CapabilityStatus,
  DecidedPermission,
  Decision,
  Evidence,
  EvidenceKind,
} from '../../src/permissions/decision.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { CAPABILITIES } from '../../src/skypilot/requirements.ts';
import { denialIn, deniedIn } from './denials.ts';

const EVIDENCE_ORDER: readonly EvidenceKind[] = ['dry-run', 'read', 'simulation', 'policy', 'inferred'];

const scope = { partition: 'aws', region: 'us-east-1', account: '111122223333', role: 'skypilot-v1' };
const permissions = expandPermissions(scope);
const LIST = 'storage/s3:ListAllMyBuckets@any';

function decisionOf(...allEvidence: Evidence[]): DecidedPermission | undefined {
  const sources = allEvidence.map((evidence) => new Map([[LIST, evidence]]));
  return decide(permissions, sources, 'nobody asked')
    .flatMap((capability) => capability.permissions)
    .find(({ permission }) => permission.id === LIST);
}

const simulated = (decision: 'allowed' | 'unknown'): Evidence => ({
  kind: 'simulation',
  decision,
  reason: 'sim',
});
const simulatedDenial = deniedIn('scp', 'simulation', 'sim');
const read = (decision: 'allowed' | 'unknown'): Evidence => ({ kind: 'read', decision, reason: 'real' });

describe('decide', () => {
  it('is unknown, with the reason, where there is no evidence', () => {
    expect(decisionOf()).toMatchObject({ decision: 'unknown', evidence: undefined, reason: 'nobody asked' });
  });

  it('lets a real answer win over the simulator, and says that they differ', () => {
    const decided = decisionOf(simulatedDenial, read('allowed'));
    expect(decided).toMatchObject({ decision: 'allowed', evidence: 'read', layer: undefined });
    expect(decided?.reason).toContain('simulation says denied');
  });

  it('lets the simulator decide where the real call failed', () => {
    expect(decisionOf(read('unknown'), simulatedDenial)).toMatchObject({ decision: 'denied', layer: 'scp' });
    expect(decisionOf(read('unknown'), simulated('allowed'))).toMatchObject({ decision: 'allowed' });
  });

  it('names the real call where neither decides', () => {
    expect(decisionOf(simulated('unknown'), read('unknown'))).toMatchObject({
      decision: 'unknown',
      evidence: 'read',
    });
  });
});

describe('what need not be allowed', () => {
  const notNeeded: Evidence = {
    kind: 'read',
    decision: 'likely',
    reason: 'not needed: it exists',
    notNeeded: true,
  };

  it('is satisfied even where it is denied, and both are said', () => {
    const decided = decisionOf(simulatedDenial, notNeeded);
    expect(decided).toMatchObject({ decision: 'likely', evidence: 'read', layer: undefined });
    expect(decided?.reason).toBe('not needed: it exists (against this, simulation says denied: sim)');
  });

  it('stays allowed where it is', () => {
    expect(decisionOf(simulated('allowed'), notNeeded)).toMatchObject({
      decision: 'allowed',
      evidence: 'simulation',
    });
  });
});

describe('a dry run', () => {
  const dryRun = (decision: 'allowed' | 'likely' | 'unknown'): Evidence => ({
    kind: 'dry-run',
    decision,
    reason: 'tried',
  });

  it('beats the simulator where it is certain', () => {
    expect(decisionOf(simulatedDenial, dryRun('allowed'))).toMatchObject({
      decision: 'allowed',
      evidence: 'dry-run',
    });
  });

  it('that makes it likely does not, and is told', () => {
    const decided = decisionOf(dryRun('likely'), simulatedDenial);
    expect(decided).toMatchObject({ decision: 'denied', evidence: 'simulation' });
    expect(decided?.reason).toContain('dry-run says likely');
  });

  it('that decides nothing is told beside the other reasons', () => {
    expect(decisionOf(simulated('unknown'), dryRun('unknown'))?.reason).toBe('tried; sim');
  });
});

describe('statusOf', () => {
  const compute = permissions.filter(({ requirement }) => requirement.capability === 'compute');
  const decided = (decisions: (id: string) => Decision): DecidedPermission[] =>
    compute.map((permission) => ({
      permission,
      decision: decisions(permission.id),
      evidence: 'simulation',
      layer: undefined,
      denial: undefined,
      reason: '',
      allEvidence: [],
    }));

  const cases: readonly (readonly [string, (id: string) => Decision, CapabilityStatus])[] = [
    ['all allowed', () => 'allowed', 'enabled'],
    ['likely counts', () => 'likely', 'enabled'],
    ['one unknown', (id: string) => (id.includes('StopInstances') ? 'unknown' : 'allowed'), 'unknown'],
    [
      'one denied among unknown',
      (id: string) => (id.includes('StopInstances') ? 'denied' : 'unknown'),
      'disabled',
    ],
    ['known from code only', (id: string) => (id.includes('#volume') ? 'denied' : 'allowed'), 'enabled'],
  ];

  it.each(cases)('%s', (_title, decisions, status) => {
    expect(statusOf(decided(decisions))).toBe(status);
  });

  it('takes all requirements where none is documented, and never enables on nothing', () => {
    const efa = permissions.filter(({ requirement }) => requirement.capability === 'efa');
    const denied = efa.map((permission) => ({
      permission,
      decision: 'denied' as const,
      evidence: 'simulation' as const,
      layer: undefined,
      denial: undefined,
      reason: '',
      allEvidence: [],
    }));
    expect(statusOf(denied)).toBe('disabled');
    expect(statusOf([])).toBe('unknown');
  });
});

describe('a decision whole', () => {
  const [permission] = permissions.filter(({ id }) => id === LIST);
  if (permission === undefined) throw new Error('no permission');
  const of = (...allEvidence: Evidence[]) =>
    decidePermissions(
      [permission],
      allEvidence.map((evidence) => new Map([[LIST, evidence]])),
      'nobody asked',
    );
  const said = (
    kind: EvidenceKind,
    decision: 'allowed' | 'likely' | 'unknown',
    reason: string = kind,
  ): Evidence => ({
    kind,
    decision,
    reason,
  });
  const denied = deniedIn('scp', 'simulation', 'no');
  const spared: Evidence = { ...said('read', 'likely', 'not needed'), decision: 'likely', notNeeded: true };

  it('is unknown with nothing', () => {
    expect(of()).toEqual([
      {
        permission,
        decision: 'unknown',
        evidence: undefined,
        layer: undefined,
        denial: undefined,
        reason: 'nobody asked',
        allEvidence: [],
      },
    ]);
  });

  it('is denied with all that is known of it', () => {
    const weak = said('inferred', 'unknown');
    expect(of(weak, denied)).toEqual([
      {
        permission,
        decision: 'denied',
        evidence: 'simulation',
        layer: 'scp',
        denial: denialIn('scp'),
        reason: 'no',
        allEvidence: [denied, weak],
      },
    ]);
  });

  const cases: readonly (readonly [string, readonly Evidence[], Partial<DecidedPermission>])[] = [
    [
      'certain before likely before unknown',
      [said('inferred', 'unknown'), said('dry-run', 'likely'), said('policy', 'allowed')],
      { decision: 'allowed', evidence: 'policy', reason: 'policy' },
    ],
    ...EVIDENCE_ORDER.flatMap((stronger, index) =>
      EVIDENCE_ORDER.slice(index + 1).map(
        (weaker) =>
          [
            `${stronger} before ${weaker}`,
            [said(weaker, 'allowed'), said(stronger, 'allowed')],
            { decision: 'allowed', evidence: stronger, reason: stronger },
          ] as const,
      ),
    ),
    [
      'all that is not known, each reason once',
      [said('simulation', 'unknown', 'a'), said('dry-run', 'unknown', 'b'), said('policy', 'unknown', 'a')],
      { decision: 'unknown', evidence: 'dry-run', reason: 'b; a' },
    ],
    [
      'the first contradiction',
      [
        said('dry-run', 'allowed', 'yes'),
        deniedIn('scp', 'read', 'first'),
        deniedIn('scp', 'policy', 'second'),
      ],
      { decision: 'allowed', reason: 'yes (against this, read says denied: first)' },
    ],
    [
      'a denial against what is likely',
      [denied, said('dry-run', 'likely', 'perhaps')],
      { decision: 'denied', reason: 'no (against this, dry-run says likely: perhaps)' },
    ],
    [
      'a likelihood against nothing',
      [said('dry-run', 'likely', 'perhaps'), said('simulation', 'unknown')],
      { decision: 'likely', evidence: 'dry-run', reason: 'perhaps' },
    ],
    ['what need not be, before a denial', [denied, spared], { decision: 'likely', evidence: 'read' }],
    [
      'what need not be, before what is likely',
      [said('dry-run', 'likely'), spared],
      { decision: 'likely', evidence: 'read', reason: 'not needed' },
    ],
    ['what is allowed, before what need not be', [said('policy', 'allowed'), spared], { evidence: 'policy' }],
  ];

  it.each(cases)('takes %s', (_title, evidence, expected) => {
    expect(of(...evidence)).toMatchObject([expected]);
    expect(of(...[...evidence].reverse())).toMatchObject([expected]);
  });

  it('of a capability stands with the others', () => {
    const capabilities = decide(permissions, [new Map([[LIST, denied]])], 'nobody asked');
    expect(
      capabilities.map(({ permissions: _decided, status: _status, ...capability }) => capability),
    ).toEqual(CAPABILITIES.map((capability) => capability));
    expect(
      capabilities.filter(({ status }) => status !== 'unknown').map(({ id, status }) => [id, status]),
    ).toEqual([['storage', 'disabled']]);
    for (const { id, permissions: own } of capabilities)
      expect(new Set(own.map(({ permission: { requirement } }) => requirement.capability))).toEqual(
        new Set([id]),
      );
  });

  it('counts where SkyPilot stops without it; all count where it never stops', () => {
    const [fails, degrades] = (['fails', 'degrades'] as const).map((impact) => {
      const [decided] = of(denied);
      if (decided === undefined) throw new Error('no decision');
      return { ...decided, permission: { ...permission, impact } };
    });
    if (fails === undefined || degrades === undefined) throw new Error('no decision');
    expect(countingPermissions([fails, degrades])).toEqual([fails]);
    expect(countingPermissions([degrades])).toEqual([degrades]);
    expect(countingPermissions([])).toEqual([]);
  });
});
