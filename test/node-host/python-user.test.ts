import { describe, expect, it } from 'vitest';
import { pythonHome } from '../../src/node-host/python-user.ts';

const home = (platform: NodeJS.Platform, env: Readonly<Record<string, string>>) =>
  pythonHome(env, platform, () => 'of the user database');

describe('pythonHome', () => {
  it.each([
    ['linux', { HOME: '/home/a $b' }, '/home/a $b'],
    ['linux', { USERPROFILE: 'C:\\Users\\ada' }, 'of the user database'],
    ['darwin', {}, 'of the user database'],
    ['win32', { USERPROFILE: 'C:\\Users\\ada', HOME: '/c/ada' }, 'C:\\Users\\ada'],
    ['win32', { HOMEDRIVE: 'H:', HOMEPATH: '\\ada' }, 'H:\\ada'],
    ['win32', { HOMEPATH: '\\ada' }, '\\ada'],
    ['win32', { HOMEDRIVE: 'H:', HOME: '/c/ada' }, 'of the user database'],
  ] as const)('is on %s with %j: %s', (platform, env, expected) => {
    expect(home(platform, env)).toBe(expected);
  });
});
