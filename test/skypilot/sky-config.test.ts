import { describe, expect, it } from 'vitest';
import { apiServerOf } from '../../src/skypilot/api-server.ts';
import { remoteIdentityOf } from '../../src/skypilot/remote-identity.ts';
import { awsIsOff, loadSkyConfig, readConfigFlag } from '../../src/skypilot/sky-config.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';

const load = (options: FakeHostOptions, flag?: string) => loadSkyConfig(fakeHost(options), flag);
const user = (text: string): FakeHostOptions => ({ files: { '~/.sky/config.yaml': text } });

async function problems(text: string): Promise<readonly string[]> {
  const { problems: found } = await load(user(text));
  return found.map(({ at, path, message }) => `${at.line}: ${path} ${message}`);
}

describe('which files are read', () => {
  it('none where there are none', async () => {
    const { files, problems: found, config } = await load({});
    expect({ files, found }).toEqual({ files: [], found: [] });
    expect(config.workspace).toEqual({ name: 'default', profile: undefined, disabled: undefined });
  });

  it('the project over the user: maps merge, lists replace', async () => {
    const { files, config } = await load({
      files: {
        '~/.sky/config.yaml':
          'aws:\n  use_internal_ips: true\n  vpc_names: [a, b]\nallowed_clouds: [aws, gcp]\n',
        '/work/.sky.yaml': 'aws:\n  vpc_names: [c]\n',
      },
    });
    expect(files.map(({ role, display }) => [role, display])).toEqual([
      ['user', '~/.sky/config.yaml'],
      ['project', '/work/.sky.yaml'],
    ]);
    expect(config.vpcNames).toEqual({ value: ['c'], at: { file: '/work/.sky.yaml', line: 2 } });
    expect(config.useInternalIps).toEqual({ value: true, at: { file: '~/.sky/config.yaml', line: 2 } });
    expect(config.allowedClouds?.value).toEqual(['aws', 'gcp']);
  });

  it('those that variables name; SKYPILOT_CONFIG alone; the flag over all', async () => {
    const files = {
      '~/.sky/config.yaml': 'aws: {vpc_name: default}',
      '~/g.yaml': 'aws: {vpc_name: g, subnet_names: s}',
      '/p.yaml': 'aws: {vpc_name: p}',
      '/only.yaml': 'aws: {vpc_name: only}',
      '/flag.yaml': 'aws: {vpc_name: flag}',
    };
    const vpc = async (env: Record<string, string>, flag?: string) => {
      const { config } = await load({ files, env }, flag);
      return [config.vpcNames?.value[0], config.subnetNames?.value[0]];
    };
    expect(await vpc({})).toEqual(['default', undefined]);
    expect(await vpc({ SKYPILOT_GLOBAL_CONFIG: '~/g.yaml' })).toEqual(['g', 's']);
    expect(await vpc({ SKYPILOT_GLOBAL_CONFIG: '~/g.yaml', SKYPILOT_PROJECT_CONFIG: '/p.yaml' })).toEqual([
      'p',
      's',
    ]);
    expect(await vpc({ SKYPILOT_CONFIG: '/only.yaml', SKYPILOT_PROJECT_CONFIG: '/p.yaml' })).toEqual([
      'only',
      undefined,
    ]);
    expect(await vpc({ SKYPILOT_GLOBAL_CONFIG: '~/g.yaml' }, '/flag.yaml')).toEqual(['flag', 's']);
    expect(await vpc({ SKYPILOT_GLOBAL_CONFIG: '' })).toEqual(['default', undefined]);
  });

  it('a variable that names nothing is reported, as is what cannot be read', async () => {
    const { files } = await load({
      env: { SKYPILOT_GLOBAL_CONFIG: '/nowhere', SKYPILOT_PROJECT_CONFIG: '/dir' },
      files: { '/dir': { kind: 'directory' } },
    });
    expect(files.map(({ variable, state }) => [variable, state])).toEqual([
      ['SKYPILOT_GLOBAL_CONFIG', { kind: 'missing' }],
      ['SKYPILOT_PROJECT_CONFIG', { kind: 'unreadable', code: 'EISDIR' }],
    ]);
    const blank = await load({ env: { SKYPILOT_CONFIG: '' }, files: { '/work': { kind: 'directory' } } });
    expect(blank.files.map(({ state }) => state)).toEqual([{ kind: 'missing' }]);
    expect(await readConfigFlag(fakeHost(), '/nowhere')).toMatchObject({ state: { kind: 'missing' } });
  });
});

