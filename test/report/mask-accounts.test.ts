import { expect, it } from 'vitest';
import { accountsIn, withoutAccounts } from '../../src/report/mask-accounts.ts';
import { SAVED, single } from './formats/saved-reports.ts';
import { findingOf, reportOf } from './report-of.ts';

it('leaves no number of an account, wherever it stands', () => {
  for (const report of Object.values(SAVED)) {
    const masked = JSON.stringify(withoutAccounts(single(report)));
    expect(masked).not.toMatch(/(?<!\d)\d{12}(?!\d)/);
    expect(accountsIn(withoutAccounts(single(report)))).toEqual([]);
    if (report.identity !== null) expect(accountsIn(single(report))).toContain(report.identity.account);
  }
});

it('knows accounts by their twelve digits, and nothing else', () => {
  const detail = 'arn:aws:iam::123456789012:role/x, 1234567890123, 20260101T120000Z, x%3A210987654321%3A';
  const document = single(reportOf({ identity: null, findings: [findingOf({ detail })] }));
  expect(accountsIn(document)).toEqual(['123456789012', '210987654321']);
  expect(JSON.stringify(withoutAccounts(document))).toContain(
    'arn:aws:iam::************:role/x, 1234567890123, 20260101T120000Z, x%3A************%3A',
  );
});
