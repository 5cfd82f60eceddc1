import { describe, expect, it } from 'vitest';
import { judge } from '../../src/check/verdict.ts';
import type { GatheredFacts } from '../../src/findings/facts.ts';
import { finding } from '../../src/findings/finding.ts';
import type { Evidence, RequiredPermission } from '../../src/permissions/decision.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import {
  allowed,
  credentialFailure,
  evidence,
  factsOf,
  failureOf,
  NO_ROLE,
  ROLE,
  USER,
} from '../findings/facts-of.ts';
import { deniedIn } from '../permissions/denials.ts';

const denied = deniedIn('no-allow');
const CREDENTIALS = '[default]\naws_access_key_id = a\naws_secret_access_key = b\n';

function machine(skyConfig?: string): FakeHostOptions {
  const sky = skyConfig === undefined ? {} : { '~/.sky/config.yaml': skyConfig };
  return { files: { '~/.aws/credentials': CREDENTIALS, ...sky } };
}

/** Evidence by the capability of a permission. */
function byCapability(
  of: Partial<Record<string, Evidence>>,
  otherwise?: Evidence,
): GatheredFacts['capabilities'] {
  return evidence((permission: RequiredPermission) => of[permission.requirement.capability] ?? otherwise);
}

const unknown = { capabilities: byCapability({}) };
const READINESS = ROLE.readiness;
const roleOf = (readiness: Partial<typeof READINESS>) => ({
  role: { ...NO_ROLE, readiness: { ...NO_ROLE.readiness, ...readiness } },
});
const noRights = byCapability({ 'auto-role': denied }, allowed);
const unusable = (region: string) =>
  ({ kind: 'unusable', region, problem: 'no-default-vpc', foreseen: '' }) as const;
const account = (
  kind: 'blocked' | 'not-opted-in' | 'refused' | 'free-plan' | 'image-not-shared' | 'being-verified',
) => ({
  accountState: { kind, failure: failureOf('other', 'X') },
});

type Case = readonly [
  title: string,
  changes: Partial<GatheredFacts>,
  verdict: 'ready' | 'not-ready' | 'undecided',
  reason: string,
  skyConfig?: string,
];

const PERMISSIONS: readonly Case[] = [
  ['all allowed', {}, 'ready', 'compute is enabled'],
  [
    'compute only',
    { capabilities: byCapability({ compute: allowed }, denied) },
    'ready',
    'compute is enabled',
  ],
  [
    'storage only',
    { capabilities: byCapability({ storage: allowed }) },
    'undecided',
    'compute was asked for and could not be tested, since nothing was heard about it',
  ],
  ['both denied', { capabilities: byCapability({}, denied) }, 'not-ready', 'compute is denied'],
  [
    'nothing known',
    unknown,
    'undecided',
    'compute was asked for and could not be tested, since nothing was heard about it',
  ],
  [
    'a required one denied, compute not asked for',
    { capabilities: byCapability({ ports: denied }, allowed), required: ['ports'] },
    'not-ready',
    'ports is denied',
  ],
  [
    'a required one unknown',
    { capabilities: byCapability({ compute: allowed }), required: ['compute', 'spot', 'ports'] },
    'undecided',
    'spot and ports were asked for and could not be tested, since nothing was heard about it',
  ],
  [
    'a required one denied beats one unknown',
    { capabilities: byCapability({ compute: allowed, ports: denied }), required: ['spot', 'ports'] },
    'not-ready',
    'ports is denied',
  ],
];

