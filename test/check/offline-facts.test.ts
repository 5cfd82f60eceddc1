import { describe, expect, it } from 'vitest';
import { gatherOfflineFacts } from '../../src/check/offline-facts.ts';
import type { CredentialErrorCode, CredentialsOutcome } from '../../src/credentials/credentials-outcome.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';
import { credentialFailure } from '../findings/facts-of.ts';

const NONE: CredentialsOutcome = { kind: 'none' };

async function gathered(machine: FakeHostOptions, flag?: string, credentials = NONE) {
  const host = fakeHost(machine);
  const resolution = await resolveOffline(host, undefined);
  return gatherOfflineFacts(resolution, resolution.region, credentials, flag, host);
}

const inProfile = (text: string): FakeHostOptions => ({ files: { '~/.aws/config': `[default]\n${text}` } });

it('is nothing where nothing is set', async () => {
  expect(await gathered({})).toMatchObject({
    profileChoice: { keys: [], variables: [], fallback: undefined },
    configLints: [],
    environmentLints: [],
    regionProblem: undefined,
    endpoint: undefined,
    stsEndpointFrom: undefined,
    ssoLogin: undefined,
    awsCli: undefined,
    caBundle: { kind: 'none' },
    otherTrust: [],
  });
});

it('is what goes wrong silently in files and environment', async () => {
  const facts = await gathered({
    files: { '~/.aws/config': '[default]\nregion = us-wst-2\noutput = json # mine\n' },
    env: { AWS_SESSION_TOKEN: 'x', AWS_CA_BUNDLE: '', SSL_CERT_FILE: '/a.pem' },
  });
  expect(facts.configLints.map(({ kind }) => kind)).toEqual(['config-inline-comment']);
  expect(facts.environmentLints.map(({ kind }) => kind)).toEqual(['env-session-token-alone']);
  expect(facts.regionProblem?.kind).toBe('unknown');
  expect(facts.caBundle.kind).toBe('blank');
  expect(facts.otherTrust).toEqual([{ variable: 'SSL_CERT_FILE', value: '/a.pem' }]);
});

describe('where calls go', () => {
  const endpoint = async (machine: FakeHostOptions, flag?: string) => {
    const { endpoint: found, stsEndpointFrom } = await gathered(machine, flag);
    return [found?.url, found?.location, stsEndpointFrom];
  };
  const env = (variable: string, url: string): FakeHostOptions => ({ env: { [variable]: url } });
  const URL_VARIABLE = 'AWS_ENDPOINT_URL';
  const LOCAL = 'http://localhost:4566';

  it.each<[string, FakeHostOptions, string | undefined, readonly (string | undefined)[]]>([
    ['by a flag', {}, LOCAL, [LOCAL, '--endpoint-url', '--endpoint-url']],
    ['by a variable', env(URL_VARIABLE, LOCAL), undefined, [LOCAL, URL_VARIABLE, URL_VARIABLE]],
    [
      'by the profile',
      inProfile(`endpoint_url = ${LOCAL}\n`),
      undefined,
      [LOCAL, '~/.aws/config:2', '~/.aws/config:2'],
    ],
    [
      "by a service's entry in a section",
      inProfile(`services = local\n[services local]\nec2 =\n  endpoint_url = ${LOCAL}\n`),
      undefined,
      [LOCAL, '~/.aws/config:4', undefined],
    ],
    ...['EC2', 'IAM', 'S3'].map(
      (service): [string, FakeHostOptions, undefined, readonly (string | undefined)[]] => [
        `of ${service} alone`,
        env(`${URL_VARIABLE}_${service}`, LOCAL),
        undefined,
        [LOCAL, `${URL_VARIABLE}_${service}`, undefined],
      ],
    ),
    [
      'of STS alone',
      env(`${URL_VARIABLE}_STS`, LOCAL),
      undefined,
      [LOCAL, `${URL_VARIABLE}_STS`, `${URL_VARIABLE}_STS`],
    ],
    [
      'of a service that nobody asks',
      env(`${URL_VARIABLE}_SQS`, LOCAL),
      undefined,
      [undefined, undefined, undefined],
    ],
    [
      'to the first of several',
      { env: { [`${URL_VARIABLE}_S3`]: 'http://s3:1', [`${URL_VARIABLE}_EC2`]: 'http://ec2:1' } },
      undefined,
      ['http://ec2:1', `${URL_VARIABLE}_EC2`, undefined],
    ],
  ])('%s', async (_title, machine, flag, expected) => {
    expect(await endpoint(machine, flag)).toEqual(expected);
  });

  it.each([
    'https://vpce-1.sts.us-east-1.vpce.amazonaws.com',
    'https://sts.cn-north-1.amazonaws.com.cn',
    'https://sts.us-east-1.api.aws',
  ])('is still AWS: %s', async (url) => {
    expect(await endpoint(env(URL_VARIABLE, url))).toEqual([undefined, undefined, URL_VARIABLE]);
  });

  it.each([
    ['https://amazonaws.com.evil.example', 'https://amazonaws.com.evil.example'],
    ['https://myamazonaws.com/', 'https://myamazonaws.com'],
    ['http://user:topsecretvalue@localhost:1/path?token=x#y', 'http://localhost:1/path'],
  ])('is not AWS, and shown without what may be secret: %s', async (url, shown) => {
    expect(await endpoint(env(URL_VARIABLE, url))).toEqual([shown, URL_VARIABLE, URL_VARIABLE]);
  });
});

describe('the stored SSO login', () => {
  const SSO = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n';
  const SESSION =
    '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n';

  it('is looked for where the profile uses one', async () => {
    expect((await gathered(inProfile(SSO + SESSION))).ssoLogin).toMatchObject({ kind: 'never-logged-in' });
  });

  it('is not where it is not configured whole', async () => {
    expect((await gathered(inProfile(SSO))).ssoLogin).toBeUndefined();
  });

  it('is not where other credentials come first', async () => {
    const { files } = inProfile(SSO + SESSION);
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
    expect((await gathered({ files: files ?? {}, env: keys })).ssoLogin).toBeUndefined();
    expect((await gathered({ files: files ?? {}, env: { AWS_PROFILE: 'nope' } })).ssoLogin).toBeUndefined();
  });
});

describe('the AWS CLI', () => {
  const machine: FakeHostOptions = {
    env: { PATH: '/usr/bin' },
    files: { '/usr/bin/aws': '' },
    run: async () => ({ kind: 'exited', status: 0, stdout: 'aws-cli/2.31.4', stderr: '' }),
  };
  const cli = async (code: CredentialErrorCode) =>
    (await gathered(machine, undefined, credentialFailure(code))).awsCli;

  it('is asked its version where a login is missing, and not otherwise', async () => {
    expect(await cli('sso-token-expired')).toEqual({ path: '/usr/bin/aws', version: '2.31.4', major: 2 });
    expect(await cli('partial-credentials')).toBeUndefined();
  });
});

it('looks into the home for tools that make keys', async () => {
  const keys = 'aws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\naws_session_token = y\n';
  const credentials = { '~/.aws/credentials': `[default]\n${keys}` };
  const makerWith = async (files: FakeHostOptions['files']) =>
    (await gathered({ files: { ...credentials, ...files } })).keyOrigin.maker?.tool;
  expect(await makerWith({})).toBeUndefined();
  expect(await makerWith({ '~/.saml2aws': '' })).toBe('saml2aws');
  expect(await makerWith({ '~/.okta/okta.yaml': '' })).toBe('okta-aws-cli');
});