describe('what is in them', () => {
  it.each([
    ['aws:\n  vpc_name: a\n bad: [\n', 3],
    ['a: 1\nb: !secret x\n', 2],
    ['a: 1\n---\nb: 2\n', 2],
  ])('broken YAML counts as empty: %j', async (text, line) => {
    const { files, config, problems: found } = await load(user(text));
    expect(files[0]?.state).toMatchObject({ kind: 'broken', at: { file: '~/.sky/config.yaml', line } });
    expect({ vpc: config.vpcNames, found }).toEqual({ vpc: undefined, found: [] });
  });

  it.each(['[', '{a: ', '- '])('survives endless nesting by %j', async (open) => {
    const { files } = await load(user(open.repeat(100_000)));
    expect(files[0]?.state.kind).toMatch(/broken|unreadable/);
  });

  it('is bounded however often aliases repeat', async () => {
    const lines = ['a: &a [1,1,1,1,1,1,1,1,1,1]'];
    for (let index = 0; index < 8; index += 1) {
      const [first, next] = [String.fromCharCode(97 + index), String.fromCharCode(98 + index)];
      lines.push(`${next}: &${next} [${Array.from({ length: 10 }, () => `*${first}`).join(',')}]`);
    }
    const { files } = await load(user(lines.join('\n')));
    expect(files[0]?.state.kind).toBe('broken');
  });

  it('reads YAML 1.1 with merge keys, the last of equal keys counting', async () => {
    const { config } = await load(
      user('base: &base {use_ssm: yes}\naws:\n  <<: *base\n  vpc_name: a\n  vpc_name: b\n'),
    );
    expect(config.useSsm?.value).toBe(true);
    expect(config.vpcNames?.value).toEqual(['b']);
  });

  it('prefers vpc_names to vpc_name, and the workspace to what is general', async () => {
    const { config } = await load(
      user(
        'active_workspace: team\naws: {vpc_name: a, vpc_names: b, capabilities: [storage]}\nworkspaces:\n  team:\n    aws: {profile: prod, capabilities: [Compute], disabled: false}\n',
      ),
    );
    expect(config.vpcNames?.value).toEqual(['b']);
    expect(config.workspace).toMatchObject({
      name: 'team',
      profile: { value: 'prod', at: { line: 5 } },
      disabled: { value: false },
    });
    expect(config.capabilities?.value).toEqual(['compute']);
  });

  it('knows whose commands go through a proxy', async () => {
    const { config } = await load(
      user('aws:\n  ssh_proxy_command:\n    us-east-1: ssh a\n    us-west-2: null\n'),
    );
    expect(config.sshProxyCommand?.value.regions).toEqual(['us-east-1', 'us-west-2']);
  });
});

describe('what SkyPilot refuses', () => {
  it('names file, line and key, and what was meant', async () => {
    expect(
      await problems(
        'aws:\n  vpc_nmae: x\n  use_internal_ips: "yes"\n  remote_identity:\n    - a: b\n      c: d\n  enforce_tags: [Instance, disk]\nallowed_clouds: aws\n',
      ),
    ).toEqual([
      '2: aws.vpc_nmae is no key that SkyPilot knows; vpc_name is',
      '3: aws.use_internal_ips has to be true or false',
      '5: aws.remote_identity[0] has to be a map with one key of strings',
      '7: aws.enforce_tags[0] has to be instance or volume',
      '7: aws.enforce_tags[1] has to be instance or volume',
      '8: allowed_clouds has to be a list of words that SkyPilot knows',
    ]);
  });

  it.each([
    ['aws: text\n', ['1: aws has to be a map']],
    ['- a\n', ['1:  the file has to hold a map of keys']],
    ['active_workspace: x\n', ['1: active_workspace names the workspace "x", which is not under workspaces']],
    [
      'workspaces: {a: {aws: {profil: x}}}\n',
      ['1: workspaces.a.aws.profil is no key that SkyPilot knows; profile is'],
    ],
    [
      'aws: {labels: {a: b}, instance_tags: {a: b}}\n',
      ['1: aws.instance_tags is no key that SkyPilot knows any more; labels is'],
    ],
    [
      'aws: {ssh_proxy_command: null, vpc_name: null}\ngcp: {whatever: 1}\n',
      ['2: gcp.whatever is no key that SkyPilot knows'],
    ],
    ['vpc_name: x\n', ['1: vpc_name is no key that SkyPilot knows']],
    ['aws:\n  labels:\n    since: 2026-01-01\n', ['3: aws.labels.since has to be a string']],
    ['aws: {remote_identity: ""}\n', ['1: aws.remote_identity may not be empty']],
    ['aws: {security_group_name: ""}\n', ['1: aws.security_group_name may not be empty']],
    ['aws: {enforce_tags: [volume, volume]}\n', ['1: aws.enforce_tags names something twice']],
    ['allowed_clouds: [aws, asw]\n', ['1: allowed_clouds[1] is no word that SkyPilot knows; aws is']],
    ['kubernetes: {foo: 1}\n', ['1: kubernetes.foo is no key that SkyPilot knows']],
    ['db: x\naws: {}\ngcp: {}\n', ['1: db may not be set beside other keys']],
  ])('%j', async (text, expected) => {
    expect(await problems(text)).toEqual(expected);
  });
});