const IDENTITY: readonly Case[] = [
  ['no credentials', { ...unknown, credentials: { kind: 'none' } }, 'not-ready', 'there are no credentials'],
  [
    'expired SSO',
    { ...unknown, credentials: credentialFailure('sso-token-expired') },
    'not-ready',
    'there is no valid login',
  ],
  [
    'a profile that does not exist',
    { ...unknown, credentials: credentialFailure('profile-not-found') },
    'not-ready',
    'the profile does not exist',
  ],
  [
    'a broken file',
    { ...unknown, credentials: credentialFailure('config-syntax-error') },
    'not-ready',
    'boto3 cannot read an AWS file',
  ],
  [
    'settings that boto3 refuses',
    { ...unknown, credentials: credentialFailure('client-setting-invalid') },
    'not-ready',
    'boto3 does not accept a setting',
  ],
  [
    'a profile that boto3 refuses',
    { ...unknown, credentials: credentialFailure('credentials-config-invalid') },
    'not-ready',
    'there are no usable credentials',
  ],
  ...(
    [
      ['no-network', 'AWS could not be reached for the credentials'],
      ['provider-unsupported', 'skycheck cannot load credentials from their source'],
      ['credentials-retrieval-failed', 'the credentials could not be fetched'],
    ] as const
  ).map(
    ([code, reason]): Case => [
      `credentials: ${code}`,
      { ...unknown, credentials: credentialFailure(code) },
      'undecided',
      reason,
    ],
  ),
  ...(
    [
      ['invalid-access-key', 'AWS does not accept the credentials'],
      ['wrong-secret-key', 'AWS does not accept the credentials'],
      ['expired-credentials', 'the credentials have expired'],
      ['clock-skew', "this machine's clock is wrong"],
      ['opt-in-required', 'AWS does not serve the account in this region'],
      ['denied', 'AWS does not say whose credentials these are'],
    ] as const
  ).map(
    ([kind, reason]): Case => [
      `identity: ${kind}`,
      { ...unknown, identity: { kind: 'failed', failure: failureOf(kind, 'X') } },
      'not-ready',
      reason,
    ],
  ),
  ...(
    [
      'network',
      'timeout',
      'throttled',
      'server-error',
      'malformed-answer',
      'proxy',
      'certificate',
      'other',
    ] as const
  ).map(
    (kind): Case => [
      `identity: ${kind}`,
      { identity: { kind: 'failed', failure: failureOf(kind, 'X') } },
      'undecided',
      'AWS did not tell whose credentials these are (X)',
    ],
  ),
  [
    '--offline',
    { ...unknown, identity: { kind: 'not-asked', reason: 'no call was made (--offline)' } },
    'undecided',
    'no call was made (--offline)',
  ],
];

const SKYPILOT: readonly Case[] = [
  [
    'a configuration that SkyPilot refuses',
    {},
    'not-ready',
    'SkyPilot refuses its configuration',
    'aws: {vpc: x}\n',
  ],
  [
    'settings that exclude each other',
    {},
    'not-ready',
    'SkyPilot refuses its configuration',
    'aws: {use_ssm: true, ssh_proxy_command: ssh}\n',
  ],
  ['AWS left out', {}, 'not-ready', "SkyPilot's configuration leaves AWS out", 'allowed_clouds: [gcp]\n'],
  [
    'storage only: then storage is asked for',
    {},
    'ready',
    'storage is enabled',
    'aws: {capabilities: [storage]}\n',
  ],
  [
    'storage only, and denied',
    { capabilities: byCapability({ storage: denied }, allowed) },
    'not-ready',
    'storage is denied',
    'aws: {capabilities: [storage]}\n',
  ],
  [
    'what the configuration leaves out',
    { required: ['ports'] },
    'not-ready',
    "SkyPilot's configuration leaves compute out",
    'aws: {capabilities: [storage]}\n',
  ],
  [
    'a credentials file that SkyPilot demands',
    { skyCheck: { identityType: 'shared-credentials-file', missingCredentialsFile: '~/x', enabled: [] } },
    'not-ready',
    'SkyPilot demands ~/x',
  ],
];

