/**
 * The n-th call of a run meets a fault, for every n: what one answer more or less changes is said, and nothing false is.
 * `npm run faults` takes every call of every kind of credentials with every fault; otherwise a seeded sample is taken.
 */
import { describe, expect, it } from 'vitest';
import { baseOf, run, WAYS, wrongWith } from './fault-runs.ts';
import { RELAY_FAULTS } from './relay-faults.ts';

const isWhole = process.env.SKYCHECK_ALL_FAULTS === '1';
const SEED = Number(process.env.SKYCHECK_SEED ?? 20_261_201);
const SAMPLE = 2;

/** The same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** So many calls to a test: a run takes a third of a second, on a busy machine more. */
const CHUNK = 20;
const MOST_CALLS = 300;
const chunks = isWhole ? Array.from({ length: MOST_CALLS / CHUNK }, (_, index) => index * CHUNK) : [0];

describe.each(Object.entries(WAYS))('%s', (name, way) => {
  it.each(chunks)(
    'says what happened, whichever call it is that a fault meets, from call %i on',
    async (from) => {
      const base = await baseOf(name, way);
      expect(base.calls.length).toBeLessThan(MOST_CALLS);
      const random = randomFrom(SEED + name.length + from);
      const chosen = Array.from({ length: isWhole ? CHUNK : SAMPLE }, (_, index) =>
        isWhole ? from + index + 1 : 1 + Math.floor(random() * base.calls.length),
      ).filter((number) => number <= base.calls.length);
      const wrong: string[] = [];
      for (const number of chosen) {
        const fault = RELAY_FAULTS[Math.floor(random() * RELAY_FAULTS.length)];
        if (fault === undefined) throw new Error('no fault');
        let met = '';
        const spoiled = await run(
          way,
          (call) => {
            if (call.number !== number) return undefined;
            met = call.operation;
            return fault.spoil;
          },
          fault.isSilent,
        );
        for (const text of wrongWith(spoiled, base.report, met, fault)) {
          wrong.push(`call ${number}, ${met}, ${fault.name}: ${text}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});
