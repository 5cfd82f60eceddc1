import { describe, expect, it } from 'vitest';
import { SAMPLE_CATALOG } from './sample-catalog.ts';
import { NO_FLAGS, taskVerdict } from './task-verdict.ts';
import recorded from './task-verdicts.json';

interface Recorded {
  readonly why: string;
  readonly text?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly secret?: Readonly<Record<string, string>>;
  readonly verdict?: unknown;
}

const cases: readonly Recorded[] = recorded.cases;

/** Recorded by `npm run test:skypilot`, which also holds the record to the release that it finds. */
describe(`what SkyPilot ${recorded.release} makes of tasks`, () => {
  it.each(cases)('$why', async ({ text = '', env = {}, secret = {}, verdict = {} }) => {
    const flags = {
      ...NO_FLAGS,
      envs: new Map(Object.entries(env)),
      secrets: new Map(Object.entries(secret)),
    };
    const found = await taskVerdict(text, SAMPLE_CATALOG, flags);
    expect(found.verdict, found.message).toEqual(verdict);
  });
});
