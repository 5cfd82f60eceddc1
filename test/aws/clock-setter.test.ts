import { expect, it } from 'vitest';
import { findClockSetter } from '../../src/aws/clock-setter.ts';
import type { FileRead } from '../../src/host.ts';
import { fakeHost } from '../credentials/fake-host.ts';

type Machine = Partial<Parameters<typeof findClockSetter>[0]>;

const kernel = (text: string): Machine => ({
  readFile: async (file): Promise<FileRead> =>
    file === '/proc/version'
      ? { kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o444 }
      : { kind: 'missing' },
});

it.each<[string, Machine, string]>([
  ['Linux', kernel('Linux version 6.8.0-45-generic (buildd@lcy02)'), 'timedatectl'],
  ['Linux without /proc', {}, 'timedatectl'],
  ['WSL2 by its kernel', kernel('Linux version 5.15.167.4-microsoft-standard-WSL2'), 'hwclock'],
  ['WSL by its variable', { env: { WSL_DISTRO_NAME: 'Ubuntu' } }, 'hwclock'],
  ['macOS', { platform: 'darwin' }, 'sntp'],
  ['Windows', { platform: 'win32' }, 'w32tm'],
  ['a container', { ...kernel('microsoft'), realPath: async (file) => file }, 'outside'],
  ['a pod', { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }, 'outside'],
])('on %s', async (_name, machine, setter) => {
  expect(await findClockSetter({ ...fakeHost(), ...machine })).toBe(setter);
});
