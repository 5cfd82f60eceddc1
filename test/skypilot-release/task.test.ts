import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SAMPLE_CATALOG, SAMPLE_FILES } from '../task/sample-catalog.ts';
import { bare, NO_FLAGS, sortedResources, type TaskVerdict, taskVerdict } from '../task/task-verdict.ts';
import recorded from '../task/task-verdicts.json';
import { Dice } from './dice.ts';
import { askSkyPilot, FULL, RECORD, releaseOf, SEED } from './support.ts';
import { mixedCase, type TaskCase, taskCases } from './task-cases.ts';

type Said = TaskVerdict & { readonly reason?: string };

function ask(cases: readonly TaskCase[]): readonly Said[] {
  const catalog = { catalog: SAMPLE_FILES };
  const [, ...said] = askSkyPilot<TaskCase | typeof catalog, Said>('read_task.py', [catalog, ...cases]);
  return said;
}

describe('tasks', () => {
  const dice = new Dice(SEED);
  const known = taskCases();
  const cases = [...known, ...Array.from({ length: FULL ? 3000 : 300 }, () => mixedCase(dice))];
  const sky = ask(cases);

  it(`${cases.length} are read, refused at the same stage, and go to the same places, as SkyPilot has it`, async () => {
    const wrong = [];
    for (const [index, { why, text, env, secret }] of cases.entries()) {
      const { reason, ...expected } = sky[index] ?? {};
      const flags = {
        ...NO_FLAGS,
        envs: new Map(Object.entries(env ?? {})),
        secrets: new Map(Object.entries(secret ?? {})),
      };
      const { verdict, message } = await taskVerdict(text, SAMPLE_CATALOG, flags);
      const wanted = sortedResources(bare(expected));
      if (!equal(verdict, wanted)) wrong.push({ why, text, reason, message, found: verdict, wanted });
    }
    expect(sky.filter(({ error }) => error === undefined).length).toBeGreaterThan(cases.length / 5);
    expect(wrong.length, JSON.stringify(wrong.slice(0, 5), null, 1)).toBe(0);
  });

  it('the verdicts that the ordinary tests hold skycheck to are those of this release', () => {
    const now = known.map(({ why, text, env, secret }, index) => {
      const { reason, ...verdict } = sky[index] ?? {};
      return bare({ why, text, env, secret, verdict: sortedResources(bare(verdict)) });
    });
    if (RECORD) {
      const file = fileURLToPath(new URL('../task/task-verdicts.json', import.meta.url));
      writeFileSync(file, JSON.stringify({ release: releaseOf(), cases: now }));
    } else expect(now).toEqual(recorded.cases);
  });
});

function equal(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
