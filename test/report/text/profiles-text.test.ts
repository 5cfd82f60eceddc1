import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { renderProfilesText } from '../../../src/report/text/profiles-text.ts';
import { renderText } from '../../../src/report/text/report-text.ts';
import { capabilityOf, findingOf, reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

function textOf(reports: readonly Report[], verbosity = 0, style = PLAIN): string {
  return renderProfilesText({ schemaVersion: '1.0', exitCode: 0, reports: [...reports] }, verbosity, style);
}

function named(value: string | null, about: Partial<Report> = {}): Report {
  return reportOf({ profile: { value, type: null, location: null }, ...about });
}

function identity(
  userId: string,
  account: string,
  arn = `arn:aws:iam::${account}:user/${userId}`,
): Partial<Report> {
  return {
    identity: {
      userId,
      account,
      arn,
      principalArn: arn,
      partition: 'aws',
      permissionSet: null,
      owner: [userId, account],
    },
  };
}

describe('the table of several profiles', () => {
  it('has a row for each, as wide as needed, painted by verdict', () => {
    const capabilities = [capabilityOf(), capabilityOf({ id: 'storage', status: 'disabled' })];
    const reports = [
      named(null, { ...identity('ann', '111122223333'), capabilities }),
      named('production', {
        verdict: 'not-ready',
        verdictReason: 'there is no valid login',
        identity: null,
        asked: ['spot'],
      }),
      named('dev', {
        ...identity('bob', '444455556666'),
        verdict: 'undecided',
        verdictReason: 'compute could not be tested',
      }),
    ];
    expect(textOf(reports, 0, MARKED).split('\n')).toEqual([
      '<bold>PROFILE     ACCOUNT       IDENTITY  COMPUTE  STORAGE  SPOT</bold>',
      'default     111122223333  user/ann  ✓        ✗        ?',
      '<bad>production  -             -         ?        ?        ?</bad>',
      '<warn>dev         444455556666  user/bob  ?        ?        ?</warn>',
      '',
      'production: Not ready: there is no valid login.',
      'dev: Undecided: compute could not be tested.',
      '',
      '<bad>Not ready: 1 of 3 profiles is not ready.</bad>',
      '',
    ]);
  });

  const LONG = 'company-research-and-development-platform-production-eu';
  const ARN = `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ResearchAndDevelopmentPowerUsers_0123456789abcdef/ann@example.com`;
  it.each([60, 80, 120])('fits %i columns and keeps the ends of names', (columns) => {
    const known = identity('ann', '111122223333', ARN);
    const rows = textOf([named(LONG, known), named('b', known)], 0, { ...PLAIN, columns })
      .split('\n')
      .slice(0, 3);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns);
    expect(rows[1]).toMatch(/^compan\S*-eu +111122223333 {2}Resear.*SSO\) +\?/);
  });

  it('names the permission set of a role of IAM Identity Center', () => {
    expect(textOf([named('a', identity('ann', '111122223333', ARN))])).toContain(
      '  ResearchAndDevelopmentPowerUsers (SSO)  ',
    );
  });

  it('shows the identity where no principal is known', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/dev/ann';
    const known = identity('ann', '111122223333', arn).identity;
    if (known === null || known === undefined) throw new Error('no identity');
    expect(textOf([named('a', { identity: { ...known, principalArn: null } })])).toContain(
      'assumed-role/dev/ann',
    );
  });
});

describe('what matters most for each profile', () => {
  const reasonOf = (about: Partial<Report>) =>
    textOf([named('dev', { verdict: 'not-ready', verdictReason: 'there is no valid login', ...about })])
      .split('\n')
      .slice(3, -3);
  const step = { kind: 'command' as const, text: 'aws sso login' };
  const reason = 'dev: Not ready: there is no valid login.';

  it('is its verdict, with the fix where that is one command', () => {
    expect(reasonOf({ findings: [findingOf({ fix: [step] })] })).toEqual([reason, '    aws sso login']);
    expect(reasonOf({ findings: [findingOf({ fix: [step, step] })] })).toEqual([reason]);
    expect(reasonOf({ findings: [findingOf({ fix: [{ kind: 'ask', text: 'Ask.' }] })] })).toEqual([reason]);
    expect(reasonOf({ findings: [findingOf()] })).toEqual([reason]);
  });

  it('is nothing where all is well', () => {
    expect(textOf([named('dev', { findings: [findingOf({ severity: 'warning' })] })]).split('\n')).toEqual([
      'PROFILE  ACCOUNT       IDENTITY  COMPUTE  STORAGE',
      'dev      111122223333  user/ann  ?        ?',
      '',
      'Ready: 1 of 1 profiles is ready.',
      '',
    ]);
  });
});

describe('profiles of one owner', () => {
  const notes = (reports: readonly Report[]) =>
    textOf(reports, 0, { ...PLAIN, columns: 200 })
      .split('\n')
      .slice(reports.length + 2, -3);

  it('are named where they have one user id', () => {
    expect(
      notes([named('a', identity('ann', '111122223333')), named('b', identity('ann', '111122223333'))]),
    ).toEqual(['SkyPilot treats these as the same owner: a, b.']);
  });

  it('are told from those that share an account only', () => {
    const reports = [
      named('a', identity('ann', '111122223333')),
      named('b', identity('bob', '111122223333')),
      named('c', identity('bob', '111122223333')),
      named('d', identity('eve', '444455556666')),
    ];
    expect(notes(reports)).toEqual([
      'SkyPilot treats these as the same owner: b, c.',
      "SkyPilot lets these manage each other's clusters, with a warning, since they share account 111122223333: a, b, c.",
    ]);
    expect(notes(reports.slice(0, 2))).toEqual([
      "SkyPilot lets these manage each other's clusters, with a warning, since they share account 111122223333: a, b.",
    ]);
  });

  it('are not looked for among different accounts or unknown identities', () => {
    expect(
      notes([named('a', identity('ann', '111122223333')), named('b', identity('ann', '444455556666'))]),
    ).toEqual([]);
    expect(notes([named('a', { identity: null }), named('b', { identity: null })])).toEqual([]);
  });
});

it('begins with the whole reports with -v', () => {
  const report = named('dev');
  const text = textOf([report], 1, MARKED);
  expect(text.startsWith(`<bold>Profile dev</bold>\n${renderText(report, 1, MARKED)}\n<bold>PROFILE`)).toBe(
    true,
  );
  expect(textOf([report], 2)).toBe(`Profile dev\n${renderText(report, 2, PLAIN)}\n${textOf([report])}`);
});
