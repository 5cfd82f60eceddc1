import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import {
  identitySection,
  permissionSetOf,
  traceSection,
  whoLines,
} from '../../../src/report/text/who-section.ts';
import { reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

const SSO_ROLE = 'AWSReservedSSO_Admin_0123456789abcdef';

function identityOf(arn: string, principalArn: string | null = arn): Report['identity'] {
  const { identity } = reportOf();
  if (identity === null) throw new Error('no identity');
  return { ...identity, arn, principalArn };
}

const credentials = { type: 'sso', location: 'SSO session "work"', accessKeyId: '****************MPLE' };
const chosen = { value: 'dev', type: 'env', location: 'AWS_PROFILE' };

it.each<[Partial<Report>, string]>([
  [{}, 'user/ann in account 111122223333, profile default'],
  [{ profile: chosen }, 'user/ann in account 111122223333, profile dev (AWS_PROFILE)'],
  [
    { profile: { ...chosen, setAt: [{ file: '~/.bashrc', line: 3 }] } },
    'user/ann in account 111122223333, profile dev (AWS_PROFILE, set in ~/.bashrc:3)',
  ],
  [
    { identity: identityOf('arn:aws:iam::111122223333:root') },
    'the root user in account 111122223333, profile default',
  ],
  [
    {
      identity: identityOf(
        'arn:aws:sts::111122223333:assumed-role/dev/ann',
        'arn:aws:iam::111122223333:role/team/dev',
      ),
    },
    'role/team/dev in account 111122223333, profile default',
  ],
  [
    { identity: identityOf('arn:aws:sts::111122223333:assumed-role/dev/ann', null) },
    'assumed-role/dev/ann in account 111122223333, profile default',
  ],
  [
    { identity: identityOf(`arn:aws:sts::111122223333:assumed-role/${SSO_ROLE}/ann@example.com`, null) },
    'permission set Admin as ann@example.com in account 111122223333, profile default',
  ],
  [{ identity: null }, 'AWS_ACCESS_KEY_ID, profile default'],
  [
    { identity: null, credentials: { ...credentials, location: null, expiresAt: null } },
    'an SSO login, profile default',
  ],
  [{ identity: null, credentials: null }, 'profile default'],
])('who: %#', (about, text) => {
  expect(whoLines(reportOf(about), { ...PLAIN, columns: 200 })).toEqual([`    ${text}`]);
});

it.each([
  [SSO_ROLE, 'Admin'],
  [`role/x/${SSO_ROLE}/ann`, 'Admin'],
  ['AWSReservedSSO_My_Set_0123456789abcdef', 'My_Set'],
  ['AWSReservedSSO_Admin_0123', undefined],
  ['Admin', undefined],
])('the permission set of %s is %s', (name, expected) => {
  expect(permissionSetOf(name)).toBe(expected);
});

describe('identitySection', () => {
  const row = (label: string, about: Partial<Report>) =>
    identitySection(reportOf(about), { ...PLAIN, columns: 200 })
      .find((line) => line.startsWith(`  ${label.padEnd(12)} `))
      ?.slice(15);

  it('has a row for each thing, labels dim', () => {
    expect(identitySection(reportOf(), MARKED)).toEqual([
      '<bold>Identity</bold>',
      '  <dim>profile     </dim> default (AWS_PROFILE is not set)',
      '  <dim>credentials </dim> ****************MPLE from AWS_ACCESS_KEY_ID, no expiry known',
      '  <dim>identity    </dim> arn:aws:iam::111122223333:user/ann',
      '  <dim>region      </dim> not set, which is fine (checked: us-east-1)',
    ]);
  });

  const principal = {
    identity: identityOf('arn:aws:sts::1:assumed-role/dev/ann', 'arn:aws:iam::1:role/dev'),
  };
  it.each<[string, Partial<Report>, string | undefined]>([
    ['profile', { profile: chosen }, 'dev (AWS_PROFILE)'],
    ['profile', { profile: { ...chosen, location: null } }, 'dev (env)'],
    ['profile', { profile: { value: 'dev', type: null, location: null } }, 'dev (chosen)'],
    ['credentials', { credentials: null }, 'none'],
    [
      'credentials',
      { credentials: { ...credentials, accessKeyId: null, expiresAt: null } },
      'SSO session "work"',
    ],
    [
      'credentials',
      { credentials: { ...credentials, location: null, expiresAt: null } },
      '****************MPLE from an SSO login, no expiry known',
    ],
    [
      'credentials',
      { credentials: { ...credentials, expiresAt: '2026-11-30T13:00:00.000Z' } },
      '****************MPLE from SSO session "work", expires in 1 h (2026-11-30 13:00 UTC)',
    ],
    [
      'credentials',
      { credentials: { ...credentials, expiresAt: '2026-11-30T12:00:00.000Z' } },
      '****************MPLE from SSO session "work", expired less than a minute ago (2026-11-30 12:00 UTC)',
    ],
    ['identity', { identity: null }, 'not confirmed by AWS'],
    ['identity', { identity: null, credentials: null }, undefined],
    ['principal', principal, 'arn:aws:iam::1:role/dev'],
    ['principal', { identity: identityOf('arn:aws:sts::1:assumed-role/dev/ann', null) }, undefined],
    ['principal', {}, undefined],
    [
      'region',
      { region: { value: 'us-east-1', type: 'env', location: 'AWS_DEFAULT_REGION' } },
      'us-east-1 from AWS_DEFAULT_REGION',
    ],
    [
      'region',
      { region: { value: 'eu-west-1', type: 'env', location: null } },
      'eu-west-1 from env; checked: us-east-1',
    ],
    ['region', { region: { value: 'us-east-1', type: null, location: null } }, 'us-east-1'],
    ['passed over', {}, undefined],
  ])('%s %j', (label, about, text) => {
    expect(row(label, about)).toBe(text);
  });
});

describe('the trace', () => {
  const trace: Report['trace'] = [
    { provider: 'env', outcome: 'passed-over', reason: 'AWS_ACCESS_KEY_ID is not set' },
    { provider: 'assume-role', outcome: 'passed-over', reason: 'there is no role_arn' },
    { provider: 'sso', outcome: 'applies', reason: 'the profile has sso_session' },
    { provider: 'iam-role', outcome: 'not-reached', reason: 'sso came first' },
  ];

  it('marks the provider that applies', () => {
    expect(traceSection(reportOf({ trace }), MARKED)).toEqual([
      '<bold>Where boto3 looks for credentials, in its order</bold>',
      '  <dim>  env        </dim> AWS_ACCESS_KEY_ID is not set',
      '  <dim>  assume-role</dim> there is no role_arn',
      '  <good>> sso        </good> the profile has sso_session',
      '  <dim>  iam-role   </dim> sso came first',
    ]);
    expect(traceSection(reportOf(), PLAIN)).toEqual([]);
  });

  it('gives the providers that were passed over', () => {
    expect(identitySection(reportOf({ trace }), PLAIN).at(-1)).toBe('  passed over  env, assume-role');
  });
});
