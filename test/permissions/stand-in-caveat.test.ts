import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import type { Evidence, Layer } from '../../src/permissions/decision.ts';
import { weighStandIns } from '../../src/permissions/stand-in-caveat.ts';
import { denialIn } from './denials.ts';
import { LAUNCH_READS, launchIn, OWN_READS } from './fixtures.ts';

const IMAGE = 'compute/ec2:RunInstances@image';
const TERMINATE = 'compute/ec2:TerminateInstances@instance';

/** Without SkyPilot's catalogue, and with it. */
const FOREIGN = launchIn(LAUNCH_READS).permissions;
const OWN = launchIn(OWN_READS).permissions;

const simulated = (decision: 'allowed' | 'likely'): Evidence => ({
  kind: 'simulation',
  decision,
  reason: 'said',
});
const deniedIn = (layer: Layer): Evidence => ({
  kind: 'simulation',
  decision: 'denied',
  reason: 'said',
  denial: denialIn(layer),
});
const lacking = (...conditionKeys: readonly string[]): Evidence => ({
  kind: 'simulation',
  decision: 'unknown',
  reason: 'said',
  conditionKeys,
});
const HOPE: Evidence = { kind: 'dry-run', decision: 'likely', reason: 'tried', standIn: true };
const refusedBy = (denial: Denial): Evidence => ({
  kind: 'dry-run',
  decision: 'unknown',
  reason: 'tried',
  standInDenial: denial,
});

function weighed(permissions: typeof OWN, id: string, said: Evidence, tried: Evidence) {
  const result = weighStandIns(permissions, new Map([[id, said]]), new Map([[id, tried]]));
  return [result.simulated.get(id)?.decision, result.tried.get(id)?.decision];
}

describe('what the simulator and a dry run with another image say together', () => {
  it.each<[string, Evidence, Evidence, readonly [string, string | undefined]]>([
    ['both allow it', simulated('allowed'), HOPE, ['likely', 'likely']],
    ['the dry run is denied', simulated('allowed'), refusedBy(denialIn('scp')), ['unknown', 'unknown']],
    [
      'it is denied, and the simulator lacks keys',
      simulated('likely'),
      refusedBy(denialIn('explicit-deny')),
      ['unknown', 'unknown'],
    ],
    ['the simulator lacks the owner', lacking('ec2:Owner'), HOPE, ['unknown', undefined]],
    ['the simulator lacks the id', lacking('ec2:ImageID'), HOPE, ['unknown', undefined]],
    [
      'the simulator lacks tags of the image',
      lacking('aws:ResourceTag/approved'),
      HOPE,
      ['unknown', undefined],
    ],
    ['the simulator lacks what is not about the image', lacking('aws:SourceIp'), HOPE, ['unknown', 'likely']],
    ['an organization denies it without the owner', deniedIn('scp'), HOPE, ['unknown', undefined]],
    ['the identity is not allowed', deniedIn('no-allow'), HOPE, ['denied', 'likely']],
  ])('where %s', (_title, said, tried, expected) => {
    expect(weighed(FOREIGN, IMAGE, said, tried)).toEqual(expected);
  });

  it.each([simulated('allowed'), deniedIn('scp'), lacking('ec2:Owner')])(
    "is what each says where SkyPilot's image is known",
    (said) => {
      expect(weighed(OWN, IMAGE, said, HOPE)).toEqual([said.decision, 'likely']);
    },
  );
});

describe('a dry run on a made-up id that was denied', () => {
  it.each<[Layer, string]>([
    ['session-policy', 'unknown'],
    ['vpc-endpoint-policy', 'unknown'],
    ['resource-policy', 'unknown'],
    ['scp', 'allowed'],
    ['permissions-boundary', 'allowed'],
    ['explicit-deny', 'allowed'],
  ])('by %s leaves what the simulator allows %s', (layer, decision) => {
    expect(weighed(OWN, TERMINATE, simulated('allowed'), refusedBy(denialIn(layer)))[0]).toBe(decision);
  });
});
