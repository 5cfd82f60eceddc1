/** What each tool makes of a machine, by the rules, and the reason where they part. Held against the tools in test/interop. */
import { describe, expect, it } from 'vitest';
import { comparisonExit } from '../../src/compare/comparison.ts';
import { explainDifference } from '../../src/compare/reason-words.ts';
import { compareTools } from '../../src/configure-compare.ts';
import { ssoCacheName } from '../../src/credentials/cli-cache.ts';
import { placeText } from '../../src/file-line.ts';
import { reportStep } from '../../src/findings/fix-step.ts';
import { type FakeHostOptions, fakeHost, NOW } from '../credentials/fake-host.ts';
import { tokenPath } from './sso-files.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up-secret\n';
const OTHER = 'aws_access_key_id = AKIAIOSFODNN7ANOTHER\naws_secret_access_key = made-up-other\n';
const ENV_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'made-up-env' };
const SSO = `[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n`;

async function compare(options: FakeHostOptions, profile?: string) {
  const env = { AWS_EC2_METADATA_DISABLED: 'true', ...options.env };
  const request = {
    profile,
    endpointUrl: undefined,
    timeoutMs: 1000,
    signal: new AbortController().signal,
    version: '0',
    asker: ['node'] as const,
  };
  return compareTools({ ...request, asker: ['node'] }, fakeHost({ ...options, env }));
}

/** One line for each difference: row, tools, reason, first step. */
async function differences(options: FakeHostOptions, profile?: string): Promise<readonly string[]> {
  const comparison = await compare(options, profile);
  return comparison.differences.map((difference) => {
    const { fix } = explainDifference(difference, comparison, NOW);
    const [step] = fix.map(reportStep);
    const { row, tools, reason } = difference;
    return [row, tools.join('+'), reason.kind, ...(step === undefined ? [] : [step.text])].join(' | ');
  });
}

type Row = readonly [what: string, machine: FakeHostOptions, expected: readonly string[]];

