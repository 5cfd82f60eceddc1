import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { verdictLine, verdictOfAll } from '../../../src/report/text/verdict-line.ts';
import { reportOf } from '../report-of.ts';
import { MARKED } from './styles.ts';

const line = (about: Partial<Report>) => verdictLine(reportOf(about), MARKED).join('\n');

describe('the last line', () => {
  it('says the verdict and why', () => {
    expect(line({})).toBe('<good>Ready: compute is enabled.</good>');
    expect(line({ verdict: 'not-ready', verdictReason: 'there is no valid login' })).toBe(
      '<bad>Not ready: there is no valid login.</bad>',
    );
    expect(line({ verdict: 'undecided', verdictReason: 'spot was asked for and could not be tested' })).toBe(
      '<warn>Undecided: spot was asked for and could not be tested.</warn>',
    );
  });

  it('says what `sky check aws` would print where that differs', () => {
    expect(line({ enabled: ['storage'] })).toBe(
      '<good>Ready: compute is enabled. `sky check aws` would print enabled [compute, storage].</good>',
    );
    expect(line({ skyCheck: [] })).toBe(
      '<good>Ready: compute is enabled. `sky check aws` would print disabled.</good>',
    );
    const policyCheck = { account: null, partition: 'aws', role: 'x', documents: [] };
    expect(line({ skyCheck: [], policyCheck })).toBe('<good>Ready: compute is enabled.</good>');
  });

  it('counts the worst verdict of several profiles', () => {
    const all = (...verdicts: Report['verdict'][]) =>
      verdictOfAll(
        { schemaVersion: '1.0', exitCode: 0, reports: verdicts.map((verdict) => reportOf({ verdict })) },
        MARKED,
      ).join('\n');
    expect(all('ready', 'ready')).toBe('<good>Ready: 2 of 2 profiles are ready.</good>');
    expect(all('ready', 'undecided')).toBe('<warn>Undecided: 1 of 2 profiles is undecided.</warn>');
    expect(all('undecided', 'not-ready', 'not-ready')).toBe(
      '<bad>Not ready: 2 of 3 profiles are not ready.</bad>',
    );
  });
});