const LAUNCH: readonly Case[] = [
  ['a blocked account', account('blocked'), 'not-ready', 'AWS has blocked the account'],
  ['an account on the free plan', account('free-plan'), 'not-ready', "the account is on AWS's free plan"],
  [
    'an image that is not shared',
    account('image-not-shared'),
    'undecided',
    'the account may not use the image of the launch',
  ],
  ['an account without EC2', account('not-opted-in'), 'not-ready', 'the account is not signed up for EC2'],
  ['EC2 refuses', account('refused'), 'not-ready', 'EC2 does not accept the credentials'],
  ['a new account', account('being-verified'), 'undecided', 'AWS is still verifying the account'],
  [
    'a blocked account, storage asked for',
    { ...account('blocked'), required: ['storage'] },
    'ready',
    'storage is enabled',
  ],
  [
    'no usable region',
    { network: { kind: 'checked', regions: [unusable('us-east-1'), unusable('us-west-2')] } },
    'not-ready',
    'no region is usable',
  ],
  ['no enabled region', { network: { kind: 'checked', regions: [] } }, 'not-ready', 'no region is usable'],
  [
    'no region known to be usable',
    {
      network: {
        kind: 'checked',
        regions: [
          unusable('us-east-1'),
          { kind: 'unknown', region: 'us-west-2', failure: failureOf('throttled', 'X') },
        ],
      },
    },
    'undecided',
    'no region is known to be usable',
  ],
  [
    'regions not looked at',
    { network: { kind: 'not-checked', reason: 'no calls were made to find out' } },
    'undecided',
    'no region was looked at: no calls were made to find out',
  ],
  [
    'another partition',
    { identity: { ...USER, partition: 'aws-cn' } as GatheredFacts['identity'] },
    'not-ready',
    'SkyPilot offers no region of the partition aws-cn',
  ],
  ['no role, and it can be made', { role: NO_ROLE }, 'ready', 'compute is enabled'],
  [
    'no role, and it cannot be made',
    { role: NO_ROLE, capabilities: noRights },
    'not-ready',
    'the role skypilot-v1 is missing, and this identity may not create it',
  ],
  [
    'no role, and nobody knows whether it can be made',
    {
      role: NO_ROLE,
      capabilities: byCapability({ 'auto-role': { ...allowed, decision: 'unknown' } }, allowed),
    },
    'undecided',
    'the role skypilot-v1 is missing, and it is not known whether this identity may create it',
  ],
  [
    'a profile without a role',
    { ...roleOf({ profile: 'exists' }), capabilities: noRights },
    'not-ready',
    'the role skypilot-v1 is missing, and this identity may not create it',
  ],
  [
    'a role that nobody looked up',
    { ...roleOf({ profile: 'unknown', role: 'unknown' }), capabilities: noRights },
    'undecided',
    'it is not known whether the role skypilot-v1 exists',
  ],
  [
    'a role of the configuration that is missing',
    { role: { ...NO_ROLE, name: 'mine' } },
    'not-ready',
    'the role mine is missing',
    'aws: {remote_identity: mine}\n',
  ],
  [
    'a role of the configuration that nobody looked up',
    { ...roleOf({ profile: 'unknown', role: 'unknown' }), capabilities: noRights },
    'ready',
    'compute is enabled',
    'aws: {remote_identity: mine}\n',
  ],
];

const EXIT_CODES = { ready: 0, 'not-ready': 1, undecided: 3 } as const;

describe('judge', () => {
  for (const [title, changes, kind, reason, skyConfig] of [
    ...PERMISSIONS,
    ...IDENTITY,
    ...SKYPILOT,
    ...LAUNCH,
  ]) {
    it(title, async () => {
      const facts = await factsOf(machine(skyConfig), changes);
      expect(judge(facts, [])).toEqual({ kind, exitCode: EXIT_CODES[kind], reason });
    });
  }

  it('is undecided where a rule failed', async () => {
    const failed = finding('internal-error', { detail: '' });
    expect(judge(await factsOf(machine()), [failed])).toEqual({
      kind: 'undecided',
      exitCode: 3,
      reason: 'a part of skycheck failed',
    });
  });
});

describe('keys of `aws login`', () => {
  const LOGIN = {
    kind: 'loaded',
    provider: 'login',
    location: '~/.aws/login/cache/x.json',
    credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', sessionToken: 'y' },
  } as const;

  it('leave the verdict open where it is not known whether SkyPilot can use them', async () => {
    const files = { '~/.aws/config': '[default]\nlogin_session = l\n' };
    const facts = await factsOf({ files }, { credentials: LOGIN });
    expect(facts.capabilities.find(({ id }) => id === 'compute')?.status).toBe('unknown');
    expect(judge(facts, [])).toMatchObject({ kind: 'undecided', exitCode: 3 });
  });
});
