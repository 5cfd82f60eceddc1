/** By the schema of SARIF 2.1.0. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { sarifFormat } from '../../../src/report/formats/sarif-format.ts';
import { harmIn } from '../../support/harm.ts';
import { findingOf, reportOf } from '../report-of.ts';
import { attacked, NASTY, SAVED, single } from './saved-reports.ts';

const { resolve } = createRequire(import.meta.url);
const main = resolve('@microsoft/jest-sarif');
const schema = JSON.parse(readFileSync(new URL('schemas/sarif-2.1.0-rtm.5.json', `file://${main}`), 'utf8'));
/** Draft 4 names itself in another way; what else it has, draft 7 has. */
const { $schema: _draft, id: _id, ...bare } = schema;
const validate = new Ajv({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
  allErrors: true,
}).compile(bare);

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
}

function resultsOf(report: Parameters<typeof single>[0]): readonly Result[] {
  const text = sarifFormat(single(report));
  expect(harmIn(text)).toEqual([]);
  const log = JSON.parse(text);
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log.runs[0].results;
}

const placesOf = (result: Result | undefined) =>
  (result?.locations ?? []).map(
    ({ physicalLocation: { artifactLocation, region } }) => `${artifactLocation.uri}:${region.startLine}`,
  );

const checked = (names: readonly string[]) => ({
  account: null,
  partition: 'aws',
  role: 'skypilot-v1',
  documents: names.map(
    (name) => ({ name, file: name, path: name, layer: 'identity', statements: 1 }) as const,
  ),
});

describe('sarif', () => {
  it('is right by the schema, whatever is in the texts', () => {
    for (const report of Object.values(SAVED)) {
      expect(resultsOf(report)).toHaveLength(report.findings.length);
      resultsOf(attacked(report, NASTY));
    }
    const log = JSON.parse(sarifFormat(single(reportOf())));
    expect(validate({ ...log, runs: [{}] })).toBe(false);
  });

  it('has every finding with a place: its own, all of them, or all documents from line 1', () => {
    const results = resultsOf(
      reportOf({
        policyCheck: checked(['a.json', 'b/c d.json']),
        findings: [
          findingOf({ code: 'a', at: { file: 'a.json', line: 7, path: 'sub/ä:%.json' } }),
          findingOf({
            code: 'b',
            severity: 'warning',
            at: { file: 'a.json', line: 7 },
            places: [
              { file: 'a.json', line: 7 },
              { file: '/b.json', line: 2 },
            ],
          }),
          findingOf({ code: 'c', severity: 'info' }),
        ],
      }),
    );
    expect(results.map((result) => [result.ruleId, result.level, placesOf(result)])).toEqual([
      ['a', 'error', ['sub/%C3%A4%3A%25.json:7']],
      ['b', 'warning', ['a.json:7', 'b.json:2']],
      ['c', 'note', ['a.json:1', 'b/c%20d.json:1']],
    ]);
  });

  it('links to pages of the web only', () => {
    const findings = [
      findingOf({ code: 'a', docs: 'javascript:alert(1)' }),
      findingOf({ code: 'b', docs: 'https://docs.example.com/x#y' }),
    ];
    const { rules } = JSON.parse(sarifFormat(single(reportOf({ findings })))).runs[0].tool.driver;
    expect(rules.map(({ helpUri }: { helpUri?: string }) => helpUri)).toEqual([
      undefined,
      'https://docs.example.com/x#y',
    ]);
  });
});
