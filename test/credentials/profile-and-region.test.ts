import { describe, expect, it } from 'vitest';
import { fileOf, resolve } from './load-case.ts';

const files = { '~/.aws/config': '[default]\nregion = a\n[profile dev]\nregion = b\n' };

describe('selectProfile', () => {
  it.each([
    [{}, undefined, { value: undefined, type: undefined, location: undefined }],
    [{ AWS_PROFILE: 'dev' }, undefined, { value: 'dev', type: 'env', location: 'AWS_PROFILE' }],
    [
      { AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: 'default' },
      undefined,
      { value: 'default', type: 'env', location: 'AWS_DEFAULT_PROFILE' },
    ],
    [{ AWS_PROFILE: 'x' }, 'dev', { value: 'dev', type: 'manual', location: '--profile' }],
    [{ AWS_PROFILE: '' }, undefined, { value: '', type: 'env', location: 'AWS_PROFILE' }],
  ])('of %j and the flag %j', async (env, flag, setting) => {
    const { selection } = await resolve({ env, files, ...(flag === undefined ? {} : { flag }) });
    expect(selection.setting).toMatchObject(setting);
  });

  it('finds a profile of blank name only where there is one', async () => {
    const blank = await resolve({ env: { AWS_PROFILE: '' }, files });
    expect(blank.selection.profile).toBeUndefined();
    expect(blank.trace.choice).toMatchObject({ kind: 'error', error: { code: 'profile-not-found' } });
    const named = await resolve({ env: { AWS_PROFILE: '' }, files: { '~/.aws/config': '[profile ""]\n' } });
    expect(named.selection.profile?.name).toBe('');
  });

  it('does not mind that default is absent, unless it is named', async () => {
    expect((await resolve({})).selection.profile?.entries.size).toBe(0);
    expect((await resolve({ env: { AWS_PROFILE: 'default' } })).selection.profile).toBeUndefined();
  });
});

describe('resolveRegion', () => {
  it('takes AWS_DEFAULT_REGION and does not read AWS_REGION', async () => {
    const env = { AWS_DEFAULT_REGION: 'env', AWS_REGION: 'other' };
    expect((await resolve({ env, files })).region).toEqual({
      value: 'env',
      type: 'env',
      location: 'AWS_DEFAULT_REGION',
    });
    expect((await resolve({ env: { AWS_REGION: 'other' }, files })).region.value).toBe('a');
  });

  it("takes the profile's, the credentials file winning, and names the config file as the AWS CLI does", async () => {
    const both = { ...files, '~/.aws/credentials': fileOf('dev', 'region = c\n') };
    expect((await resolve({ env: { AWS_PROFILE: 'dev' }, files: both })).region).toEqual({
      value: 'c',
      type: 'config-file',
      location: '~/.aws/config',
      source: { file: '~/.aws/credentials', line: 2 },
    });
  });

  it.each([
    ['region = us-east-1\n  aws_secret_access_key = TOPSECRET\n', 'us-east-1 …'],
    ['region =\n  aws_secret_access_key = TOPSECRET\n', '{…}'],
  ])('shows nothing of a line that continues it: %j', async (text, value) => {
    const { region } = await resolve({ files: { '~/.aws/config': fileOf('default', text) } });
    expect(region.value).toBe(value);
  });

  it('may be absent', async () => {
    expect((await resolve({})).region.value).toBeUndefined();
  });
});
