import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { projectConfigSchema } from '../../src/cli/project-config-schema.ts';
import {
  configureCompareSchema,
  configureListSchema,
  profileListSchema,
} from '../../src/report/configure-schema.ts';
import { diffSchema } from '../../src/report/diff-schema.ts';
import { profileReportsSchema, reportSchema } from '../../src/report/schema.ts';
import { trustReportSchema } from '../../src/report/trust-schema.ts';

describe.each([
  ['report', reportSchema],
  ['report-of-profiles', profileReportsSchema],
  ['configure-list', configureListSchema],
  ['list-profiles', profileListSchema],
  ['configure-compare', configureCompareSchema],
  ['trust-check', trustReportSchema],
  ['report-diff', diffSchema],
])('schema/%s.schema.json', (name, model) => {
  const shipped = `../../schema/${name}.schema.json`;

  it('is made from the model (npm run schema)', async () => {
    const schema = z.toJSONSchema(model, { target: 'draft-2020-12', io: 'input' });
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(shipped);
  });

  it('lets later minor versions add fields', () => {
    const text = readFileSync(new URL(shipped, import.meta.url), 'utf8');
    expect(text).not.toContain('"additionalProperties": false');
  });
});

it('schema/project-config.schema.json is made of what .skycheck.yaml may hold, and refuses other keys', async () => {
  const schema = z.toJSONSchema(projectConfigSchema, { target: 'draft-2020-12', io: 'input' });
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../schema/project-config.schema.json');
  expect(schema.additionalProperties).toBe(false);
});
