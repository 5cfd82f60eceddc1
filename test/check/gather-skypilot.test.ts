import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { IdentityFacts } from '../../src/account/identity.ts';
import { resolveInputs } from '../../src/check/check-inputs.ts';
import { gatherSkyPilot } from '../../src/check/gather-skypilot.ts';
import type { CredentialsOutcome } from '../../src/credentials/credentials-outcome.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';
import { ACCOUNT, credentialFailure, failureOf, USER } from '../findings/facts-of.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecret\n';
const WELL = { '~/.aws/credentials': `[default]\n${KEYS}[dev]\n${KEYS}` };
const LOADED: CredentialsOutcome = {
  kind: 'loaded',
  provider: 'shared-credentials-file',
  location: 'x',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'topsecret' },
};
const FAILED: IdentityFacts = { kind: 'failed', failure: failureOf('network', 'ENOTFOUND') };
const hash = (text: string) => createHash('md5').update(text).digest('hex').slice(0, 8);

async function gathered(
  machine: FakeHostOptions = { files: WELL },
  credentials: CredentialsOutcome = LOADED,
  identity: IdentityFacts = USER,
) {
  const host = fakeHost(machine);
  const { skyConfig, resolution } = await resolveInputs(
    { profile: undefined, skyConfigFile: undefined },
    host,
  );
  return gatherSkyPilot(skyConfig, resolution, credentials, identity, host);
}

describe('what SkyPilot ships', () => {
  const upload = async (...args: Parameters<typeof gathered>) => (await gathered(...args)).upload;

  it('is the credentials file with all its profiles', async () => {
    const file = '~/.aws/credentials';
    expect(await upload()).toEqual({ kind: 'file', file, profiles: ['default', 'dev'] });
    const files = { ...WELL, '~/.aws/config': '[profile other]\nregion = us-east-1\n' };
    expect(await upload({ files })).toEqual({ kind: 'file', file, profiles: ['default', 'dev'] });
  });

  it('is the config file where its variable is set, by mistake', async () => {
    const files = { ...WELL, '/aws.ini': '[profile other]\nregion = us-east-1\n' };
    expect(await upload({ files, env: { AWS_CONFIG_FILE: '/aws.ini' } })).toEqual({
      kind: 'file',
      file: '/aws.ini',
      profiles: ['profile other'],
    });
  });

  it('is a file of which nobody knows the profiles, where boto3 reads another', async () => {
    const machine = {
      files: { '~/.aws/credentials': '[old]\n', '/keys.ini': `[default]\n${KEYS}` },
      env: { AWS_SHARED_CREDENTIALS_FILE: '/keys.ini' },
    };
    expect(await upload(machine)).toEqual({ kind: 'file', file: '~/.aws/credentials', profiles: [] });
  });

  it('is nothing without the file, without credentials or where they are none of a file', async () => {
    expect(await upload({ files: { '~/.aws/config': `[default]\n${KEYS}` } })).toEqual({
      kind: 'nothing',
      reason: '~/.aws/credentials does not exist',
    });
    const none = { kind: 'nothing', reason: 'there are no credentials' };
    expect(await upload({ files: {} }, { kind: 'none' })).toEqual(none);
    expect(await upload({ files: WELL }, { kind: 'none' })).toEqual(none);
    expect(
      await upload({ files: WELL, env: { AWS_PROFILE: 'nope' } }, credentialFailure('profile-not-found')),
    ).toEqual(none);
    const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    expect(await upload({ files: WELL, env })).toMatchObject({ kind: 'nothing' });
  });
});

describe('what SkyPilot remembers', () => {
  const zones = {
    [`~/.sky/catalogs/v8/aws/az_mappings-${hash('AIDAEXAMPLE')}.csv`]:
      'AvailabilityZoneName,AvailabilityZone,Region\nus-east-1a,use1-az1,us-east-1\n',
  };

  it('is the zones of the identity', async () => {
    const { caches } = await gathered({ files: { ...WELL, ...zones } });
    expect(caches.zones.map(({ regions }) => regions)).toEqual([['us-east-1']]);
  });

  it('is nothing of an identity that is not known', async () => {
    expect((await gathered({ files: { ...WELL, ...zones } }, LOADED, FAILED)).caches.zones).toEqual([]);
  });

  /** `aws configure list` of the AWS CLI v1 where nothing is set. */
  const V1 = [
    '      Name                    Value             Type    Location',
    '      ----                    -----             ----    --------',
    '   profile                <not set>             None    None',
    'access_key     ****************MPLE shared-credentials-file    ',
    'secret_key     ****************cret shared-credentials-file    ',
    '    region                <not set>             None    None',
    '',
  ].join('\n');
  const remembered = (text: string) => ({
    files: {
      ...WELL,
      [`~/.sky/catalogs/v8/aws/.cache/user-identity-${hash(text)}.txt`]: '[["AIDAOLD", "222233334444"]]',
    },
  });

  it('is an identity under what `aws configure list` prints', async () => {
    const { caches } = await gathered(remembered(V1));
    expect(caches.identities.map(({ owner }) => owner)).toEqual([['AIDAOLD', '222233334444']]);
  });

  it('is none where the table cannot be printed', async () => {
    const machine = remembered(V1);
    expect((await gathered(machine, credentialFailure('credentials-expired'))).caches.identities).toEqual([]);
    expect((await gathered(machine, { kind: 'none' })).caches.identities).toEqual([]);
  });
});

describe('whom its clusters belong to', () => {
  const querySqlite: FakeHostOptions['querySqlite'] = async () => ({
    kind: 'rows',
    rows: [
      { name: 'mine', owner: JSON.stringify(['AIDAEXAMPLE', ACCOUNT]), on_aws: 1 },
      { name: 'other', owner: JSON.stringify(['AIDAOTHER', '222233334444']), on_aws: 1 },
    ],
  });

  it('is compared with the identity', async () => {
    const { clusters } = await gathered({ files: WELL, querySqlite });
    expect(clusters).toMatchObject({
      kind: 'read',
      clusters: [
        { name: 'mine', match: 'same' },
        { name: 'other', match: 'other' },
      ],
    });
  });

  it('is not asked where the identity is not known', async () => {
    expect((await gathered({ files: WELL, querySqlite }, LOADED, FAILED)).clusters).toEqual({ kind: 'none' });
  });
});

it('has the configuration as it is read', async () => {
  const files = {
    ...WELL,
    '~/.sky/config.yaml': 'api_server: {endpoint: "https://sky.corp"}\naws: {remote_identity: mine}\n',
  };
  const { apiServer, remoteIdentity, login, skyConfig } = await gathered({ files });
  expect(apiServer).toMatchObject({ endpoint: 'https://sky.corp', isLocal: false });
  expect(remoteIdentity).toMatchObject({ role: 'mine', customRole: true });
  expect(login).toBeUndefined();
  expect(skyConfig.files).toHaveLength(1);
});