describe('keys of the API server', () => {
  const project = (text: string, own = ''): FakeHostOptions => ({
    files: { '~/.sky/config.yaml': own, '/work/.sky.yaml': text },
  });

  it.each([
    'allowed_clouds: [gcp]\n',
    'daemons: {}\n',
    'db: x\n',
    'workspaces: {default: {aws: {disabled: true}}}\n',
  ])('are ignored in .sky.yaml and in --config: %j', async (text) => {
    const [key] = text.split(':');
    for (const read of [
      await load(project(text)),
      await load({ files: { '/flag.yaml': text } }, '/flag.yaml'),
    ]) {
      expect(read.ignored.map(({ path, at }) => `${path} ${at.line}`)).toEqual([`${key} 1`]);
      expect(read.problems).toEqual([]);
      expect(awsIsOff(read.config)).toBeUndefined();
    }
  });

  it('nested ones too, and the rest of their section counts', async () => {
    const { ignored, problems: found } = await load(
      project('jobs:\n  controller: {consolidation_mode: true}\n  bucket: s3://x\n'),
    );
    expect(ignored).toEqual([
      { path: 'jobs.controller.consolidation_mode', at: { file: '/work/.sky.yaml', line: 2 } },
    ]);
    expect(found).toEqual([]);
  });

  it('say nothing where they say what the server says', async () => {
    const same = 'allowed_clouds: [aws]\n';
    expect((await load(project(same, same))).ignored).toEqual([]);
  });

  it('do not make a workspace that the server has not', async () => {
    const text = 'active_workspace: team\nworkspaces: {team: {aws: {profile: p}}}\n';
    const { problems: found, config } = await load(project(text));
    expect(found.map(({ path }) => path)).toEqual(['active_workspace']);
    expect(config.workspace.profile).toBeUndefined();
  });

  it('leave the choice of the API server to the client', async () => {
    const { config, ignored } = await load(project('api_server: {endpoint: "https://sky.example.com"}\n'));
    expect(config.apiServerEndpoint?.value).toBe('https://sky.example.com');
    expect(ignored).toEqual([]);
  });
});

describe('an API server', () => {
  const isLocal = (endpoint: string, env: Record<string, string> = {}) =>
    apiServerOf({ env: { ...env, SKYPILOT_API_SERVER_ENDPOINT: endpoint } }, { apiServerEndpoint: undefined })
      ?.isLocal;

  it.each([
    'http://127.0.0.1:46580',
    'http://127.0.0.1:46580/',
    'http://localhost:46580',
    'http://0.0.0.0:46580',
    'http://[::1]:46580',
    'http://[::]:46580',
  ])('is local at %s', (endpoint) => expect(isLocal(endpoint)).toBe(true));

  it.each([
    'http://localhost:30050',
    'http://localhost',
    'https://127.0.0.1:46580',
    'http://127.0.0.2:46580',
    'http://user:word@localhost:46580',
    'http://LOCALHOST:46580',
    '127.0.0.1:46580',
    '',
  ])('is remote at %j', (endpoint) => expect(isLocal(endpoint)).toBe(false));

  it('moves with the variable for the port', () => {
    const env = { SKYPILOT_API_SERVER_LOCAL_PORT: '5000' };
    expect(isLocal('http://127.0.0.1:5000', env)).toBe(true);
    expect(isLocal('http://127.0.0.1:46580', env)).toBe(false);
  });
});

describe('remoteIdentityOf', () => {
  const of = async (text: string) => remoteIdentityOf((await load(user(text))).config);

  it('is the standard role and an upload where nothing is said', async () => {
    expect(await of('')).toEqual({ role: 'skypilot-v1', customRole: false, upload: true, others: [] });
  });

  it('takes any other word for a role', async () => {
    expect(await of('aws: {remote_identity: my-role}')).toMatchObject({ role: 'my-role', upload: false });
    expect(await of('aws: {remote_identity: SERVICE_ACCOUNT}')).toMatchObject({
      role: 'skypilot-v1',
      upload: false,
      customRole: false,
    });
    expect(
      await of('aws:\n  remote_identity:\n    - ctl-*: ctl-role\n    - "*": LOCAL_CREDENTIALS\n'),
    ).toEqual({
      role: 'skypilot-v1',
      customRole: false,
      upload: true,
      others: [{ pattern: 'ctl-*', value: 'ctl-role' }],
    });
  });
});
