/**
 * Secrets of every kind lie where skycheck reads, and a server gives back whatever it is sent as an error: no format of
 * any command shows one of them, nor a part of one that would be of use.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import * as http from 'node:http';
import path from 'node:path';
import { expect, it } from 'vitest';
import { IDENTITY_FORMATS } from '../../src/report/formats/formats.ts';
import { listen } from '../aws/support/loopback.ts';
import { skycheck, temporaryHome } from './support/skycheck.ts';

/** One for each place, so that a leak says where from. */
const secret = (place: string) => createHash('sha256').update(place).digest('base64url').slice(0, 40);
/** Of those so many characters at most may show, as `aws configure list` shows four. */
const MOST_SHOWN = 8;

const SECRETS = {
  key: secret('secret access key'),
  token: secret('session token').repeat(5),
  sso: secret('sso access token'),
  refresh: secret('sso refresh token'),
  client: secret('sso client secret'),
  identity: secret('web identity token'),
  container: secret('container authorization token'),
  process: secret('secret of a process'),
  stderr: secret('secret on stderr'),
  proxy: secret('password of a proxy'),
  url: secret('password in a URL'),
  login: secret('login token'),
} as const;

/** Answers every call with an error that has all that was sent. */
async function echo(): Promise<string> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // What is long is cut: secrets come first.
      const { authorization, 'x-amz-security-token': token, 'proxy-authorization': proxy } = request.headers;
      const body = Buffer.concat(chunks).toString('utf8');
      const sent = `sent ${token} ${authorization} ${proxy} ${body} ${request.url} ${JSON.stringify(request.headers)}`;
      const text = sent.replaceAll(/[<>&]/g, ' ');
      response.writeHead(400, { 'content-type': 'text/xml' });
      response.end(
        `<ErrorResponse><Error><Code>Reflected</Code><Message>${text}</Message></Error></ErrorResponse>`,
      );
    });
  });
  return `127.0.0.1:${await listen(server)}`;
}

