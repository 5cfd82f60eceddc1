import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/permissions/decision.ts';
import { withDenialCaveats } from '../../src/permissions/denial-caveat.ts';
import { deniedIn } from './denials.ts';
import { launchIn, OWN_READS, PERMISSIONS } from './fixtures.ts';

const VOLUME = 'compute/ec2:RunInstances@volume';
const INSTANCE = 'compute/ec2:RunInstances@instance';
const allowed: Evidence = { kind: 'simulation', decision: 'allowed', reason: 'x' };
const denied = deniedIn('scp', 'simulation');

describe('a simulated denial of an unencrypted volume', () => {
  it('is none where EC2 may encrypt by default', () => {
    const evidence = withDenialCaveats(
      PERMISSIONS,
      new Map([
        [VOLUME, denied],
        [INSTANCE, allowed],
      ]),
    );
    expect(evidence.get(VOLUME)).toMatchObject({ kind: 'simulation', decision: 'unknown' });
    expect(evidence.get(VOLUME)?.reason).toContain('ec2:Encrypted');
    expect(evidence.get(INSTANCE)).toBe(allowed);
  });

  it('is one where the rest of the launch is denied in the same way', () => {
    const evidence = new Map([
      [VOLUME, denied],
      [INSTANCE, denied],
    ]);
    expect(withDenialCaveats(PERMISSIONS, evidence)).toEqual(evidence);
    const elsewhere = new Map([
      [VOLUME, denied],
      [INSTANCE, deniedIn('no-allow', 'simulation')],
    ]);
    expect(withDenialCaveats(PERMISSIONS, elsewhere).get(VOLUME)?.decision).toBe('unknown');
  });

  it('is one where the volume is encrypted', () => {
    const at = { file: 'x', line: 1 };
    const { permissions } = launchIn(OWN_READS, { diskEncrypted: { value: true, at } });
    const evidence = new Map([[VOLUME, denied]]);
    expect(withDenialCaveats(permissions, evidence)).toEqual(evidence);
  });
});
