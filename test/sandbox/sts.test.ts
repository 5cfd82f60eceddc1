import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { fromInstanceMetadata, fromTokenFile } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import { createTemporaryHome } from '../../src/sandbox/temporary-home.ts';
import { NO_WAITS } from '../support/clocks.ts';
import type { Keys } from './support.ts';
import { ACCOUNT, clientsOf, failure, keysOf, scenarioOf, started } from './support.ts';

const OTHER = '444455556666';
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const trust = (principal: string, condition = '') =>
  `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: ${principal}, Action: "sts:AssumeRole"${condition} }] }`;

const scenario = scenarioOf(`
description: for a test
accounts:
  - id: "${ACCOUNT}"
    users:
      - { name: admin, policies: [AdministratorAccess] }
      - { name: nobody }
      - name: denied
        inline: { no: { Version: "2012-10-17", Statement: [{ Effect: Deny, Action: "sts:AssumeRole", Resource: "*" }] } }
    roles:
      - { name: by-account, path: /team/, trust: ${trust(`{ AWS: "arn:aws:iam::${ACCOUNT}:root" }`)} }
      - { name: by-name, maxSession: 2h, trust: ${trust(`{ AWS: ["arn:aws:iam::${ACCOUNT}:user/nobody", "arn:aws:iam::${ACCOUNT}:user/denied"] }`)} }
      - { name: with-id, trust: ${trust(`{ AWS: "${ACCOUNT}" }`, ', Condition: { StringEquals: { "sts:ExternalId": secret } }')} }
      - { name: with-mfa, trust: ${trust(`{ AWS: "${ACCOUNT}" }`, ', Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } }')} }
      - { name: chained, policies: [AdministratorAccess], trust: ${trust(`{ AWS: "${role(ACCOUNT, 'by-name')}" }`)} }
  - id: "${OTHER}"
    roles:
      - { name: guests, trust: ${trust(`{ AWS: "arn:aws:iam::${ACCOUNT}:user/nobody" }`)} }
      - { name: friends, trust: ${trust(`{ AWS: "${ACCOUNT}" }`)} }
home:
  profiles:
    - { name: default, user: admin }
    - { name: nobody, user: nobody }
    - { name: denied, user: denied }
`);

async function assume(profile: string, RoleArn: string, more: object = {}, options = {}) {
  const sandbox = await started(scenario, options);
  const { sts } = clientsOf(sandbox, keysOf(sandbox, profile));
  return { sandbox, answer: sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...more })) };
}

function keysFrom(
  credentials:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined,
): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

describe('AssumeRole', () => {
  it('gives a session whose ARN has no path', async () => {
    const { sandbox, answer } = await assume('default', role(ACCOUNT, 'team/by-account'));
    const { Credentials, AssumedRoleUser } = await answer;
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/by-account/me`;
    expect(AssumedRoleUser?.Arn).toBe(arn);
    expect(AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA\w{10}EXAMPLE:me$/);
    const { sts } = clientsOf(sandbox, keysFrom(Credentials));
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Arn: arn, UserId: AssumedRoleUser?.AssumedRoleId, Account: ACCOUNT });
  });

  it.each([
    ['the account is trusted and the policies allow', 'default', role(ACCOUNT, 'team/by-account'), {}, true],
    ['the account is trusted, but nothing allows', 'nobody', role(ACCOUNT, 'team/by-account'), {}, false],
    ['the user is trusted by name', 'nobody', role(ACCOUNT, 'by-name'), {}, true],
    ['the user is trusted by name, but denied', 'denied', role(ACCOUNT, 'by-name'), {}, false],
    ['someone else is trusted by name', 'default', role(ACCOUNT, 'by-name'), {}, false],
    ['the external id is right', 'default', role(ACCOUNT, 'with-id'), { ExternalId: 'secret' }, true],
    ['the external id is missing', 'default', role(ACCOUNT, 'with-id'), {}, false],
    [
      'a code is given',
      'default',
      role(ACCOUNT, 'with-mfa'),
      { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/admin`, TokenCode: '123456' },
      true,
    ],
    ['no code is given', 'default', role(ACCOUNT, 'with-mfa'), {}, false],
    ['the role does not exist', 'default', role(ACCOUNT, 'nothing'), {}, false],
    ['another account trusts this one', 'default', role(OTHER, 'friends'), {}, true],
    [
      'another account trusts the user, whose policies do not allow',
      'nobody',
      role(OTHER, 'guests'),
      {},
      false,
    ],
  ])('%s', async (_, profile, arn, more, allowed) => {
    const { answer } = await assume(profile, arn, more);
    if (allowed) await expect(answer).resolves.toBeDefined();
    else
      expect(await failure(answer)).toEqual({
        code: 'AccessDenied',
        status: 403,
        message: `User: arn:aws:iam::${ACCOUNT}:user/${profile === 'default' ? 'admin' : profile} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      });
  });

  it('keeps the length of sessions within bounds, also of chained ones', async () => {
    // To the second, as the protocol has it.
    const now = Math.floor(NO_WAITS.now() / 1000) * 1000;
    const clock = { ...NO_WAITS, now: () => now };
    const byName = role(ACCOUNT, 'by-name');
    const long = await assume('nobody', byName, { DurationSeconds: 7200 }, { clock });
    const { Credentials } = await long.answer;
    expect(Credentials?.Expiration?.getTime()).toBe(now + 7_200_000);
    const { sts } = clientsOf(long.sandbox, keysFrom(Credentials));
    const chain = (DurationSeconds: number) =>
      sts.send(
        new AssumeRoleCommand({ RoleArn: role(ACCOUNT, 'chained'), RoleSessionName: 'me', DurationSeconds }),
      );
    await expect(chain(3600)).resolves.toBeDefined();
    expect((await failure(chain(7200))).message).toContain('1 hour session limit');
    const tooLong = await assume('nobody', role(ACCOUNT, 'by-name'), { DurationSeconds: 14400 });
    expect(await failure(tooLong.answer)).toMatchObject({
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
  });

  it('bounds a session with its policy', async () => {
    const Policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
    const { sandbox, answer } = await assume('default', role(ACCOUNT, 'team/by-account'), { Policy });
    const { sts } = clientsOf(sandbox, keysFrom((await answer).Credentials));
    const again = sts.send(
      new AssumeRoleCommand({
        RoleArn: role(ACCOUNT, 'with-id'),
        RoleSessionName: 'me',
        ExternalId: 'secret',
      }),
    );
    expect((await failure(again)).code).toBe('AccessDenied');
    const broken = await assume('default', role(ACCOUNT, 'team/by-account'), { Policy: '{' });
    expect((await failure(broken.answer)).code).toBe('MalformedPolicyDocument');
  });
});

describe('GetSessionToken', () => {
  it('gives a session of the user itself, and none of a session', async () => {
    const sandbox = await started(scenario);
    const { Credentials } = await clientsOf(sandbox).sts.send(new GetSessionTokenCommand({}));
    const { sts } = clientsOf(sandbox, keysFrom(Credentials));
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT}:user/admin`,
    });
    expect(await failure(sts.send(new GetSessionTokenCommand({})))).toMatchObject({
      code: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    });
  });
});

