import { describe, expect, it } from 'vitest';
import type { FileRead } from '../../../src/host.ts';
import {
  findSkyEnvironment,
  knowsLogin,
  loginSupport,
} from '../../../src/skypilot/environment/sky-environment.ts';
import { type FakeHostOptions, fakeHost } from '../../credentials/fake-host.ts';

const program = (text: string): FileRead => ({
  kind: 'file',
  bytes: new TextEncoder().encode(text),
  mode: 0o755,
});
const ELF = program('\u007fELF');
const VENV = '/opt/sky';
const PACKAGES = [
  'skypilot-0.14.1.dist-info/METADATA',
  'botocore-1.44.8.dist-info/METADATA',
  'botocore/__init__.py',
];
const CRT = ['awscrt/__init__.py', 'awscrt-0.38.1.dist-info/METADATA', '_awscrt.abi3.so'];

type Files = NonNullable<FakeHostOptions['files']>;

const packagesIn = (folder: string, names: readonly string[]): Files =>
  Object.fromEntries(names.map((name) => [`${folder}/${name}`, '']));

function venv(
  prefix: string,
  more: { cfg?: string; packages?: readonly string[]; version?: string } = {},
): Files {
  const {
    cfg = 'home = /usr/bin\ninclude-system-site-packages = false\n',
    packages = [...PACKAGES, ...CRT],
  } = more;
  return {
    [`${prefix}/bin/python3`]: ELF,
    [`${prefix}/pyvenv.cfg`]: cfg,
    ...packagesIn(`${prefix}/lib/python${more.version ?? '3.11'}/site-packages`, packages),
  };
}

const sky = (line: string, folder = '/bin'): Files => ({
  [`${folder}/sky`]: program(`${line}\nimport sky\n`),
});

const look = (files: Files, more: FakeHostOptions = {}) =>
  findSkyEnvironment(fakeHost({ ...more, files, env: { PATH: '/bin:/usr/bin', ...more.env } }));

const SHIM = (root: string) =>
  program(
    `#!/usr/bin/env bash\nset -e\nprogram="\${0##*/}"\nexport PYENV_ROOT="${root}"\nexec "${root}/libexec/pyenv" exec "$program" "$@"\n`,
  );

describe('the environment of `sky` is found', () => {
  it.each<[string, Files, FakeHostOptions?]>([
    ['in a virtual environment', { ...sky(`#!${VENV}/bin/python3`), ...venv(VENV) }],
    [
      'behind the line that pip writes for long paths',
      { ...sky(`#!/bin/sh\n'''exec' "/opt/a b/bin/python3" "$0" "$@"\n' '''`), ...venv('/opt/a b') },
    ],
    [
      'behind the line that uv writes',
      { ...sky(`#!/bin/sh\n'''exec' '/opt/a b/bin/python3' "$0" "$@"\n' '''`), ...venv('/opt/a b') },
    ],
    ['by env', { ...sky('#!/usr/bin/env python3'), ...venv('/usr', {}), '/usr/bin/python3': ELF }],
    [
      'in an open environment, from the base',
      {
        ...sky(`#!${VENV}/bin/python3`),
        ...venv(VENV, { cfg: 'home = /base/bin\ninclude-system-site-packages = true\n', packages: [] }),
        '/base/bin/python3': ELF,
        ...packagesIn('/base/lib/python3.11/site-packages', [...PACKAGES, ...CRT]),
      },
    ],
    [
      'in an environment of conda',
      {
        ...sky('#!/opt/conda/envs/sky/bin/python3.12'),
        '/opt/conda/envs/sky/bin/python3.12': ELF,
        ...packagesIn('/opt/conda/envs/sky/lib/python3.12/site-packages', [...PACKAGES, ...CRT]),
      },
    ],
    [
      'where Debian keeps packages, and those of the user',
      {
        ...sky('#!/usr/bin/python3'),
        '/usr/bin/python3': ELF,
        ...packagesIn('/usr/lib/python3/dist-packages', CRT),
        ...packagesIn('/home/ada/.local/lib/python3.11/site-packages', PACKAGES),
      },
      { links: { '/usr/bin/python3': '/usr/bin/python3.11' } },
    ],
    [
      'behind a link to the interpreter',
      {
        ...sky('#!/usr/local/bin/python3'),
        '/usr/local/bin/python3': ELF,
        ...packagesIn('/opt/py/lib/python3.13/site-packages', [...PACKAGES, ...CRT]),
      },
      { links: { '/usr/local/bin/python3': '/opt/py/bin/python3.13' } },
    ],
    [
      'by a shim of pyenv and the version of the folder',
      {
        '/home/ada/.pyenv/shims/sky': SHIM('/home/ada/.pyenv'),
        '/work/.python-version': '3.11.7\n',
        '/home/ada/.pyenv/versions/3.11.7/bin/sky': program(
          '#!/home/ada/.pyenv/versions/3.11.7/bin/python3.11\n',
        ),
        '/home/ada/.pyenv/versions/3.11.7/bin/python3.11': ELF,
        ...packagesIn('/home/ada/.pyenv/versions/3.11.7/lib/python3.11/site-packages', [...PACKAGES, ...CRT]),
      },
      { env: { PATH: '/home/ada/.pyenv/shims:/bin' } },
    ],
    [
      'on PYTHONPATH',
      {
        ...sky(`#!${VENV}/bin/python3`),
        ...venv(VENV, { packages: [] }),
        ...packagesIn('/extra', [...PACKAGES, ...CRT]),
      },
      { env: { PYTHONPATH: '/extra' } },
    ],
    [
      'past a file that is no program',
      { '/bin/sky': 'text', ...sky(`#!${VENV}/bin/python3`, '/usr/bin'), ...venv(VENV) },
    ],
  ])('%s', async (_, files, more) => {
    const found = await look(files, more);
    expect(found).toMatchObject({ kind: 'found', skypilot: '0.14.1', botocore: '1.44.8', awscrt: '0.38.1' });
    expect(loginSupport(found, {})).toEqual({ kind: 'supported' });
  });
});

