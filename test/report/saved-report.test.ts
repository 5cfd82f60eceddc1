import { describe, expect, it } from 'vitest';
import { readSaved } from '../../src/report/saved-report.ts';
import { reportOf } from './report-of.ts';

const read = (document: unknown) => readSaved(JSON.stringify(document));

/** Every field that a later minor version may have put beside the known ones. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== 'object' || value === null) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withMore(inner)])),
    later: { x: 1 },
  };
}

describe('a saved report', () => {
  it('is read as it is, one or several', () => {
    const report = reportOf();
    expect(read(report)).toEqual({ kind: 'document', document: { kind: 'single', report } });
    const several = { schemaVersion: '1.0', exitCode: 1, reports: [report] };
    expect(read(several)).toEqual({ kind: 'document', document: { kind: 'several', report: several } });
  });

  it('of a later minor version keeps what that has more', () => {
    const later = withMore({ ...reportOf(), schemaVersion: '1.17' });
    expect(read(later)).toEqual({ kind: 'document', document: { kind: 'single', report: later } });
  });

  it.each<[string, string, RegExp]>([
    ['half a file', JSON.stringify(reportOf()).slice(0, 300), /no whole JSON document/],
    ['nothing', '', /no whole JSON document/],
    ['another document', '{"a": 1}', /no report of skycheck/],
    ['a list', '[]', /no report of skycheck/],
    [
      'a later major version',
      JSON.stringify({ ...reportOf(), schemaVersion: '2.0' }),
      /schemaVersion is 2\.0, and this skycheck reads 1\.x/,
    ],
    ['an earlier one', JSON.stringify({ ...reportOf(), schemaVersion: '0.9' }), /reads 1\.x/],
    ['a version that is none', JSON.stringify({ ...reportOf(), schemaVersion: '1' }), /no report/],
    ['a report without its verdict', JSON.stringify({ ...reportOf(), verdict: undefined }), /verdict/],
    ['a status that no run ends with', JSON.stringify({ ...reportOf(), exitCode: 7 }), /exitCode/],
    [
      'a field of another type',
      JSON.stringify({ ...reportOf(), findings: [{ code: 1 }] }),
      /findings\.0\.code/,
    ],
  ])('is refused where it is %s', (_what, text, reason) => {
    const answer = readSaved(text);
    expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
  });
});
