import { describe, expect, it } from 'vitest';
import { type ConfigVerdict, readAsSkycheck } from '../skypilot/config-verdict.ts';
import { awsCases, type ConfigCase, configCase } from './config-cases.ts';
import { askSkyPilot, FULL, SEED } from './support.ts';

const COUNT = FULL ? 4000 : 600;

describe('configurations', () => {
  const cases = [...awsCases(), ...Array.from({ length: COUNT }, (_, index) => configCase(SEED, index))];

  it(`${cases.length} are refused, and read, as SkyPilot does`, async () => {
    const sky = askSkyPilot<ConfigCase, ConfigVerdict & { readonly reason?: string }>(
      'read_config.py',
      cases,
    );
    const wrong = [];
    for (const [index, files] of cases.entries()) {
      const { reason, ...expected } = sky[index] ?? { refused: false };
      const { refusedFor, ...found } = await readAsSkycheck(files);
      if (JSON.stringify(found) !== JSON.stringify(pick(expected, found)))
        wrong.push({ files, reason, expected, found, refusedFor });
    }
    expect(cases.length).toBeGreaterThan(COUNT);
    expect(sky.filter(({ refused }) => !refused).length).toBeGreaterThan(COUNT / 5);
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

/** The verdict with the keys that the other has, in its order. */
function pick(verdict: ConfigVerdict, like: ConfigVerdict): ConfigVerdict {
  const values = Object.entries(verdict);
  const found = Object.keys(like).map((key) => [key, values.find(([name]) => name === key)?.[1] ?? null]);
  return Object.fromEntries(found);
}
