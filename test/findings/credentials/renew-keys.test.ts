/** Keys that AWS refuses, by where they are and what made them: what is said, and what brings new ones. */
import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../../src/aws/aws-result.ts';
import { keyOrigin } from '../../../src/credentials/key-origin.ts';
import { resolveOffline } from '../../../src/credentials/resolve.ts';
import { diagnose } from '../../../src/findings/diagnose.ts';
import { reportStep } from '../../../src/findings/fix-step.ts';
import { type FakeHostOptions, fakeHost } from '../../credentials/fake-host.ts';
import { factsOf, failureOf } from '../facts-of.ts';

const LONG = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n';
const SHORT = 'aws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n';
const TOKEN = 'aws_session_token = t\n';
const inFile = (text: string, config = ''): FakeHostOptions => ({
  files: { '~/.aws/credentials': text, ...(config === '' ? {} : { '~/.aws/config': config }) },
});
const inEnv = (env: Record<string, string>, files: FakeHostOptions['files'] = {}): FakeHostOptions => ({
  files,
  env: {
    AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_SESSION_TOKEN: 't',
    ...env,
  },
});
const ALSO = { '~/.aws/credentials': `[default]\n${LONG}` };

async function fixOf(
  machine: FakeHostOptions,
  kind: FailureKind = 'expired-credentials',
  homeFiles: readonly string[] = [],
): Promise<{ readonly detail: string; readonly fix: readonly string[] }> {
  const host = fakeHost(machine);
  const resolution = await resolveOffline(host, undefined);
  const facts = await factsOf(machine, {
    identity: { kind: 'failed', failure: failureOf(kind, 'ExpiredToken') },
    keyOrigin: keyOrigin(resolution, host.env, homeFiles),
  });
  const found = diagnose(facts).find(({ code }) =>
    ['session-token-expired', 'access-key-invalid', 'secret-key-wrong'].includes(code),
  );
  const fix = (found?.fix ?? [])
    .map(reportStep)
    .map(({ kind: step, text }) => (step === 'ask' ? `ask: ${text}` : text));
  return { detail: found?.detail ?? 'nothing', fix };
}

