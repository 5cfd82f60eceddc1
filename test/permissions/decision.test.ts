import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CAPABILITY_STATUSES, DECISIONS, EVIDENCE_KINDS, LAYERS } from '../../src/permissions/decision.ts';

/** Every list of words in a JSON Schema. */
function enumsIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'enum' in schema ? [JSON.stringify(schema.enum)] : [];
  return [...own, ...Object.values(schema).flatMap(enumsIn)];
}

it.each([
  ['DECISIONS', DECISIONS],
  ['EVIDENCE_KINDS', EVIDENCE_KINDS],
  ['LAYERS', LAYERS],
  ['CAPABILITY_STATUSES', CAPABILITY_STATUSES],
])('%s are the words that the schema promises', (_name, words) => {
  const schema: unknown = JSON.parse(
    readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'),
  );
  expect(enumsIn(schema)).toContain(JSON.stringify(words));
});
