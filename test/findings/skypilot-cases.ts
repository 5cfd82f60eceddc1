import { createHash } from 'node:crypto';
import type { RegionState } from '../../src/account/network.ts';
import type { FileLine } from '../../src/file-line.ts';
import type { Facts, GatheredFacts } from '../../src/findings/facts.ts';
import type { FindingCode } from '../../src/findings/registry.ts';
import type { TaskFacts } from '../../src/task/task-facts.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import { ACCOUNT, failureOf, NO_ROLE, ROLE, USER, usableRegion } from './facts-of.ts';
import { besideCases } from './task-beside-cases.ts';

const KEYS =
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvaluetopsecretvalueTOPSECRETval\n';
const WELL: FakeHostOptions = { files: { '~/.aws/credentials': `[default]\n${KEYS}` } };

const withFiles = (files: FakeHostOptions['files'], rest: FakeHostOptions = {}): FakeHostOptions => ({
  ...rest,
  files: { ...WELL.files, ...files },
});
const withSky = (text: string): FakeHostOptions => withFiles({ '~/.sky/config.yaml': text });
export const hash = (text: string) => createHash('md5').update(text).digest('hex').slice(0, 8);

const LOGIN: Facts['credentials'] = {
  kind: 'loaded',
  provider: 'login',
  location: '~/.aws/login/cache/x.json',
  credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', sessionToken: 'y' },
};
const network = (...regions: readonly RegionState[]): Partial<GatheredFacts> => ({
  network: { kind: 'checked', regions },
});

/** `aws configure list` of the AWS CLI v1 for `WELL`, with the keys of `STATIC`. */
export const TABLE = [
  '      Name                    Value             Type    Location',
  '      ----                    -----             ----    --------',
  '   profile                <not set>             None    None',
  'access_key     ****************MPLE shared-credentials-file    ',
  'secret_key     ****************cret shared-credentials-file    ',
  '    region                <not set>             None    None',
  '',
].join('\n');

const clusters = (owner: readonly [string, string]): FakeHostOptions => ({
  ...WELL,
  querySqlite: async () => ({
    kind: 'rows',
    rows: [{ name: 'train', owner: JSON.stringify(owner), on_aws: 1 }],
  }),
});

const TASK: TaskFacts = {
  file: 'task.yaml',
  purpose: 'launch',
  decision: { refusal: undefined, dag: undefined, choices: undefined, tasks: [] },
  certainty: 'sure',
  flagsIgnored: false,
  asked: ['compute'],
  controller: undefined,
  places: [],
  buckets: [],
};

const refused = (at: FileLine | undefined): TaskFacts => ({
  ...TASK,
  decision: {
    ...TASK.decision,
    tasks: undefined,
    refusal: { stage: 'optimize', message: 'nothing fits', at },
  },
});

