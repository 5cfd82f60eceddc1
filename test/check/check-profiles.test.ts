import { describe, expect, it } from 'vitest';
import { shareByKey } from '../../src/check/sharing.ts';
import { checkProfiles } from '../../src/check-profiles.ts';
import { profileNames } from '../../src/config/aws-config.ts';
import { readResolutionFiles } from '../../src/credentials/resolve.ts';
import { fakeHost, HOME } from '../credentials/fake-host.ts';
import { DEFAULTS } from '../permissions/check-sandbox.ts';
import { scenarioOf, started } from '../sandbox/support.ts';
import { NO_WAITS, nextTurn } from '../support/clocks.ts';

const ONE_LOGIN = `
description: Several profiles behind one SSO login that has to be renewed.
accounts:
  - id: "111122223333"
sso:
  permissionSets:
    - name: AdministratorAccess
      policies: [AdministratorAccess]
home:
  profiles:
    - { name: a, permissionSet: AdministratorAccess, region: us-east-1 }
    - { name: b, permissionSet: AdministratorAccess, region: us-east-1 }
    - { name: c, permissionSet: AdministratorAccess, region: us-east-1 }
  ssoLogins:
    - { expires: -1h, refreshable: true }
`;

describe('checkProfiles', () => {
  it('renews the SSO login of several profiles once, and shares what they share', async () => {
    const sandbox = await started(scenarioOf(ONE_LOGIN));
    const files = Object.fromEntries(sandbox.files(HOME).map(({ path, text }) => [`~/${path}`, text]));
    const host = fakeHost({ env: { ...sandbox.environment(HOME) }, files, now: NO_WAITS.now() });
    const read = await readResolutionFiles(host);
    const steps: string[] = [];
    const result = await checkProfiles(
      profileNames(read.config),
      read,
      { ...DEFAULTS, signal: new AbortController().signal },
      host,
      { step: (text) => steps.push(text) },
    );
    expect(result.reports.map(({ status }) => status)).toEqual(['enabled', 'enabled', 'enabled']);
    const made = (operation: string) =>
      sandbox.requests().filter((request) => request.operation === operation).length;
    expect(made('CreateToken')).toBe(1);
    expect(made('GetRoleCredentials')).toBe(3);
    expect(made('ListBuckets')).toBe(1);
    expect(host.written.size).toBe(1);
    expect(steps.at(-1)).toBe('3 of 3 profiles checked…');
  });
});

describe('shareByKey', () => {
  it('runs work of one key in turn, also after a failure, and of two keys side by side', async () => {
    const sharing = shareByKey();
    const log: string[] = [];
    const work = (name: string, turns: number) => async () => {
      log.push(`${name} begins`);
      for (let turn = 0; turn < turns; turn++) await nextTurn();
      log.push(`${name} ends`);
      if (name === 'bad') throw new Error(name);
    };
    await Promise.allSettled([
      sharing.inTurn('x', work('bad', 20)),
      sharing.inTurn('x', work('second', 1)),
      sharing.inTurn('y', work('other', 5)),
    ]);
    expect(log).toEqual([
      'bad begins',
      'other begins',
      'other ends',
      'bad ends',
      'second begins',
      'second ends',
    ]);
  });
});
