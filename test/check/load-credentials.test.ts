import { describe, expect, it } from 'vitest';
import { loadCredentialsOf, loadUsableCredentials } from '../../src/check/load-credentials.ts';
import { NOTHING_SHARED, type Sharing } from '../../src/check/sharing.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { contextFor } from '../aws/support/loopback.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvalue\n';
const WELL = { '~/.aws/credentials': `[default]\n${KEYS}` };
const REQUEST = { offline: true, renewSsoToken: true, timeoutMs: 1000 };

async function loaded(
  machine: FakeHostOptions,
  request: Partial<typeof REQUEST> = {},
  load = loadUsableCredentials,
  region: string | undefined = 'us-east-1',
  sharing: Sharing = NOTHING_SHARED,
) {
  const host = fakeHost(machine);
  const aws = contextFor('http://127.0.0.1:9', { region });
  return load(await resolveOffline(host, undefined), { ...REQUEST, ...request }, host, aws, sharing);
}

describe('credentials of a check', () => {
  it('are those of the provider that comes first', async () => {
    expect(await loaded({ files: WELL })).toMatchObject({
      kind: 'loaded',
      provider: 'shared-credentials-file',
    });
  });

  it('want the network, which is not there offline', async () => {
    const files = {
      '~/.aws/config': `[default]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = default\n${KEYS}`,
    };
    expect((await loaded({ files })).kind).toBe('needs-network');
    expect(await loaded({ files }, { offline: false })).toMatchObject({
      kind: 'failed',
      error: { code: 'no-network' },
    });
  });

  it('that do not load fail for their own reason', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_CA_BUNDLE: '' };
    expect(await loaded({ env })).toMatchObject({ kind: 'failed', error: { code: 'partial-credentials' } });
    expect((await loaded({ env: { AWS_EC2_METADATA_DISABLED: 'true' } })).kind).toBe('none');
  });
});

describe('what keeps boto3 from making any client', () => {
  it('keeps it from using keys that are there: a blank file of certificates', async () => {
    const machine = { files: WELL, env: { AWS_CA_BUNDLE: '' } };
    expect(await loaded(machine)).toEqual({
      kind: 'failed',
      error: {
        code: 'ca-bundle-blank',
        botocoreError: 'InvalidConfigError',
        message: 'AWS_CA_BUNDLE names no file of trusted certificates, but is set.',
      },
    });
    expect((await loaded(machine, {}, loadCredentialsOf)).kind).toBe('loaded');
  });

  it('has its place where a file says so', async () => {
    const files = { ...WELL, '~/.aws/config': '[default]\nca_bundle =\n' };
    expect(await loaded({ files })).toMatchObject({
      error: { code: 'ca-bundle-blank', source: { file: '~/.aws/config', line: 2 } },
    });
  });

  it('is no file that only cannot be read', async () => {
    const machine = { files: WELL, env: { AWS_CA_BUNDLE: '/nowhere.pem' } };
    expect((await loaded(machine)).kind).toBe('loaded');
  });

  it('is a region that is no host name, and it comes first', async () => {
    const machine = { files: WELL, env: { AWS_CA_BUNDLE: '' } };
    expect(await loaded(machine, {}, loadUsableCredentials, 'us east')).toMatchObject({
      kind: 'failed',
      error: { code: 'credentials-config-invalid', botocoreError: 'InvalidRegionError' },
    });
  });

  it('concerns credentials that would take the network, too', async () => {
    const files = {
      '~/.aws/config': `[default]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = default\n${KEYS}`,
    };
    expect(await loaded({ files, env: { AWS_CA_BUNDLE: '' } })).toMatchObject({
      kind: 'failed',
      error: { code: 'ca-bundle-blank' },
    });
  });
});