const ROWS: readonly Row[] = [
  ['nothing at all', {}, []],
  [
    'keys and region in the credentials file',
    { files: { '~/.aws/credentials': `[default]\n${KEYS}region = us-east-1\n` } },
    [],
  ],
  [
    'the same by AWS_PROFILE',
    { env: { AWS_PROFILE: 'dev' }, files: { '~/.aws/credentials': `[dev]\n${KEYS}` } },
    [],
  ],
  [
    'AWS_REGION',
    { env: { AWS_REGION: 'us-west-2' } },
    ['region | cli-v2+js-sdk | variable-unread | export AWS_DEFAULT_REGION=us-west-2'],
  ],
  [
    'AWS_DEFAULT_REGION',
    { env: { AWS_DEFAULT_REGION: 'us-west-2' } },
    ['region | js-sdk | variable-unread | export AWS_REGION=us-west-2'],
  ],
  [
    'both, and they differ',
    { env: { AWS_DEFAULT_REGION: 'us-west-2', AWS_REGION: 'eu-west-1' } },
    ['region | cli-v2+js-sdk | variable-unread | export AWS_DEFAULT_REGION=eu-west-1'],
  ],
  ['both, and they agree', { env: { AWS_DEFAULT_REGION: 'us-west-2', AWS_REGION: 'us-west-2' } }, []],
  [
    'AWS_DEFAULT_PROFILE',
    {
      env: { AWS_DEFAULT_PROFILE: 'dev' },
      files: { '~/.aws/credentials': `[default]\n${KEYS}[dev]\n${OTHER}` },
    },
    [
      'credentials | js-sdk | other-profile | export AWS_PROFILE=dev',
      'profile | js-sdk | variable-unread | export AWS_PROFILE=dev',
    ],
  ],
  [
    'two variables that name two profiles',
    {
      env: { AWS_DEFAULT_PROFILE: 'dev', AWS_PROFILE: 'default' },
      files: { '~/.aws/credentials': `[default]\n${KEYS}[dev]\n${OTHER}` },
    },
    [
      'credentials | cli-v2+js-sdk | other-profile | unset AWS_DEFAULT_PROFILE',
      'profile | cli-v2 | variable-order | unset AWS_DEFAULT_PROFILE',
      'profile | js-sdk | variable-unread | export AWS_PROFILE=dev',
    ],
  ],
  [
    'a blank AWS_PROFILE',
    { env: { AWS_PROFILE: '' }, files: { '~/.aws/credentials': `[default]\n${KEYS}` } },
    [
      'credentials | js-sdk | blank-profile | unset AWS_PROFILE',
      'profile | js-sdk | blank-profile | unset AWS_PROFILE',
    ],
  ],
  [
    'keys of the environment beside AWS_PROFILE',
    { env: { ...ENV_KEYS, AWS_PROFILE: 'dev' }, files: { '~/.aws/credentials': `[dev]\n${KEYS}` } },
    ['credentials | js-sdk | profile-before-keys | unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY'],
  ],
  [
    'half a pair in the environment',
    { env: { AWS_ACCESS_KEY_ID: 'AKIAHALF' }, files: { '~/.aws/credentials': `[default]\n${KEYS}` } },
    ['credentials | js-sdk | half-pair | unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY'],
  ],
  [
    'key and secret in two files',
    {
      files: {
        '~/.aws/config': '[default]\naws_secret_access_key = made-up\n',
        '~/.aws/credentials': '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n',
      },
    },
    ['credentials | js-sdk | half-pair | "${EDITOR:-vi}" +2 ~/.aws/credentials'],
  ],
  [
    'AWS_SECURITY_TOKEN',
    { env: { ...ENV_KEYS, AWS_SECURITY_TOKEN: 'tok' } },
    ['credentials | js-sdk | token-variable | unset AWS_SECURITY_TOKEN'],
  ],
  [
    'a line that botocore refuses',
    { files: { '~/.aws/config': 'words\n', '~/.aws/credentials': `[default]\n${KEYS}` } },
    ['credentials | js-sdk | file-refused | "${EDITOR:-vi}" +1 ~/.aws/config'],
  ],
  [
    'a section twice',
    { files: { '~/.aws/credentials': `[default]\n${KEYS}[default]\n${OTHER}` } },
    ['credentials | js-sdk | file-refused | "${EDITOR:-vi}" +4 ~/.aws/credentials'],
  ],
  [
    'a profile that is not there',
    {
      env: { AWS_PROFILE: 'nope', AWS_EC2_METADATA_DISABLED: '' },
      files: { '~/.aws/credentials': `[default]\n${KEYS}` },
    },
    ['credentials | js-sdk | profile-missing | unset AWS_PROFILE'],
  ],
  [
    'a name that the SDK does not take for one',
    { env: { AWS_PROFILE: 'my prof' }, files: { '~/.aws/config': `[profile "my prof"]\n${KEYS}` } },
    ['credentials | js-sdk | section-unseen | "${EDITOR:-vi}" +1 ~/.aws/config'],
  ],
  [
    'a comment behind a secret',
    { files: { '~/.aws/credentials': `[default]\n${KEYS.trimEnd()} # mine\n` } },
    ['credentials | js-sdk | read-otherwise | in ~/.aws/credentials:3, remove the comment after the value'],
  ],
  [
    'a key in capital letters',
    { files: { '~/.aws/credentials': `[default]\n${KEYS.toUpperCase()}` } },
    ['credentials | js-sdk | read-otherwise | "${EDITOR:-vi}" +2 ~/.aws/credentials'],
  ],
  [
    'a colon',
    { files: { '~/.aws/config': '[default]\nregion: us-east-1\n' } },
    ['region | js-sdk | read-otherwise | "${EDITOR:-vi}" +2 ~/.aws/config'],
  ],
  [
    '[DEFAULT]',
    { files: { '~/.aws/config': '[DEFAULT]\nregion = us-east-1\n[default]\noutput = json\n' } },
    ['region | js-sdk | read-otherwise | "${EDITOR:-vi}" +2 ~/.aws/config'],
  ],
  [
    'keys and SSO in one profile',
    {
      env: { AWS_PROFILE: 'sso' },
      files: { '~/.aws/config': SSO.replace('[sso-session', `${KEYS}[sso-session`) },
    },
    ['credentials | js-sdk | source-order | "${EDITOR:-vi}" +3 ~/.aws/config'],
  ],
  [
    'keys of an older tool',
    { env: { BOTO_CONFIG: '/boto' }, files: { '/boto': `[Credentials]\n${KEYS}` } },
    ['credentials | js-sdk | source-unread | "${EDITOR:-vi}" +2 /boto'],
  ],
  [
    'a role without source beside keys',
    { files: { '~/.aws/config': `[default]\nrole_arn = arn:aws:iam::111122223333:role/r\n${KEYS}` } },
    ['credentials | js-sdk | half-pair | "${EDITOR:-vi}" +2 ~/.aws/config'],
  ],
  [
    'certificates for botocore alone',
    { env: { AWS_CA_BUNDLE: '/corp.pem' } },
    ['certificates | js-sdk | trust-unread | export NODE_EXTRA_CA_CERTS=/corp.pem'],
  ],
  [
    'certificates for Node alone',
    { env: { NODE_EXTRA_CA_CERTS: '/corp.pem' } },
    ['certificates | js-sdk | trust-unread | export AWS_CA_BUNDLE=/corp.pem  # in place of the public ones'],
  ],
  ['certificates for both', { env: { NODE_EXTRA_CA_CERTS: '/corp.pem', AWS_CA_BUNDLE: '/corp.pem' } }, []],
  ['a proxy', { env: { HTTPS_PROXY: 'http://user:secret@proxy:3128' } }, ['proxy | js-sdk | proxy-unread']],
  [
    'FIPS in another spelling',
    { env: { AWS_USE_FIPS_ENDPOINT: 'True' } },
    ['fips | js-sdk | word | unset AWS_USE_FIPS_ENDPOINT'],
  ],
  ['FIPS', { env: { AWS_USE_FIPS_ENDPOINT: 'true' } }, []],
  ['an endpoint', { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } }, []],
  [
    'a services section that is not there',
    { files: { '~/.aws/config': '[default]\nservices = nowhere\n' } },
    ['endpoint | js-sdk | endpoint-refused | "${EDITOR:-vi}" +2 ~/.aws/config'],
  ],
  [
    'an endpoint in both files',
    {
      files: {
        '~/.aws/config': '[default]\nendpoint_url = http://a.example\n',
        '~/.aws/credentials': '[default]\nendpoint_url = http://b.example\n',
      },
    },
    ['endpoint | js-sdk | file-order | in ~/.aws/credentials:2, remove endpoint_url'],
  ],
];