/** For each finding about SkyPilot's setup and the account's readiness: a machine and facts that make it. */
export const SKYPILOT_CASES: readonly (readonly [FindingCode, FakeHostOptions, Partial<GatheredFacts>])[] = [
  ['skypilot-role-missing', WELL, { role: NO_ROLE }],
  [
    'skypilot-role-empty',
    WELL,
    { role: { ...NO_ROLE, readiness: { ...NO_ROLE.readiness, profile: 'exists' } } },
  ],
  ['skypilot-role-trust', WELL, { role: { ...ROLE, readiness: { ...ROLE.readiness, trust: 'refused' } } }],
  ['sky-config-missing', { ...WELL, env: { SKYPILOT_GLOBAL_CONFIG: '/nowhere.yaml' } }, {}],
  ['sky-config-unreadable', withFiles({ '~/.sky/config.yaml': { kind: 'directory' } }), {}],
  ['sky-config-broken', withSky('aws: [\n'), {}],
  ['sky-config-invalid', withSky('aws: {vpc: x}\n'), {}],
  [
    'sky-config-key-ignored',
    { ...WELL, files: { ...WELL.files, '/work/.sky.yaml': 'allowed_clouds: [gcp]\n' } },
    {},
  ],
  ['task-refused', WELL, { task: refused({ file: 'task.yaml', line: 3 }) }],
  ['task-refused', WELL, { task: refused(undefined) }],
  ['task-flags-ignored', WELL, { task: { ...TASK, flagsIgnored: true } }],
  ['task-choice-likely', WELL, { task: { ...TASK, certainty: 'likely' } }],
  ...besideCases(TASK).map(([code, task]) => [code, WELL, { task }] as const),
  ['sky-config-conflict', withSky('aws: {use_ssm: true, ssh_proxy_command: ssh}\n'), {}],
  ['sky-aws-not-allowed', withSky('allowed_clouds: [gcp]\n'), {}],
  ['sky-capabilities-restricted', withSky('aws: {capabilities: [compute]}\n'), {}],
  ['sky-profile-from-workspace', withSky('workspaces: {default: {aws: {profile: default}}}\n'), {}],
  ['sky-uses-ssm', withSky('aws: {use_internal_ips: true}\n'), {}],
  [
    'regions-not-usable',
    WELL,
    network(usableRegion('us-east-1'), {
      kind: 'unusable',
      region: 'eu-west-3',
      problem: 'no-default-vpc',
      foreseen: 'The default VPC in eu-west-3 either does not exist or has no subnets.',
    }),
  ],
  [
    'regions-unknown',
    WELL,
    network({ kind: 'unknown', region: 'eu-west-3', failure: failureOf('throttled', 'Throttling') }),
  ],
  ['partition-not-offered', WELL, { identity: { ...USER, partition: 'aws-cn' } as Facts['identity'] }],
  [
    'security-group-missing',
    WELL,
    network(usableRegion('us-east-1', { securityGroups: [{ kind: 'missing', name: 'g' }] })),
  ],
  [
    'login-support-unknown',
    { files: { '~/.aws/config': '[default]\nlogin_session = l\n' } },
    { credentials: LOGIN },
  ],
  [
    'sky-down-fails',
    withSky('aws: {subnet_names: [own-a]}\n'),
    network(usableRegion('us-east-1', { endable: false })),
  ],
  [
    'static-temporary-keys',
    WELL,
    {
      credentials: {
        kind: 'loaded',
        provider: 'shared-credentials-file',
        location: '~/.aws/credentials:2',
        credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'topsecretvalue' },
      },
    },
  ],
  [
    'profile-name-not-shipped',
    { files: { '~/.aws/credentials': `[dev]\n${KEYS}` }, env: { AWS_PROFILE: 'dev' } },
    {},
  ],
  ['credentials-file-shipped', { files: { '~/.aws/credentials': `[default]\n${KEYS}[b]\n${KEYS}` } }, {}],
  [
    'sky-ships-other-credentials',
    { files: { '~/.aws/credentials': '[other]\n', '~/.aws/config': `[default]\n${KEYS}` } },
    {
      credentials: {
        kind: 'loaded',
        provider: 'config-file',
        location: '~/.aws/config:2',
        credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'topsecretvalue' },
      },
    },
  ],
  [
    'sky-identity-cache-stale',
    withFiles({
      [`~/.sky/catalogs/v8/aws/.cache/user-identity-${hash(TABLE)}.txt`]: '[["AIDAOLD", "222233334444"]]',
    }),
    {},
  ],
  [
    'sky-zone-cache-stale',
    withFiles({
      [`~/.sky/catalogs/v8/aws/az_mappings-${hash('AIDAEXAMPLE')}.csv`]:
        'AvailabilityZoneName,AvailabilityZone,Region\nus-east-1a,use1-az1,us-east-1\n',
    }),
    network(usableRegion('us-east-1'), usableRegion('eu-west-1')),
  ],
  [
    'sky-api-server-remote',
    withSky('api_server: {endpoint: "https://me:topsecretvalue@sky.corp:8080"}\n'),
    {},
  ],
  ['cluster-owner-mismatch', clusters(['AIDAOTHER', '222233334444']), {}],
  ['cluster-owner-changes', clusters(['AIDAOTHER', ACCOUNT]), {}],
  ['sky-state-not-read', { ...WELL, querySqlite: async () => ({ kind: 'unsupported' }) }, {}],
];
