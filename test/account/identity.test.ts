import { describe, expect, it } from 'vitest';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { ACCOUNT, scenarioOf } from '../sandbox/support.ts';

const in_ = (region: string, change: object = {}) =>
  scenarioOf(
    JSON.stringify({
      description: 'made for a test',
      accounts: [{ id: ACCOUNT, users: [{ name: 'me', policies: ['AdministratorAccess'] }] }],
      home: { profiles: [{ name: 'default', user: 'me', region, ...change }] },
    }),
  );

describe('a region that the account has not enabled', () => {
  const codes = async (region: string, change?: object) => {
    const { report, sandbox } = await checkScenario(in_(region, change));
    const asked = sandbox.requests().filter(({ operation }) => operation === 'GetCallerIdentity').length;
    return {
      errors: report.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
      asked,
    };
  };

  it('is named, and not the keys', async () => {
    expect(await codes('ap-east-1')).toEqual({ errors: ['region-not-enabled'], asked: 2 });
  });

  it('is not what is wrong with keys that AWS knows nowhere', async () => {
    const unknown = {
      user: undefined,
      accessKey: { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYAA' },
    };
    expect(await codes('ap-east-1', unknown)).toEqual({ errors: ['access-key-invalid'], asked: 2 });
    expect(await codes('us-west-2', unknown)).toEqual({ errors: ['access-key-invalid'], asked: 1 });
  });
});

describe('a region that AWS still verifies', () => {
  const pending = (regions?: readonly string[]) =>
    scenarioOf(
      JSON.stringify({
        description: 'made for a test',
        accounts: [
          {
            id: ACCOUNT,
            users: [{ name: 'me', policies: ['AdministratorAccess'] }],
            restrictions: [{ kind: 'pending-verification', ...(regions === undefined ? {} : { regions }) }],
          },
        ],
        home: { profiles: [{ name: 'default', user: 'me', region: 'us-east-1' }] },
      }),
    );

  it('keeps SkyPilot from launching there alone', async () => {
    const { report } = await checkScenario(pending(['us-east-1']));
    expect(report).toMatchObject({ verdict: 'ready', checkedRegion: 'us-east-2' });
  });

  it('leaves it open where all are', async () => {
    const { report } = await checkScenario(pending());
    expect(report.verdict).toBe('undecided');
    expect(report.findings.map(({ code }) => code)).toContain('account-being-verified');
  });
});
