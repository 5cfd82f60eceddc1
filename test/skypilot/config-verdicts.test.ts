import { describe, expect, it } from 'vitest';
import { readAsSkycheck } from './config-verdict.ts';
import recorded from './config-verdicts.json';

/** Recorded by `npm run test:skypilot`, which also holds the record to the release that it finds. */
describe(`what SkyPilot ${recorded.release} makes of configurations`, () => {
  it.each(recorded.cases)('$why', async ({ files, verdict }) => {
    const { refusedFor, ...found } = await readAsSkycheck(files);
    expect(found, refusedFor).toEqual(verdict);
  });
});