describe('temporary keys that ended', () => {
  it.each<[string, FakeHostOptions, RegExp, readonly (string | RegExp)[], (readonly string[])?]>([
    [
      'saml2aws',
      inFile(
        `[default]\n${SHORT}${TOKEN}x_principal_arn = arn:aws:sts::1:assumed-role/a/b\nx_security_token_expires = 2026-05-31T10:00:00+02:00\n`,
      ),
      /saml2aws or a tool like it \(x_principal_arn in ~\/\.aws\/credentials:5\)\. They ended at 2026-05-31T08:00:00/,
      ['saml2aws login --profile default'],
    ],
    [
      'gimme-aws-creds',
      inFile(`[default]\n${SHORT}${TOKEN}aws_security_token = t\n`),
      /gimme-aws-creds \(~\/\.okta_aws_login_config\)/,
      ['gimme-aws-creds'],
      ['.okta_aws_login_config'],
    ],
    [
      'okta-aws-cli',
      { ...inFile(`[my team]\n${SHORT}${TOKEN}`), env: { AWS_PROFILE: 'my team' } },
      /okta-aws-cli/,
      ["okta-aws-cli web --write-aws-credentials --profile 'my team'"],
      ['.okta/okta.yaml'],
    ],
    [
      'Leapp',
      inFile(`[default]\n${SHORT}${TOKEN}`),
      /Leapp/,
      [/^ask: .*start the session/],
      ['.Leapp/Leapp-lock.json'],
    ],
    [
      'awsume',
      {
        ...inFile(`[autoawsume-dev]\n${SHORT}${TOKEN}autoawsume = true\n`),
        env: { AWS_PROFILE: 'autoawsume-dev' },
      },
      /awsume/,
      ['awsume -a dev'],
    ],
    [
      'the access portal',
      {
        ...inFile(`[111122223333_AdministratorAccess]\n${SHORT}${TOKEN}`),
        env: { AWS_PROFILE: '111122223333_AdministratorAccess' },
      },
      /access portal/,
      [/^aws configure sso --profile 111122223333_AdministratorAccess/],
    ],
    [
      'nobody knows what',
      inFile(`[default]\n${SHORT}${TOKEN}`),
      /^[^.]*$/,
      [/^ask: .*all three lines of profile "default"/, /\+4 ~\/.aws\/credentials$/],
    ],
    [
      'the source of a role',
      {
        ...inFile(
          `[base]\n${SHORT}${TOKEN}x_principal_arn = x\n`,
          '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\nsource_profile = base\n',
        ),
        env: { AWS_PROFILE: 'ops' },
      },
      /saml2aws/,
      ['saml2aws login --profile base'],
    ],
    [
      'aws-vault',
      inEnv({ AWS_VAULT: 'dev', AWS_SESSION_EXPIRATION: '2026-05-31T10:00:00Z' }),
      /aws-vault \(AWS_VAULT\)\. They ended at/,
      [/^aws-vault exec dev {2}# in a new shell/],
    ],
    [
      'awsume in the shell',
      inEnv({ AWSUME_PROFILE: 'dev', AWSUME_EXPIRATION: '2026-05-31T10:00:00' }),
      /awsume \(AWSUME_/,
      ['awsume dev'],
    ],
    [
      'Granted',
      inEnv({ GRANTED_SSO: 'true', AWS_PROFILE: 'default' }, ALSO),
      /Granted \(GRANTED_SSO\)/,
      ['assume default'],
    ],
    [
      'aws-sso',
      inEnv({ AWS_SSO_ROLE_ARN: 'arn:aws:iam::1:role/x' }),
      /aws-sso/,
      [/^aws-sso exec --arn arn:aws:iam::1:role\/x /],
    ],
    ['aws-okta', inEnv({ AWS_OKTA_PROFILE: 'dev' }), /aws-okta/, [/^aws-okta exec dev -- "\$SHELL"/]],
    [
      'saml2aws in the shell',
      inEnv({ SAML2AWS_PROFILE: 'dev' }),
      /saml2aws/,
      ['saml2aws login --profile dev', 'eval "$(saml2aws script --profile dev)"'],
    ],
    ['GitHub', inEnv({ GITHUB_ACTIONS: 'true', CI: 'true' }), /^/, [/configure-aws-credentials/]],
    ['another pipeline', inEnv({ GITLAB_CI: 'true' }), /^/, [/start of this job/]],
    [
      'nobody knows what, beside a profile',
      inEnv({}, ALSO),
      /^/,
      ['unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'],
    ],
    ['nobody knows what, and nothing else', inEnv({}), /^/, [/^ask: .*all three variables/]],
  ])('of %s', async (_name, machine, detail, fix, homeFiles) => {
    const found = await fixOf(machine, 'expired-credentials', homeFiles);
    expect(found.detail).toMatch(detail);
    expect(found.fix).toEqual(
      fix.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
    expect(found.fix.join('\n')).not.toMatch(/aws configure( --profile|$)/m);
  });
});

describe('long-term keys that AWS refuses', () => {
  it.each<[string, FakeHostOptions, FailureKind, readonly (string | RegExp)[]]>([
    ['in a file', inFile(`[default]\n${LONG}`), 'invalid-access-key', ['aws configure']],
    [
      'of a profile',
      { ...inFile(`[dev]\n${LONG}`), env: { AWS_PROFILE: 'dev' } },
      'wrong-secret-key',
      ['aws configure --profile dev'],
    ],
    [
      'beside an old session token',
      inFile(`[default]\n${LONG}${TOKEN}`),
      'invalid-access-key',
      [/\+4 ~\/.aws\/credentials$/],
    ],
    [
      'in the environment, beside a profile',
      { files: ALSO, env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' } },
      'invalid-access-key',
      ['unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY'],
    ],
    [
      'in the environment alone',
      { env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' } },
      'invalid-access-key',
      ['unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY', 'aws configure'],
    ],
    [
      'in a pipeline',
      { env: { CI: 'true', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' } },
      'invalid-access-key',
      [/^ask: .*secrets/],
    ],
    [
      'of the source of a role',
      {
        ...inFile(
          `[base]\n${LONG}`,
          '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\nsource_profile = base\n',
        ),
        env: { AWS_PROFILE: 'ops' },
      },
      'invalid-access-key',
      ['aws configure --profile base'],
    ],
    ['of a program', inFile('', '[default]\ncredential_process = /bin/x\n'), 'invalid-access-key', []],
  ])('%s', async (_name, machine, kind, fix) => {
    const found = await fixOf(machine, kind);
    expect(found.fix).toEqual(
      fix.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
  });
});
