#!/usr/bin/env node
// Does to the files what the AWS CLI does; calls to AWS are written down for the test, which makes them.
// Source: awscli 1.45 `customizations/configure`; AWS CLI v2 `customizations/sso`.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const { env } = process;
const args = process.argv.slice(2);

function option(name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(255);
}

const inHome = (file) => file.replace(/^~/, env.HOME);
const CONFIG = inHome(env.AWS_CONFIG_FILE ?? '~/.aws/config');
const CREDENTIALS = inHome(env.AWS_SHARED_CREDENTIALS_FILE ?? '~/.aws/credentials');
const profile = option('--profile') ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE;

const linesOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
const headerOf = (line) => /^\s*\[([^\]]+)\]/.exec(line)?.[1];
const isKey = (line, key) => line.split(/[=:]/)[0].trim() === key;

function section(file, name) {
  const lines = linesOf(file);
  const start = lines.findIndex((line) => headerOf(line) === name);
  if (start < 0) return undefined;
  const next = lines.findIndex((line, index) => index > start && headerOf(line) !== undefined);
  return { lines, start, end: next < 0 ? lines.length : next };
}

/** Changes the line of the key, or adds one below the last of the section; other lines stay as they are. */
function write(file, name, values) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (const [key, value] of Object.entries(values)) {
    const found = section(file, name);
    if (found === undefined) {
      const before = linesOf(file).join('\n');
      const line = before === '' || before.endsWith('\n') ? '' : '\n';
      writeFileSync(file, `${before}${line}[${name}]\n${key} = ${value}\n`, { mode: 0o600 });
      continue;
    }
    const { lines, start, end } = found;
    const at = lines.findIndex((line, index) => index > start && index < end && isKey(line, key));
    const last = lines.findLastIndex((line, index) => index >= start && index < end && line.trim() !== '');
    lines.splice(at < 0 ? last + 1 : at, at < 0 ? 0 : 1, `${key} = ${value}`);
    writeFileSync(file, lines.join('\n'));
  }
}

function read(file, name, key) {
  const found = section(file, name);
  const line = found?.lines.slice(found.start + 1, found.end).find((entry) => isKey(entry, key));
  return line?.slice(line.search(/[=:]/) + 1).trim();
}

const configSection = (name) => (/\s/.test(name) ? `profile '${name}'` : `profile ${name}`);
const configSections = (name) =>
  name === 'default' ? ['profile default', 'default'] : [`profile "${name}"`, configSection(name)];

/** As in one profile of both files, that of the credentials first. */
function value(name, key) {
  const places = [[CREDENTIALS, name], ...configSections(name).map((header) => [CONFIG, header])];
  return places.map(([file, header]) => read(file, header, key)).find((found) => found !== undefined);
}

const isSecret = (key) => /^aws_(access_key_id|secret_access_key|session_token|security_token)$/.test(key);

/** Four questions, the answers one a line; where no profile is named at all, both files' `default`. */
function configure() {
  const answers = readFileSync(0, 'utf8').split('\n');
  const name = profile ?? 'default';
  const asked = ['aws_access_key_id', 'aws_secret_access_key', 'region', 'output'];
  const changed = asked.flatMap((key, index) =>
    (answers[index] ?? '') === '' || answers[index] === value(name, key) ? [] : [[key, answers[index]]],
  );
  write(CREDENTIALS, name, Object.fromEntries(changed.filter(([key]) => isSecret(key))));
  const header = profile === undefined ? 'default' : configSection(profile);
  write(CONFIG, header, Object.fromEntries(changed.filter(([key]) => !isSecret(key))));
}

function set(key, text) {
  const name = profile ?? 'default';
  if (isSecret(key)) write(CREDENTIALS, name, { [key]: text });
  else write(CONFIG, name === 'default' ? name : configSection(name), { [key]: text });
}

/** Version 2 alone has it; the profile has to be one of IAM Identity Center. */
function ssoLogin() {
  const name = profile ?? 'default';
  const session = value(name, 'sso_session');
  const header = `sso-session ${session}`;
  const startUrl =
    session === undefined ? value(name, 'sso_start_url') : read(CONFIG, header, 'sso_start_url');
  const region = session === undefined ? value(name, 'sso_region') : read(CONFIG, header, 'sso_region');
  if (startUrl === undefined || region === undefined)
    fail('Missing the following required SSO configuration values: sso_start_url, sso_region.');
  const file = createHash('sha1')
    .update(session ?? startUrl)
    .digest('hex');
  const token = { startUrl, region, accessToken: 'made-by-the-stand-in', expiresAt: '2999-01-01T00:00:00Z' };
  const cache = path.join(env.HOME, '.aws/sso/cache');
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, `${file}.json`), JSON.stringify(token), { mode: 0o600 });
}

function configureSso() {
  const name = profile ?? 'default';
  const header = name === 'default' ? name : configSection(name);
  write(CONFIG, header, { sso_session: 'corp', sso_account_id: '111122223333', sso_role_name: 'Admin' });
  write(CONFIG, 'sso-session corp', {
    sso_start_url: 'https://corp.awsapps.com/start',
    sso_region: 'us-east-1',
  });
  ssoLogin();
}

const [first, second, ...rest] = args;
const isFor = (...words) => words.every((word, index) => word === args[index]);

if (isFor('--version')) process.stdout.write('aws-cli/2.31.4 Python/3.13.7\n');
else if (isFor('configure', 'set')) set(...rest);
else if (isFor('configure', 'get')) {
  const found = value(profile ?? 'default', rest[0]);
  if (found === undefined) process.exit(1);
  process.stdout.write(`${found}\n`);
} else if (isFor('configure', 'sso')) configureSso();
else if (first === 'configure' && second === undefined) configure();
else if (isFor('sso', 'login')) ssoLogin();
else appendFileSync(env.CALLS, `${JSON.stringify(args)}\n`);