interface Setup {
  readonly config?: string;
  readonly credentials?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

const KEYS = `aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${SECRETS.key}
aws_session_token = ${SECRETS.token}
`;
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
const LATER = '2099-01-01T00:00:00Z';
const ssoCache = (expiresAt: string) =>
  JSON.stringify({
    startUrl: 'https://x.awsapps.com/start',
    region: 'us-east-1',
    accessToken: SECRETS.sso,
    refreshToken: SECRETS.refresh,
    clientId: 'client',
    clientSecret: SECRETS.client,
    registrationExpiresAt: LATER,
    expiresAt,
  });
const SSO = `[default]
sso_session = s
sso_account_id = 111122223333
sso_role_name = Ml
region = us-east-1
[sso-session s]
sso_region = us-east-1
sso_start_url = https://x.awsapps.com/start
sso_registration_scopes = sso:account:access
`;
const CACHE = `.aws/sso/cache/${sha1('s')}.json`;

const setups = (home: string, server: string): Readonly<Record<string, Setup>> => ({
  'keys in a file': { credentials: `[default]\n${KEYS}` },
  'keys in the environment': {
    env: {
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: SECRETS.key,
      AWS_SESSION_TOKEN: SECRETS.token,
    },
  },
  'a broken key in a file': {
    credentials: `[default]\naws_access_key_id = ${SECRETS.key}\naws_secret_access_key = "ASIAIOSFODNN7EXAMPLE" # ${SECRETS.token}\n`,
  },
  'a file that cannot be parsed': { credentials: `[default\n${KEYS}` },
  'a stored login': { config: SSO, files: { [CACHE]: ssoCache(LATER) } },
  'a stored login that has ended': { config: SSO, files: { [CACHE]: ssoCache('2020-01-01T00:00:00Z') } },
  'a stored login that is broken': { config: SSO, files: { [CACHE]: ssoCache(LATER).slice(0, -3) } },
  'an identity token': {
    files: { 'token.jwt': SECRETS.identity },
    env: {
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci',
      AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/token.jwt`,
    },
  },
  'a container': {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${server}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: SECRETS.container,
    },
  },
  'a process': {
    config: `[default]\ncredential_process = ${home}/bin/keys\n`,
    files: {
      'bin/keys': `#!/bin/sh\necho '${JSON.stringify({ Version: 1, AccessKeyId: 'ASIAIOSFODNN7EXAMPLE', SecretAccessKey: SECRETS.process, SessionToken: SECRETS.token })}'\n`,
    },
  },
  'a process that prints nonsense': {
    config: `[default]\ncredential_process = ${home}/bin/keys\n`,
    files: {
      'bin/keys': `#!/bin/sh\necho 'SecretAccessKey: ${SECRETS.process}'\necho 'aws_secret_access_key = ${SECRETS.stderr}' >&2\nexit 1\n`,
    },
  },
  'a proxy': {
    credentials: `[default]\n${KEYS}`,
    env: {
      HTTP_PROXY: `http://me:${SECRETS.proxy}@${server}`,
      no_proxy: 'nowhere.invalid',
      NO_PROXY: 'nowhere.invalid',
    },
  },
  'an endpoint': {
    credentials: `[default]\n${KEYS}`,
    env: { AWS_ENDPOINT_URL: `http://me:${SECRETS.url}@${server}` },
  },
  'an endpoint in a file': {
    config: `[default]\nendpoint_url = http://me:${SECRETS.url}@${server}\n`,
    credentials: `[default]\n${KEYS}`,
  },
});

const NAMES = Object.keys(setups('', ''));

const COMMANDS: readonly (readonly string[])[] = [
  ...IDENTITY_FORMATS.map((format) => ['aws', '-vv', '--timings', '--format', format]),
  ['aws', '--offline', '-vv'],
  ['aws', '--all-profiles'],
  ['configure', 'list'],
  ['configure', 'list', '--format', 'json'],
  ['configure', 'list-profiles', '-v'],
  ['policy', 'generate', '--missing'],
  ['explain', 'credentials-expired'],
];

it.each(NAMES)('%s', async (name) => {
  const server = await echo();
  const home = await temporaryHome({});
  const setup = setups(home, server)[name] ?? {};
  const files = {
    ...(setup.config === undefined ? {} : { '.aws/config': setup.config }),
    ...(setup.credentials === undefined ? {} : { '.aws/credentials': setup.credentials }),
    ...setup.files,
  };
  for (const [file, text] of Object.entries(files)) {
    const whole = path.join(home, file);
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(whole, text);
    if (file.startsWith('bin/')) await chmod(whole, 0o755);
  }
  const env = { AWS_ENDPOINT_URL: `http://${server}`, AWS_REGION: 'us-east-1', ...setup.env };
  const shown = [];
  for (const command of COMMANDS) {
    const { stdout, stderr } = await skycheck([...command, '--timeout', '10'].filter(takes(command)), {
      home,
      cwd: home,
      env,
    });
    shown.push({ command: command.join(' '), text: `${stdout}\n${stderr}` });
  }
  const leaks = shown.flatMap(({ command, text }) =>
    Object.entries(SECRETS).flatMap(([place, value]) => {
      const part = Array.from({ length: value.length - MOST_SHOWN }, (_, at) =>
        value.slice(at, at + MOST_SHOWN + 1),
      ).find((piece) => text.includes(piece));
      return part === undefined
        ? []
        : [
            `${command} shows ${place}: …${text.slice(Math.max(0, text.indexOf(part) - 60), text.indexOf(part) + 20)}`,
          ];
    }),
  );
  expect(leaks).toEqual([]);
  // What the server gives back is shown, but for the secret in it.
  if (name === 'keys in a file') expect(shown.map(({ text }) => text).join()).toMatch(/Reflected: sent/);
});

/** Not every command has a time limit. */
function takes([command, ...rest]: readonly string[]) {
  const has = command === 'aws' || (command === 'configure' && rest[0] === 'list') || command === 'policy';
  return (word: string, index: number, words: readonly string[]) => {
    const isLimit = word === '--timeout' || words[index - 1] === '--timeout';
    return has || !isLimit;
  };
}
