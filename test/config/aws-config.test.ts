import { describe, expect, it } from 'vitest';
import { loadAwsConfig, profileNames, textValue } from '../../src/config/aws-config.ts';
import { displayPath } from '../../src/config/display-path.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';

function load(files: NonNullable<FakeHostOptions['files']>, env: Record<string, string> = {}) {
  return loadAwsConfig(fakeHost({ env, files }));
}

describe('where the files are', () => {
  it('finds them in the home directory', async () => {
    const config = await load({ '~/.aws/config': '[default]\nregion = x\n' });
    expect(config.config).toMatchObject({
      setting: '~/.aws/config',
      path: '/home/ada/.aws/config',
      display: '~/.aws/config',
      variable: undefined,
    });
    expect(config.credentials.state).toEqual({ kind: 'missing' });
  });

  it.each([
    ['~/other', '/home/ada/other'],
    ['$PLACE/other', '/place/other'],
    ['${PLACE}/other', '/place/other'],
    ['$UNSET/other', '/work/$UNSET/other'],
    ['other', '/work/other'],
    ['~bob/other', '/home/bob/other'],
    ['~nobody/other', '/work/~nobody/other'],
  ])('expands %s', async (setting, path) => {
    const passwd = 'root:x:0:0::/root:/bin/sh\nbob:x:1:1::/home/bob:/bin/sh\n';
    const config = await load(
      { '/etc/passwd': passwd, [path]: '[default]\nregion = x\n' },
      { AWS_CONFIG_FILE: setting, PLACE: '/place' },
    );
    expect(config.config.path).toBe(path);
    expect(profileNames(config)).toEqual(['default']);
  });

  it('reads no file where the variable is blank', async () => {
    const config = await load({ '~/.aws/config': '[default]\n' }, { AWS_CONFIG_FILE: '' });
    expect(config.config.state).toEqual({ kind: 'not-named' });
    expect(profileNames(config)).toEqual([]);
  });

  it.each([[{ kind: 'directory' } as const], [{ kind: 'unreadable', code: 'EACCES' } as const]])(
    'counts %j as none and remembers it',
    async (read) => {
      const config = await load({ '~/.aws/config': read });
      expect(config.config.state).toEqual(read);
      expect(config.error).toBeUndefined();
    },
  );

  it('refuses a file too large to read', async () => {
    const config = await load({ '~/.aws/credentials': { kind: 'too-large', size: 1e9 } });
    expect(config.error).toMatchObject({ kind: 'config-too-large', source: { file: '~/.aws/credentials' } });
  });
});

describe('profiles', () => {
  it('merges both files, the credentials file winning, each key with its line', async () => {
    const config = await load({
      '~/.aws/config': '[profile dev]\nregion = a\noutput = json\n',
      '~/.aws/credentials': '[dev]\nregion = b\n[only]\n',
    });
    const dev = config.profiles.get('dev');
    expect(dev?.entries.get('region')).toMatchObject({
      value: 'b',
      source: { file: '~/.aws/credentials', line: 2 },
    });
    expect(dev?.entries.get('output')?.source).toEqual({ file: '~/.aws/config', line: 3 });
    expect(profileNames(config)).toEqual(['dev', 'only']);
  });

  it('lets the later of [default] and [profile default] replace the earlier', async () => {
    const config = await load({
      '~/.aws/config': '[default]\nregion = a\n[profile default]\noutput = json\n',
    });
    expect([...(config.profiles.get('default')?.entries.keys() ?? [])]).toEqual(['output']);
  });

  it.each([
    ['[profile "my prof"]', ['my prof']],
    ['[profile  dev]', ['dev']],
    ['[profiles dev]', ['dev']],
    ['[profile my prof]', []],
    ['[profile "open]', []],
    ['[dev]', []],
    ['[ profile dev]', []],
  ])('finds in %s the profiles %j', async (header, names) => {
    expect(profileNames(await load({ '~/.aws/config': `${header}\nregion = x\n` }))).toEqual(names);
  });

  it('takes every section of the credentials file for a profile', async () => {
    const config = await load({ '~/.aws/credentials': '[profile dev]\n[a b]\n' });
    expect(profileNames(config)).toEqual(['profile dev', 'a b']);
  });

  it('lets [DEFAULT] leak into every section of its file', async () => {
    const config = await load({ '~/.aws/config': '[DEFAULT]\nregion = a\n[profile dev]\noutput = json\n' });
    expect(config.profiles.get('dev')?.entries.get('region')).toMatchObject({ value: 'a', inherited: true });
    expect(profileNames(config)).toEqual(['dev']);
  });

  it('sorts out SSO sessions and services', async () => {
    const config = await load({
      '~/.aws/config':
        '[sso-session "my sso"]\nsso_region = x\n[services local]\ns3 =\n  endpoint_url = http://h\n',
    });
    expect(textValue(config.ssoSessions.get('my sso'), 'sso_region')).toBe('x');
    expect(config.services.get('local')?.entries.get('s3')?.value).toEqual(
      new Map([['endpoint_url', 'http://h']]),
    );
  });
});

describe('errors', () => {
  it('names file and line and nothing of the line', async () => {
    const config = await load({ '~/.aws/credentials': '[default]\naws_secret_access_key topsecret\n' });
    expect(config.error).toMatchObject({
      kind: 'config-syntax-error',
      source: { file: '~/.aws/credentials', line: 2 },
    });
    expect(JSON.stringify(config.error)).not.toContain('topsecret');
  });

  it('takes the config file first', async () => {
    const config = await load({ '~/.aws/config': 'x\n', '~/.aws/credentials': 'x\n' });
    expect(config.error?.source.file).toBe('~/.aws/config');
  });

  it('refuses an indented block with a line without =', async () => {
    const config = await load({ '~/.aws/config': '[default]\ns3 =\n  path\n' });
    expect(config.error).toMatchObject({
      kind: 'config-nested-value',
      source: { line: 2 },
      section: 'default',
    });
  });

  it('does not mind such a block in [DEFAULT] without any section', async () => {
    const config = await load({ '~/.aws/config': '[DEFAULT]\ns3 =\n  path\n' });
    expect(config.error).toBeUndefined();
  });
});

describe('displayPath', () => {
  it.each([
    ['/home/ada/.aws/config', '/home/ada', '~/.aws/config'],
    ['/home/ada/.aws/config', '/home/ada/', '~/.aws/config'],
    ['/home/adam/x', '/home/ada', '/home/adam/x'],
    ['/x', '/', '/x'],
    ['/home/ada', '/home/ada', '~'],
  ])('shortens %s of %s', (path, home, shown) => {
    expect(displayPath(path, home)).toBe(shown);
  });
});
