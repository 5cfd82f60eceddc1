import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { reportSchema } from '../../src/report/schema.ts';

const SHIPPED = '../../schema/report.schema.json';

describe('schema/report.schema.json', () => {
  it('is made from the report model (npm run schema)', async () => {
    const schema = z.toJSONSchema(reportSchema, { target: 'draft-2020-12', io: 'input' });
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(SHIPPED);
  });

  it('lets later minor versions add fields', () => {
    const text = readFileSync(new URL(SHIPPED, import.meta.url), 'utf8');
    expect(text).not.toContain('"additionalProperties": false');
  });
});
