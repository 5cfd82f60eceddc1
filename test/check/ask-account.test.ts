import { describe, expect, it } from 'vitest';
import { askAccount } from '../../src/check/ask-account.ts';
import { fakeHost, HOME } from '../credentials/fake-host.ts';
import { scenarioOf, started } from '../sandbox/support.ts';
import { NO_WAITS } from '../support/clocks.ts';

const REQUEST = {
  profile: undefined,
  renewSsoToken: false,
  endpointUrl: undefined,
  timeoutMs: 10_000,
  signal: new AbortController().signal,
  version: '0.0.0',
};

const SCENARIO = `
description: for a test
accounts:
  - id: "111122223333"
    users:
      - { name: ann, path: /team/ }
home:
  profiles: [{ name: default, user: ann }]
`;

async function hostOf(scenario: string) {
  const sandbox = await started(scenarioOf(scenario));
  const files = Object.fromEntries(sandbox.files(HOME).map(({ path, text }) => [`~/${path}`, text]));
  return fakeHost({ env: { ...sandbox.environment(HOME) }, files, now: NO_WAITS.now() });
}

describe('askAccount', () => {
  it('is the account, partition and ARN that STS names', async () => {
    expect(await askAccount(REQUEST, await hostOf(SCENARIO))).toMatchObject({
      kind: 'known',
      account: '111122223333',
      partition: 'aws',
      principalArns: ['arn:aws:iam::111122223333:user/team/ann'],
    });
  });

  it('says why it is not known: no credentials, none that load, none that AWS accepts', async () => {
    const env = { AWS_EC2_METADATA_DISABLED: 'true' };
    expect(await askAccount(REQUEST, fakeHost({ env }))).toEqual({
      kind: 'failed',
      reason: 'there are no AWS credentials',
    });
    const half = { ...env, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' };
    expect(await askAccount(REQUEST, fakeHost({ env: half }))).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/^the AWS credentials cannot be loaded \([a-z-]+\)$/),
    });
    const host = await hostOf(SCENARIO);
    const wrong = {
      ...host,
      env: { ...host.env, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7WRONG00', AWS_SECRET_ACCESS_KEY: 'x' },
    };
    expect(await askAccount(REQUEST, wrong)).toEqual({
      kind: 'failed',
      reason: 'AWS did not tell whose credentials these are (InvalidClientTokenId)',
    });
  });
});
