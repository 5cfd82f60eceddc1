import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ConfigFiles, type ConfigVerdict, readAsSkycheck } from '../skypilot/config-verdict.ts';
import recorded from '../skypilot/config-verdicts.json';
import { awsCases, configCase } from './config-cases.ts';
import { askSkyPilot, FULL, RECORD, releaseOf, SEED } from './support.ts';

const COUNT = FULL ? 4000 : 400;

type Said = ConfigVerdict & { readonly reason?: string };

const ask = (cases: readonly ConfigFiles[]) => askSkyPilot<ConfigFiles, Said>('read_config.py', cases);

describe('configurations', () => {
  const cases = [...awsCases(), ...Array.from({ length: COUNT }, (_, index) => configCase(SEED, index))];

  it(`${cases.length} are refused, and read, as SkyPilot does`, async () => {
    const sky = ask(cases);
    const wrong = [];
    for (const [index, files] of cases.entries()) {
      const { reason, ...expected } = sky[index] ?? { refused: false };
      const { refusedFor, ...found } = await readAsSkycheck(files);
      if (JSON.stringify(found) !== JSON.stringify(inOrderOf(found, expected)))
        wrong.push({ files, reason, expected, found, refusedFor });
    }
    expect(sky.filter(({ refused }) => !refused).length).toBeGreaterThan(COUNT / 5);
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('the verdicts that the ordinary tests hold skycheck to are those of this release', () => {
    const sky = ask(recorded.cases.map(({ files }) => files));
    const cases = recorded.cases.map(({ why, files }, index) => {
      const { reason, ...verdict } = sky[index] ?? { refused: false };
      return { why, files, verdict };
    });
    if (RECORD) {
      const file = fileURLToPath(new URL('../skypilot/config-verdicts.json', import.meta.url));
      writeFileSync(file, JSON.stringify({ release: releaseOf(), cases }, null, 2));
    } else expect(cases).toEqual(recorded.cases);
  });
});

/** A verdict with the keys of another, in its order. */
function inOrderOf(like: ConfigVerdict, verdict: ConfigVerdict): ConfigVerdict {
  const values = new Map<string, unknown>(Object.entries(verdict));
  return {
    refused: verdict.refused,
    ...Object.fromEntries(Object.keys(like).map((key) => [key, values.get(key)])),
  };
}
