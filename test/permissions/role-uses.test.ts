import { describe, expect, it } from 'vitest';
import { decide } from '../../src/permissions/decide.ts';
import type { Evidence } from '../../src/permissions/decision.ts';
import { decideRoleUses } from '../../src/permissions/role-uses.ts';
import { noSimulation, type Simulation } from '../../src/permissions/simulate.ts';
import { ROLE_USES } from '../../src/skypilot/role-requirements.ts';
import { deniedIn } from './denials.ts';
import { launchIn, OWN_READS, SCOPE } from './fixtures.ts';

const { launch, permissions } = launchIn(OWN_READS);
const allowed: Evidence = { kind: 'simulation', decision: 'allowed', reason: 'x' };

function simulated(of: (action: string) => Evidence): Simulation {
  const evidence = permissions.map(({ id, requirement }) => [id, of(requirement.action)] as const);
  return { outcome: { kind: 'done', principalArn: 'x', failures: [] }, evidence: new Map(evidence) };
}

const STOPS = (action: string) =>
  action === 'ec2:StopInstances' ? deniedIn('no-allow', 'simulation') : allowed;

function usesOf(simulation: Simulation | undefined, caller: Simulation = simulated(() => allowed)) {
  const capabilities = decide(permissions, [caller.evidence], 'nobody asked');
  return decideRoleUses(SCOPE, launch, simulation, capabilities);
}

const statusesOf = (uses: ReturnType<typeof usesOf>) =>
  Object.fromEntries(uses.map(({ id, status, callerStatus }) => [id, [status, callerStatus]]));

describe('decideRoleUses', () => {
  it('decides each use by what it needs, of the role and of the caller', () => {
    expect(statusesOf(usesOf(simulated(STOPS)))).toEqual({
      autostop: ['disabled', 'enabled'],
      autodown: ['enabled', 'enabled'],
      buckets: ['enabled', 'enabled'],
      controllers: ['disabled', 'enabled'],
    });
    expect(
      statusesOf(
        usesOf(
          simulated(() => allowed),
          simulated(STOPS),
        ),
      ),
    ).toMatchObject({
      autostop: ['enabled', 'disabled'],
      autodown: ['enabled', 'enabled'],
    });
  });

  it('says what each use is, and what it rests on', () => {
    const uses = usesOf(simulated(() => allowed));
    expect(uses.map(({ id, title }) => ({ id, title }))).toEqual(
      ROLE_USES.map(({ id, title }) => ({ id, title })),
    );
    for (const [index, { permissions: decided }] of uses.entries()) {
      expect(new Set(decided.map(({ permission }) => permission.requirement))).toEqual(
        new Set(ROLE_USES[index]?.requirements),
      );
    }
  });

  it.each<[Simulation | undefined, string]>([
    [undefined, 'nobody asked what the role may do'],
    [noSimulation('the ARN of the role is not known'), 'the ARN of the role is not known'],
    [
      { outcome: { kind: 'principal-not-found', candidates: [] }, evidence: new Map() },
      'IAM does not know the role',
    ],
    [{ ...simulated(() => allowed), evidence: new Map() }, 'nobody asked what the role may do'],
  ])('is unknown without a simulation, and says why: %j', (simulation, reason) => {
    const uses = usesOf(simulation);
    expect(new Set(uses.map(({ status }) => status))).toEqual(new Set(['unknown']));
    const reasons = uses.flatMap((use) => use.permissions.map((decided) => decided.reason));
    expect(new Set(reasons)).toEqual(new Set([reason]));
  });
});
