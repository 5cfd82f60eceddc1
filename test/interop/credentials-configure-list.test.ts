import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configureList, configureListTable } from '../../src/credentials/configure-list.ts';
import { loadContext, loadCredentials } from '../../src/credentials/load.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { machineHost } from '../../src/node-host/machine-host.ts';

const AWS = process.env.SKYCHECK_AWS_V1 ?? 'aws';

const KEYS = 'aws_access_key_id = AKIAEXAMPLEKEY\naws_secret_access_key = made-up-secret\n';

interface Row {
  readonly what: string;
  readonly env?: Record<string, string>;
  readonly flag?: string;
  readonly config?: string;
  readonly credentials?: string;
}

const ROWS: readonly Row[] = [
  { what: 'nothing at all' },
  { what: 'a credentials file', credentials: `[default]\n${KEYS}region = eu-west-1\n` },
  { what: 'keys in the config file', config: `[default]\n${KEYS}` },
  { what: 'a profile by variable', env: { AWS_PROFILE: 'dev' }, credentials: `[dev]\n${KEYS}` },
  {
    what: 'a profile by the older variable',
    env: { AWS_DEFAULT_PROFILE: 'dev' },
    credentials: `[dev]\n${KEYS}`,
  },
  { what: 'a profile by flag', flag: 'dev', credentials: `[dev]\n${KEYS}` },
  {
    what: 'a profile by flag, keys in the environment',
    flag: 'dev',
    credentials: `[dev]\n${KEYS}`,
    env: { AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'another' },
  },
  { what: 'a profile that is absent', env: { AWS_PROFILE: 'dev' } },
  { what: 'a blank profile', env: { AWS_PROFILE: '' } },
  {
    what: 'a long profile name',
    env: { AWS_PROFILE: 'a profile with a name that is far too long' },
    credentials: `[a profile with a name that is far too long]\n${KEYS}`,
  },
  {
    what: 'keys in the environment',
    env: { AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'another' },
  },
  { what: 'half a pair in the environment', env: { AWS_ACCESS_KEY_ID: 'AKIAOTHER' } },
  { what: 'a region by variable', env: { AWS_DEFAULT_REGION: 'us-west-2' } },
  { what: 'a blank region', env: { AWS_DEFAULT_REGION: '' } },
  { what: 'the variable that boto3 does not read', env: { AWS_REGION: 'us-west-2' } },
  {
    what: 'another config file',
    env: { AWS_CONFIG_FILE: '$HOME/.aws/config' },
    config: '[default]\nregion = us-west-2\n',
  },
  {
    what: 'a process',
    config:
      '[default]\ncredential_process = /bin/echo \'{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"made-up"}\'\n',
  },
  { what: 'a process that fails', config: '[default]\ncredential_process = /bin/false\n' },
  {
    what: 'SSO without a login',
    config:
      '[default]\nsso_start_url = https://h/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\n',
  },
  { what: 'a role without a source', config: '[default]\nrole_arn = arn:aws:iam::123456789012:role/r\n' },
  { what: 'a file that cannot be parsed', config: 'words\n' },
  { what: 'a bad setting', env: { AWS_METADATA_SERVICE_NUM_ATTEMPTS: 'x' } },
];

let home = '';

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'skycheck-list-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function runAws(
  env: Record<string, string>,
  flag: string | undefined,
): Promise<{ readonly stdout: string; readonly failed: boolean }> {
  const args = ['configure', 'list', ...(flag === undefined ? [] : ['--profile', flag])];
  return new Promise((resolve) => {
    execFile(AWS, args, { env, encoding: 'utf8' }, (error, stdout) =>
      resolve({ stdout, failed: error !== null }),
    );
  });
}

describe('against aws configure list of the AWS CLI v1', () => {
  it.each(ROWS)('with $what', async ({ env: given, flag, config, credentials }) => {
    const directory = path.join(home, '.aws');
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory);
    if (config !== undefined) writeFileSync(path.join(directory, 'config'), config);
    if (credentials !== undefined) writeFileSync(path.join(directory, 'credentials'), credentials);
    const env = { PATH: process.env.PATH ?? '', HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...given };
    const host = machineHost({ env, cwd: process.cwd(), promptSecret: async () => undefined });
    const resolution = await resolveOffline(host, flag);
    const context = loadContext({ host, region: resolution.region.value, remote: undefined });
    const outcome = await loadCredentials(resolution.trace, resolution.scope, context);
    const { rows, error } = configureList(resolution, outcome);
    const lines = configureListTable(rows, 'v1');
    const aws = await runAws(env, flag);
    expect({ table: lines.map((line) => `${line}\n`).join(''), failed: error !== undefined }).toEqual({
      table: aws.stdout,
      failed: aws.failed,
    });
  });
});
