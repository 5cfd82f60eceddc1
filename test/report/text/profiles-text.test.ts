import { describe, expect, it } from 'vitest';
import type { Report, ReportFinding } from '../../../src/report/report.ts';
import { renderProfilesText } from '../../../src/report/text/profiles-text.ts';
import { renderText } from '../../../src/report/text/report-text.ts';
import { capabilityOf, reportOf } from '../report-of.ts';
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

const findingOf = (about: Partial<ReportFinding>): ReportFinding => ({
  code: 'sso-token-expired',
  severity: 'error',
  title: 'The SSO login has expired',
  detail: 'It ended.',
  at: null,
  cause: null,
  fix: [],
  docs: 'https://example.com',
  ...about,
});

describe('the table of several profiles', () => {
  it('has a row for each, as wide as needed, painted by status', () => {
    const capabilities = [capabilityOf(), capabilityOf({ id: 'storage', status: 'disabled' })];
    const reports = [
      named(null, { ...identity('ann', '111122223333'), capabilities }),
      named('production', { status: 'disabled', verdict: 'not-ready', identity: null }),
      named('dev', { ...identity('bob', '444455556666'), status: 'inconclusive', verdict: 'undecided' }),
    ];
    expect(textOf(reports, 0, MARKED).split('\n')).toEqual([
      '<bold>PROFILE     ACCOUNT       IDENTITY  STATUS        COMPUTE  STORAGE</bold>',
      'default     111122223333  user/ann  enabled       enabled  disabled',
      '<bad>production  -             -         disabled      -        -</bad>',
      '<warn>dev         444455556666  user/bob  inconclusive  -        -</warn>',
      '',
      '<bad>Not ready: 1 of 3 profiles is not ready.</bad>',
      '',
    ]);
  });

  it('cuts a cell at 36 characters', () => {
    const cell = (name: string) =>
      textOf([named(name)])
        .split('\n')[1]
        ?.split('  ')[0];
    expect(cell('a'.repeat(36))).toBe('a'.repeat(36));
    expect(cell('a'.repeat(37))).toBe(`${'a'.repeat(35)}…`);
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
  const disabled = (findings: ReportFinding[]) =>
    textOf([named('dev', { status: 'disabled', verdict: 'not-ready', findings })]).split('\n');

  it('is its first finding with its fix, where that is one line', () => {
    const step = { kind: 'command' as const, text: 'aws sso login' };
    const found = 'dev: The SSO login has expired [sso-token-expired].';
    expect(disabled([findingOf({ fix: [step] }), findingOf({ code: 'no-region' })])[3]).toBe(
      `${found} Fix: aws sso login`,
    );
    expect(disabled([findingOf({ fix: [step, step] })])[3]).toBe(found);
    expect(disabled([findingOf({ fix: [{ kind: 'statement', text: '{\n}' }] })])[3]).toBe(found);
    expect(disabled([findingOf({})])[3]).toBe(found);
  });

  it('is nothing where there is none, or where all is well', () => {
    expect(disabled([])).toHaveLength(5);
    expect(textOf([named('dev', { findings: [findingOf({})] })]).split('\n')).toHaveLength(5);
  });
});

describe('profiles of one owner', () => {
  const notes = (reports: readonly Report[]) =>
    textOf(reports)
      .split('\n')
      .slice(reports.length + 2, -3);

  it('are named where they have one user id', () => {
    expect(
      notes([named('a', identity('ann', '111122223333')), named('b', identity('ann', '111122223333'))]),
    ).toEqual(['To SkyPilot these are one owner: a, b.']);
  });

  it('are told from those that share an account only', () => {
    const reports = [
      named('a', identity('ann', '111122223333')),
      named('b', identity('bob', '111122223333')),
      named('c', identity('bob', '111122223333')),
      named('d', identity('eve', '444455556666')),
    ];
    expect(notes(reports)).toEqual([
      'To SkyPilot these are one owner: b, c.',
      "SkyPilot lets these manage each other's clusters, with a warning, for they share account 111122223333: a, b, c.",
    ]);
    expect(notes(reports.slice(0, 2))).toEqual([
      "SkyPilot lets these manage each other's clusters, with a warning, for they share account 111122223333: a, b.",
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
