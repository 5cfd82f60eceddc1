import { describe, expect, it } from 'vitest';
import type { Evidence, Layer } from '../../src/permissions/decision.ts';
import { withoutDisproven } from '../../src/permissions/simulator-trust.ts';
import { deniedIn } from './denials.ts';

const real = (decision: 'allowed' | 'unknown' | 'likely'): Evidence => ({
  kind: 'dry-run',
  decision,
  reason: 'a real call',
});
const simulated = (decision: 'allowed' | 'unknown'): Evidence => ({
  kind: 'simulation',
  decision,
  reason: 'simulated',
});
const denied = (layer: Layer, reason = 'no policy allows it') => deniedIn(layer, 'simulation', reason);
const taken = (reason = 'no policy allows it'): Evidence => ({
  kind: 'simulation',
  decision: 'unknown',
  reason: `the policy simulator says: ${reason}; but it says so of what AWS really allows, too`,
});

type Said = Readonly<Record<string, Evidence>>;

function trusted(said: Said, ...answers: readonly Said[]): Said {
  const maps = answers.map((source) => new Map(Object.entries(source)));
  return Object.fromEntries(withoutDisproven(new Map(Object.entries(said)), maps));
}

describe('withoutDisproven', () => {
  const all: Said = {
    launch: denied('scp', 'the organization'),
    stop: denied('scp', 'the organization'),
    start: denied('no-allow'),
    read: simulated('allowed'),
    tag: simulated('unknown'),
  };

  it('keeps everything where AWS contradicts nothing', () => {
    expect(trusted(all)).toEqual(all);
    for (const decision of ['unknown', 'likely'] as const) {
      expect(trusted(all, { launch: real(decision) })).toEqual(all);
    }
    expect(trusted(all, { launch: deniedIn('scp', 'dry-run') })).toEqual(all);
    expect(trusted(all, { read: real('allowed'), tag: real('allowed'), other: real('allowed') })).toEqual(
      all,
    );
  });

  it('takes back denials of the layer that AWS disproves, and of no other', () => {
    expect(trusted(all, { launch: real('allowed') })).toEqual({ ...all, stop: taken('the organization') });
    expect(trusted(all, { start: real('allowed') })).toEqual(all);
    expect(trusted({ ...all, more: denied('no-allow') }, { start: real('allowed') })).toEqual({
      ...all,
      more: taken(),
    });
  });

  it('leaves what AWS decided itself to stand beside it, whichever call decided', () => {
    const denials = { launch: denied('scp'), stop: denied('scp'), start: denied('scp'), tag: denied('scp') };
    const answers = [
      { launch: real('allowed'), tag: real('likely') },
      { stop: deniedIn('scp', 'read'), tag: real('unknown') },
    ];
    expect(trusted(denials, ...answers)).toEqual({ ...denials, start: taken(), tag: taken() });
  });

  it('takes back nothing of an unknown layer for the sake of what is not denied', () => {
    const said = { launch: denied('unknown'), read: simulated('allowed'), tag: simulated('unknown') };
    expect(trusted(said, { read: real('allowed') })).toEqual(said);
    const both = { ...said, stop: denied('unknown') };
    expect(trusted(both, { launch: real('allowed') })).toEqual({ ...both, stop: taken() });
  });
});