/** The identity behind a provider's credentials. */
async function identityOf(sandbox: Awaited<ReturnType<typeof started>>, provider: () => Promise<Keys>) {
  return (await clientsOf(sandbox, await provider()).sts.send(new GetCallerIdentityCommand({}))).Arn;
}

describe('machines', () => {
  const machine = (text: string, roleTrust = trust('{ Service: ec2.amazonaws.com }')) =>
    scenarioOf(`
description: x
machine: ${text}
accounts:
  - id: "${ACCOUNT}"
    roles: [{ name: pod, trust: ${roleTrust} }]
`);
  const withEnv = async <T>(env: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> => {
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      return await run();
    } finally {
      process.env = before;
    }
  };

  it('an EC2 instance, through the SDK, with and without tokens', async () => {
    const sandbox = await started(machine('{ kind: instance, role: skypilot-v1 }'));
    const env = sandbox.environment('/home/me');
    expect(env.AWS_EC2_METADATA_SERVICE_ENDPOINT).toBe(sandbox.endpoint);
    const arn = await withEnv(env, () => identityOf(sandbox, fromInstanceMetadata()));
    expect(arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/skypilot-v1/i-0123456789abcdef0`);
    const paths = ['placement/region', 'iam/security-credentials/'];
    const unsigned = await Promise.all(
      paths.map(async (path) => (await fetch(`${sandbox.endpoint}/latest/meta-data/${path}`)).status),
    );
    expect(unsigned).toEqual([401, 401]);
    const old = await started(machine('{ kind: instance, region: eu-west-1, tokens: false }'));
    const region = await fetch(`${old.endpoint}/latest/meta-data/placement/region`);
    expect(await region.text()).toBe('eu-west-1');
    const roles = await fetch(`${old.endpoint}/latest/meta-data/iam/security-credentials/`);
    expect(roles.status).toBe(404);
  });

  it('a container, with its token only', async () => {
    const sandbox = await started(machine('{ kind: container, role: pod }'));
    const env = sandbox.environment('/home/me');
    const uri = env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '';
    const token = env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '';
    expect((await fetch(uri)).status).toBe(401);
    const answer = await fetch(uri, { headers: { authorization: token } });
    expect(await answer.json()).toMatchObject({
      RoleArn: role(ACCOUNT, 'pod'),
      AccessKeyId: expect.stringMatching(/^ASIA/),
      Token: expect.any(String),
      Expiration: expect.stringMatching(/Z$/),
    });
  });

  it('a pod with a web identity, through the SDK', async () => {
    const federated =
      '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/example" }, Action: "sts:AssumeRoleWithWebIdentity" }] }';
    const sandbox = await started(machine('{ kind: web-identity, role: pod }', federated));
    const home = createTemporaryHome();
    try {
      await home.write(sandbox.files(home.path));
      const provider = fromTokenFile({ clientConfig: { endpoint: sandbox.endpoint, region: 'us-east-1' } });
      const arn = await withEnv(sandbox.environment(home.path), () => identityOf(sandbox, provider));
      expect(arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/pod/sandbox`);
    } finally {
      await home.remove();
    }
    const forged = await fetch(sandbox.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `Action=AssumeRoleWithWebIdentity&RoleArn=${role(ACCOUNT, 'pod')}&RoleSessionName=me&WebIdentityToken=x.y.z`,
    });
    expect(await forged.text()).toContain('<Code>InvalidIdentityToken</Code>');
  });
});
