import { describe, expect, it } from 'vitest';
import type { CaBundle } from '../../src/aws/ca-bundle.ts';
import { readCaBundle, trustSettings } from '../../src/check/ca-bundle-facts.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import type { FileRead } from '../../src/host.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';

const PEM = '# The company\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const SETTING = { path: '~/ca.pem', location: 'AWS_CA_BUNDLE', variable: 'AWS_CA_BUNDLE', at: undefined };

async function bundleOf(machine: FakeHostOptions): Promise<CaBundle> {
  const host = fakeHost(machine);
  return readCaBundle(await resolveOffline(host, undefined), host);
}

const named = (file: string | Uint8Array | FileRead | undefined) =>
  bundleOf({
    env: { AWS_CA_BUNDLE: '~/ca.pem' },
    files: file === undefined ? {} : { '~/ca.pem': file },
  });

describe('the file of trusted certificates', () => {
  it('is none where nothing names one', async () => {
    expect(await bundleOf({ files: { '~/ca.pem': PEM } })).toEqual({ kind: 'none' });
  });

  it.each(['CERTIFICATE', 'X509 CERTIFICATE'])('is read where it holds a %s', async (label) => {
    const text = PEM.replaceAll('CERTIFICATE', label);
    expect(await named(text)).toEqual({ kind: 'read', setting: SETTING, pem: bytesOf(text) });
  });

  it.each(['', ' ', '\t'])('is blank where the setting is %j', async (path) => {
    expect(await bundleOf({ env: { AWS_CA_BUNDLE: path } })).toEqual({
      kind: 'blank',
      setting: { ...SETTING, path },
    });
  });

  it.each<[string, FileRead | string | undefined]>([
    ['holds no certificate in PEM', '-----BEGIN PRIVATE KEY-----\n'],
    ['holds no certificate in PEM', 'CERTIFICATE'],
    ['does not exist', undefined],
    ['is a directory', { kind: 'directory' }],
    ['is larger than 16 MiB', { kind: 'too-large', size: 2 ** 25 }],
    ['cannot be read (EACCES)', { kind: 'unreadable', code: 'EACCES' }],
  ])('%s', async (problem, file) => {
    expect(await named(file)).toEqual({ kind: 'unreadable', setting: SETTING, problem });
  });

  it('is named by the profile where no variable does', async () => {
    const at = { file: '~/.aws/config', line: 2 };
    expect(
      await bundleOf({ files: { '~/.aws/config': '[default]\nca_bundle = /ca.pem\n', '/ca.pem': PEM } }),
    ).toEqual({
      kind: 'read',
      setting: { path: '/ca.pem', location: '~/.aws/config:2', variable: undefined, at },
      pem: bytesOf(PEM),
    });
  });
});

it('is a setting of the network as far as it can be used', async () => {
  const setting = {
    path: '/ca.pem',
    location: 'AWS_CA_BUNDLE',
    variable: 'AWS_CA_BUNDLE',
    at: undefined,
  } as const;
  const pem = bytesOf(PEM);
  expect(trustSettings({ kind: 'none' })).toEqual({});
  expect(trustSettings({ kind: 'blank', setting })).toEqual({});
  expect(trustSettings({ kind: 'read', setting, pem })).toEqual({ ca: pem });
  expect(trustSettings({ kind: 'unreadable', setting, problem: 'does not exist' })).toEqual({
    caProblem: 'AWS_CA_BUNDLE names /ca.pem as the file of trusted certificates, which does not exist.',
  });
});