describe('what keeps `aws login` from working', () => {
  const of = async (packages: readonly string[], env: Record<string, string> = {}) =>
    loginSupport(await look({ ...sky(`#!${VENV}/bin/python3`), ...venv(VENV, { packages }) }), env);

  it('no awscrt, or half of one', async () => {
    const missing = {
      kind: 'unsupported',
      package: 'awscrt',
      found: undefined,
      python: `${VENV}/bin/python3`,
      hasPip: false,
    };
    expect(await of(PACKAGES)).toEqual(missing);
    expect(await of([...PACKAGES, 'awscrt/__init__.py'])).toEqual(missing);
  });

  it('an old one, an old botocore', async () => {
    const old = [...PACKAGES, 'awscrt/__init__.py', '_awscrt.so', 'awscrt-0.28.3.dist-info/METADATA'];
    expect(await of(old)).toMatchObject({ package: 'awscrt', found: '0.28.3' });
    expect(await of(['skypilot-0.14.1.dist-info/M', 'botocore-1.40.76.dist-info/M', ...CRT])).toMatchObject({
      package: 'botocore',
      found: '1.40.76',
    });
  });

  it('BOTO_DISABLE_CRT', async () => {
    expect(await of([...PACKAGES, ...CRT], { BOTO_DISABLE_CRT: 'True' })).toEqual({
      kind: 'switched-off',
      variable: 'BOTO_DISABLE_CRT',
    });
  });
});

describe('what could not be found out is said', () => {
  it.each<[string, Files, FakeHostOptions?]>([
    ['there is no `sky` on PATH', {}],
    ['/bin/sky is no script that names its Python', { '/bin/sky': ELF }],
    ['/bin/sky is no script that names its Python', sky('#!/bin/bash')],
    ['/gone/python3, with which /bin/sky starts, does not exist', sky('#!/gone/python3')],
    [
      'the packages of /opt/sky/bin/python3 were not found',
      { ...sky(`#!${VENV}/bin/python3`), ...venv(VENV, { packages: [] }) },
    ],
    [
      '/shims/sky is a shim of pyenv, and 3.9.1 has no sky',
      { '/shims/sky': SHIM('/home/ada/.pyenv') },
      { env: { PATH: '/shims', PYENV_VERSION: '3.9.1' } },
    ],
  ])('%s', async (reason, files, more) => {
    const found = await look(files, more);
    expect(found).toEqual({ kind: 'not-known', reason });
    expect(loginSupport(found, {})).toEqual({ kind: 'not-known', reason });
  });
});

it('SkyPilot knows the type of identity from 0.13 on', async () => {
  const of = async (version: string) =>
    knowsLogin(
      await look({
        ...sky(`#!${VENV}/bin/python3`),
        ...venv(VENV, { packages: [`skypilot-${version}.dist-info/M`, 'botocore-1.44.8.dist-info/M'] }),
      }),
    );
  expect([await of('0.12.1'), await of('0.13.0'), await of('1.0.0.dev20261027')]).toEqual([
    false,
    true,
    true,
  ]);
  expect(knowsLogin(undefined)).toBe(true);
});
