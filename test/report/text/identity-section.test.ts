import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { identitySection, traceSection } from '../../../src/report/text/identity-section.ts';
import { reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

/** The row with a label. */
function row(label: string, about: Partial<Report>): string | undefined {
  return identitySection(reportOf(about), PLAIN)
    .find((line) => line.startsWith(`  ${label} `))
    ?.slice(15);
}

const credentials = { type: 'sso', location: 'SSO session "work"', accessKeyId: '****************MPLE' };

describe('identitySection', () => {
  it('has a row for each thing, labels dim', () => {
    expect(identitySection(reportOf(), MARKED)).toEqual([
      '<bold>Identity</bold>',
      '  <dim>profile     </dim> default (nothing chooses another)',
      '  <dim>credentials </dim> ****************MPLE (env, AWS_ACCESS_KEY_ID)',
      '  <dim>expires     </dim> not known to expire',
      '  <dim>identity    </dim> arn:aws:iam::111122223333:user/ann',
      '  <dim>owner       </dim> [AIDAEXAMPLE, 111122223333]',
      '  <dim>region      </dim> not set, which is fine (checked: us-east-1)',
    ]);
  });

  it.each<[string | null, string]>([
    [null, 'not known to expire'],
    ['2026-11-30T13:30:00.000Z', '2026-11-30 13:30 UTC (in 1 h 30 min)'],
    ['2026-11-30T11:55:00.000Z', '2026-11-30 11:55 UTC (5 min ago)'],
    ['2026-11-30T12:00:00.000Z', '2026-11-30 12:00 UTC (less than a minute ago)'],
  ])('expiry at %s', (expiresAt, text) => {
    expect(row('expires', { credentials: { ...credentials, expiresAt } })).toBe(text);
  });

  it.each<[Report['credentials'], string, string | undefined]>([
    [null, 'none', undefined],
    [
      { ...credentials, accessKeyId: null, expiresAt: null },
      'not loaded (sso, SSO session "work")',
      undefined,
    ],
    [
      { ...credentials, location: null, expiresAt: null },
      '****************MPLE (sso)',
      'not known to expire',
    ],
  ])('credentials %j', (given, text, expires) => {
    expect(row('credentials', { credentials: given })).toBe(text);
    expect(row('expires', { credentials: given })).toBe(expires);
  });

  it.each<[Partial<Report>, string, string]>([
    [
      { profile: { value: 'dev', type: 'env', location: 'AWS_PROFILE' } },
      'profile',
      'dev (env, AWS_PROFILE)',
    ],
    [{ profile: { value: 'dev', type: 'manual', location: null } }, 'profile', 'dev (manual)'],
    [{ profile: { value: 'dev', type: null, location: null } }, 'profile', 'dev ()'],
    [
      { region: { value: 'eu-west-1', type: 'env', location: 'AWS_DEFAULT_REGION' } },
      'region',
      'eu-west-1 (env, AWS_DEFAULT_REGION)',
    ],
    [{ identity: null }, 'identity', 'unknown'],
  ])('%j', (about, label, text) => {
    expect(row(label, about)).toBe(text);
  });

  it('names the principal where it differs from the identity', () => {
    const { identity } = reportOf();
    if (identity === null) throw new Error('no identity');
    const arn = 'arn:aws:sts::111122223333:assumed-role/dev/ann';
    const principalArn = 'arn:aws:iam::111122223333:role/team/dev';
    expect(row('principal', { identity: { ...identity, arn, principalArn } })).toBe(principalArn);
    expect(row('principal', { identity: { ...identity, arn, principalArn: null } })).toBeUndefined();
    expect(row('principal', { identity: { ...identity, arn, principalArn: arn } })).toBeUndefined();
  });
});

describe('traceSection', () => {
  const trace: Report['trace'] = [
    { provider: 'env', outcome: 'passed-over', reason: 'AWS_ACCESS_KEY_ID is not set' },
    { provider: 'sso', outcome: 'applies', reason: 'the profile has sso_session' },
    { provider: 'iam-role', outcome: 'not-reached', reason: 'sso came first' },
  ];

  it('marks the provider that applies, and lists those that were not reached with -vv only', () => {
    expect(traceSection(reportOf({ trace }), true, MARKED)).toEqual([
      '<bold>Where boto3 looks for credentials, in its order</bold>',
      '  <dim>  env     </dim> AWS_ACCESS_KEY_ID is not set',
      '  <good>> sso     </good> the profile has sso_session',
      '  <dim>  iam-role</dim> sso came first',
    ]);
    expect(traceSection(reportOf({ trace }), false, PLAIN)).toEqual([
      'Where boto3 looks for credentials, in its order',
      '    env AWS_ACCESS_KEY_ID is not set',
      '  > sso the profile has sso_session',
    ]);
  });

  it('is not there where nothing was looked for', () => {
    expect(traceSection(reportOf(), true, PLAIN)).toEqual([]);
  });
});
