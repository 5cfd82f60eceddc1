import { describe, expect, it } from 'vitest';
import { decide, statusOf } from '../../src/permissions/decide.ts';
import type {
  CapabilityStatus,
  DecidedPermission,
  Decision,
  Evidence,
} from '../../src/permissions/decision.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { deniedIn } from './denials.ts';

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
  it('is unknown, with the reason, where nothing was heard', () => {
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
