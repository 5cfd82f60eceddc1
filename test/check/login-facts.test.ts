import { describe, expect, it } from 'vitest';
import { lookForLogin } from '../../src/check/login-facts.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';

const LOGIN = 'login_session = arn:aws:iam::111122223333:user/dev\n';
const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n';
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/x\n';

async function look(config: string, env: FakeHostOptions['env'] = {}) {
  const host = fakeHost({ files: { '~/.aws/config': config }, env });
  return lookForLogin(await resolveOffline(host, undefined), host);
}

describe("SkyPilot's environment is looked for", () => {
  const notFound = { kind: 'not-known', reason: 'there is no `sky` on PATH' };

  it.each<[string, string]>([
    ['where the keys come from `aws login`', `[default]\n${LOGIN}`],
    ['where a role is assumed with them', `[default]\n${ROLE}source_profile = dev\n[profile dev]\n${LOGIN}`],
  ])('%s', async (_title, config) => {
    expect(await look(config)).toEqual({ environment: notFound, support: notFound });
  });

  it.each<[string, string, FakeHostOptions['env']?]>([
    ['not where there are none', ''],
    ['not for keys in a file', `[default]\n${KEYS}`],
    ['not for a role of keys in a file', `[default]\n${ROLE}source_profile = dev\n[profile dev]\n${KEYS}`],
    ['not for a role of a machine', `[default]\n${ROLE}credential_source = Ec2InstanceMetadata\n`],
    [
      'not for a role in a circle',
      `[default]\n${ROLE}source_profile = dev\n[profile dev]\n${ROLE}source_profile = default\n`,
    ],
    ['not where the profile is missing', `[default]\n${LOGIN}`, { AWS_PROFILE: 'nope' }],
    [
      'not where other keys come first',
      `[default]\n${LOGIN}`,
      { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    ],
  ])('%s', async (_title, config, env) => {
    expect(await look(config, env)).toBeUndefined();
  });
});