describe('compareTools', () => {
  it.each(ROWS)('with %s', async (_what, machine, expected) => {
    expect(await differences(machine)).toEqual(expected);
  });

  it('has keys of AWS CLI v2 where the SSO login has expired', async () => {
    const config = {
      accountId: '111122223333',
      roleName: 'Admin',
      session: { name: 'corp', section: undefined },
    };
    const name = ssoCacheName({ ...config, startUrl: '', region: '', source: { file: '', line: 0 } });
    const kept = (left: number) => ({
      env: { AWS_PROFILE: 'sso' },
      files: {
        '~/.aws/config': SSO,
        [tokenPath('corp')]: JSON.stringify({
          accessToken: 'tok',
          expiresAt: new Date(NOW - 1000).toISOString(),
        }),
        [`~/.aws/cli/cache/${name}.json`]: JSON.stringify({
          ProviderType: 'sso',
          Credentials: {
            AccessKeyId: 'ASIAKEPTKEPTKEPT',
            SecretAccessKey: 's',
            SessionToken: 't',
            Expiration: new Date(NOW + left).toISOString(),
          },
        }),
      },
    });
    expect(await differences(kept(30 * 60_000))).toEqual([
      'credentials | cli-v2 | kept-keys | aws sso login --profile sso',
    ]);
    // Version 2 asks anew when less is left.
    expect(await differences(kept(14 * 60_000))).toEqual([]);
  });

  it('takes --profile for all, keys of the environment or not', async () => {
    const machine = { env: ENV_KEYS, files: { '~/.aws/credentials': `[dev]\n${KEYS}` } };
    const comparison = await compare(machine, 'dev');
    expect(
      comparison.views.map(({ credentials }) => credentials.kind === 'keys' && credentials.accessKeyId),
    ).toEqual(Array(4).fill('****************MPLE'));
  });

  it('ends in 0 where identity and region agree, whatever else differs, and in 1 where nobody gets credentials', async () => {
    const exit = async (options: FakeHostOptions) => comparisonExit(await compare(options));
    expect(await exit({ env: { HTTPS_PROXY: 'http://proxy' } })).toBe(0);
    expect(await exit({ env: { AWS_REGION: 'us-east-1' } })).toBe(1);
    expect(await exit({ env: { AWS_PROFILE: 'nope' } })).toBe(1);
  });

  it('names the line of every value that a file sets', async () => {
    const config =
      '[default]\nregion = us-east-1\nca_bundle = /x\nuse_fips_endpoint = true\nendpoint_url = http://a.example\n';
    const { views } = await compare({ files: { '~/.aws/config': config } });
    const [boto3] = views;
    const lines = [boto3?.region, boto3?.certificates, boto3?.fips, boto3?.endpoint].map(
      (setting) => setting?.at && placeText(setting.at),
    );
    expect(lines).toEqual([2, 3, 4, 5].map((line) => `~/.aws/config:${line}`));
  });
});
