import { expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { skypilotSection } from '../../../src/report/text/skypilot-section.ts';
import { reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

type Skypilot = NonNullable<Report['skypilot']>;

const SKYPILOT: Skypilot = {
  identityType: 'sso',
  configFiles: [],
  workspace: 'default',
  upload: { file: null, profiles: [], reason: 'SSO logins stay here' },
  apiServer: null,
  clusters: [],
  clustersNotRead: null,
};

/** The row with a label. */
function row(
  label: string,
  about: Partial<Skypilot>,
  role: Partial<Report['role']> = {},
): string | undefined {
  const report = reportOf({ skypilot: { ...SKYPILOT, ...about } });
  return skypilotSection({ ...report, role: { ...report.role, ...role } }, { ...PLAIN, columns: 200 })
    .find((line) => line.startsWith(`  ${label} `))
    ?.slice(15);
}

it('is not there where SkyPilot was not looked at', () => {
  expect(skypilotSection(reportOf(), PLAIN)).toEqual([]);
});

it('has no rows for what is as always', () => {
  expect(skypilotSection(reportOf({ skypilot: SKYPILOT }), MARKED)).toEqual([
    '<bold>SkyPilot</bold>',
    '  <dim>identity    </dim> of type sso',
    '  <dim>role        </dim> skypilot-v1 (not looked up)',
    '  <dim>uploads     </dim> nothing: SSO logins stay here',
  ]);
});

const file = (name: string, state: Skypilot['configFiles'][number]['state']) => ({
  file: name,
  role: 'user' as const,
  state,
});
const cluster = (match: Skypilot['clusters'][number]['match']): Skypilot['clusters'][number] => ({
  name: 'c',
  owner: ['AIDA', '111122223333'],
  match,
});
const CREDENTIALS = '~/.aws/credentials';

it.each<[string, Partial<Skypilot>, string | undefined]>([
  ['identity', { identityType: null }, undefined],
  [
    'config',
    { configFiles: [file('~/.sky/config.yaml', 'read'), file('.sky.yaml', 'broken')] },
    '~/.sky/config.yaml, .sky.yaml (broken)',
  ],
  ['workspace', { workspace: 'team' }, 'team'],
  ['workspace', {}, undefined],
  ['uploads', { upload: { file: null, profiles: [], reason: null } }, 'nothing: unknown'],
  [
    'uploads',
    { upload: { file: CREDENTIALS, profiles: [], reason: null } },
    `the whole of ${CREDENTIALS}, to every cluster`,
  ],
  [
    'uploads',
    { upload: { file: CREDENTIALS, profiles: ['a'], reason: null } },
    `the whole of ${CREDENTIALS}, to every cluster (profile a)`,
  ],
  [
    'uploads',
    { upload: { file: CREDENTIALS, profiles: ['a', 'b'], reason: null } },
    `the whole of ${CREDENTIALS}, to every cluster (profiles a, b)`,
  ],
  [
    'API server',
    { apiServer: { endpoint: 'https://sky.example.com', location: '~/.sky/config.yaml', local: false } },
    'https://sky.example.com (~/.sky/config.yaml)',
  ],
  ['clusters', {}, undefined],
  ['clusters', { clusters: [cluster('same'), cluster('same')] }, '2 on AWS on record, all of this identity'],
  [
    'clusters',
    { clusters: [cluster('same'), cluster('other'), cluster('same-account')] },
    '3 on AWS on record, 2 of another identity',
  ],
  [
    'clusters',
    { clustersNotRead: 'Node 22.13 or newer reads them' },
    'not read: Node 22.13 or newer reads them',
  ],
])('%s %j', (label, about, text) => {
  expect(row(label, about)).toBe(text);
});

it.each<[Partial<Report['role']>, string]>([
  [{ instanceProfile: 'unknown', iamRole: 'exists' }, 'skypilot-v1 (not looked up)'],
  [{ instanceProfile: 'missing', iamRole: 'missing' }, 'skypilot-v1: instance profile missing, role missing'],
  [
    { instanceProfile: 'exists', iamRole: 'exists', trust: 'admitted' },
    'skypilot-v1: instance profile exists, role exists, EC2 may assume it',
  ],
  [
    { instanceProfile: 'exists', iamRole: 'exists', trust: 'refused' },
    'skypilot-v1: instance profile exists, role exists, EC2 may not assume it',
  ],
  [
    { instanceProfile: 'exists', iamRole: 'exists' },
    'skypilot-v1: instance profile exists, role exists, EC2 may or may not assume it',
  ],
])('role %j', (role, text) => {
  expect(row('role', {}, role)).toBe(text);
});

it('has no role without an identity', () => {
  const lines = skypilotSection(reportOf({ skypilot: SKYPILOT, identity: null }), PLAIN);
  expect(lines.some((line) => line.startsWith('  role'))).toBe(false);
});

it.each<[Report['multiCloud'], string | undefined]>([
  [[], undefined],
  [
    [{ feature: 'other clouds', works: 'yes', note: null }],
    'these credentials also work on clusters outside AWS',
  ],
  [
    [
      { feature: 'AWS clusters', works: 'yes', note: null },
      { feature: 'controllers', works: 'partly', note: 'until the login ends' },
      { feature: 'other clouds', works: 'no', note: null },
    ],
    'until the login ends; other clouds: no',
  ],
])('clouds %j', (multiCloud, text) => {
  const lines = skypilotSection(reportOf({ skypilot: SKYPILOT, multiCloud }), { ...PLAIN, columns: 200 });
  expect(lines.find((line) => line.startsWith('  clouds '))?.slice(15)).toBe(text);
});
