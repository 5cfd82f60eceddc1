import { expect, it } from 'vitest';
import type { ReportQuotas } from '../../../src/report/report.ts';
import { quotaSection } from '../../../src/report/text/quota-section.ts';
import { reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

const CONSOLE = 'https://console.example.com/L-1';

function regionOf(region: string, value: number | null): ReportQuotas {
  const quota = {
    code: 'L-1',
    family: 'P instances',
    market: 'on-demand',
    accelerated: true,
    console: CONSOLE,
  } as const;
  return { region, failure: null, quotas: [{ ...quota, value }] };
}

function failed(region: string, failure: string): ReportQuotas {
  return { region, failure, quotas: [] };
}

it('is not there without quotas', () => {
  expect(quotaSection(reportOf(), PLAIN)).toEqual([]);
  expect(quotaSection(reportOf({ quotas: [] }), PLAIN)).toEqual([]);
});

it('says one value once', () => {
  expect(quotaSection(reportOf({ quotas: [regionOf('a', 64), regionOf('b', 64)] }), MARKED)).toEqual([
    '<bold>vCPU quotas</bold>',
    `  <good>${'✓ P instances, on-demand'.padEnd(46)}</good> 64 everywhere`,
  ]);
});

it('marks zeros, with the page that raises them, and groups regions by value', () => {
  const quotas = [regionOf('a', 0), regionOf('b', 8), regionOf('c', 0), regionOf('d', null)];
  expect(quotaSection(reportOf({ quotas }), MARKED)).toEqual([
    '<bold>vCPU quotas</bold>',
    `  <bad>${'✗ P instances, on-demand'.padEnd(46)}</bad> 0 in a, c; 8 in b; unknown in d`,
    `      <dim>${CONSOLE}</dim>`,
  ]);
});

it('names three regions and counts the rest, unless that is one', () => {
  const text = (names: readonly string[]) =>
    quotaSection(
      reportOf({ quotas: [regionOf('x', 1), ...names.map((name) => regionOf(name, 2))] }),
      PLAIN,
    )[1];
  expect(text(['a', 'b', 'c'])).toContain('2 in a, b, c');
  expect(text(['a', 'b', 'c', 'd'])).toContain('2 in a, b, c, d');
  expect(text(['a', 'b', 'c', 'd', 'e'])).toContain('2 in a, b, c and 2 more');
});

it('says where quotas are not known, by reason', () => {
  const quotas = [
    failed('a', 'AccessDenied'),
    regionOf('b', 8),
    failed('c', 'Throttling'),
    failed('d', 'AccessDenied'),
  ];
  expect(quotaSection(reportOf({ quotas }), PLAIN)).toEqual([
    'vCPU quotas',
    `  ${'✓ P instances, on-demand'.padEnd(46)} 8 everywhere`,
    '  not known in a, d (AccessDenied); this is a note, not an error',
    '  not known in c (Throttling); this is a note, not an error',
  ]);
  expect(quotaSection(reportOf({ quotas: [failed('a', 'AccessDenied')] }), PLAIN)).toHaveLength(2);
});

it('leaves out regions that have no such quota', () => {
  const quotas = [regionOf('a', 8), { region: 'b', failure: null, quotas: [] }];
  expect(quotaSection(reportOf({ quotas }), PLAIN)[1]).toContain('8 everywhere');
});
