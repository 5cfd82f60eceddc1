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

describe.each(Object.entries(WAYS))('%s', (name, way) => {
  it('says what happened, whichever call it is that a fault meets', async () => {
    const base = await baseOf(name, way);
    const random = randomFrom(SEED + name.length);
    const numbers = Array.from({ length: base.calls.length }, (_, index) => index + 1);
    const chosen = isWhole
      ? numbers
      : Array.from({ length: SAMPLE }, () => numbers[Math.floor(random() * numbers.length)] ?? 1);
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
      // Which call comes when is not the same in every run: one that is sent again was met once.
      for (const text of wrongWith(spoiled, base.report, met, fault)) {
        wrong.push(`call ${number}, ${met}, ${fault.name}: ${text}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
