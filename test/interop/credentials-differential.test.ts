import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAwsContext, createAwsContext } from '../../src/aws/context.ts';
import { readEndpointSettings } from '../../src/aws/endpoints.ts';
import { createCredentialRemote } from '../../src/credentials/aws-remote.ts';
import { loadContext, loadCredentials } from '../../src/credentials/load.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { shown } from '../../src/credentials/shown.ts';
import { MACHINE_CLOCK } from '../../src/node-host/machine-clock.ts';
import { machineHost } from '../../src/node-host/machine-host.ts';
import { fill, writeCaseFile } from './case-files.ts';
import { type CredentialCase, generateCase } from './credentials-generator.ts';
import { startServices } from './credentials-services.ts';

const CASES = Number(process.env.SKYCHECK_CASES ?? 200);
const SEED = Number(process.env.SKYCHECK_SEED ?? 1);
const PYTHON = process.env.SKYCHECK_PYTHON ?? 'python3';
const HERE = import.meta.dirname;
const REGRESSIONS = path.join(HERE, 'regressions');

/** What both sides say of one case. */
interface Answer {
  readonly profile: string | null;
  readonly region: string | null;
  readonly last4: string | null;
  readonly method: string | null;
  readonly token: boolean | null;
  readonly error: string | null;
  readonly names: readonly string[] | null;
  /** What renewing wrote. */
  readonly tokens: Readonly<Record<string, string>>;
}

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

/** Writes a case's home; each side gets one of its own, for renewing writes into it. */
function buildHome(root: string, name: string, given: CredentialCase, port: number) {
  const home = path.join(root, name);
  const place = { home, port };
  mkdirSync(path.join(home, '.aws'), { recursive: true });
  for (const [file, content] of Object.entries(given.files))
    writeCaseFile(content, path.join(home, file), place);
  const env: Record<string, string> = {
    HOME: home,
    PATH: '/usr/bin:/bin',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_MAX_ATTEMPTS: '1',
  };
  for (const [variable, value] of Object.entries(given.env)) env[variable] = fill(value, place);
  return { home, env };
}

/** The python side: one process for all cases. */
class Oracle {
  private readonly child: ChildProcess;
  private readonly waiting: ((line: string) => void)[] = [];

  constructor() {
    this.child = spawn(PYTHON, [path.join(HERE, 'credentials-oracle.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (this.child.stdout === null) throw new Error('no output');
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
  }

  ask(question: unknown): Promise<Omit<Answer, 'tokens'> & { readonly regionError: string | null }> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the oracle does not answer')), 60_000);
      this.waiting.push((line) => {
        clearTimeout(timer);
        resolve(JSON.parse(line));
      });
      this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    });
  }

  stop(): void {
    this.child.stdin?.end();
  }
}

async function skycheckAnswer(
  given: CredentialCase,
  env: Record<string, string>,
): Promise<Omit<Answer, 'tokens'>> {
  const host = machineHost({ env, cwd: process.cwd(), promptSecret: async () => given.mfaCode ?? undefined });
  const resolved = await resolveOffline(host, given.flag ?? undefined);
  const aws = createAwsContext({
    region: resolved.region.value,
    endpoints: readEndpointSettings({
      flag: undefined,
      env,
      profile: resolved.scope.sessionEntries,
      services: resolved.config.services,
    }),
    network: { proxyFor: () => undefined },
    timeoutMs: 5000,
    connectTimeoutMs: 2000,
    signal: new AbortController().signal,
    ...MACHINE_CLOCK,
    version: '0.0.0',
  });
  const context = loadContext({
    host,
    region: resolved.region.value,
    remote: createCredentialRemote(aws),
    pause: async () => undefined,
  });
  const outcome = await loadCredentials(resolved.trace, resolved.scope, context);
  closeAwsContext(aws);
  const loaded = outcome.kind === 'loaded' ? outcome : undefined;
  return {
    profile: resolved.selection.setting.value ?? null,
    region: resolved.region.value ?? null,
    last4: loaded === undefined ? null : loaded.credentials.accessKeyId.slice(-4),
    method: loaded?.provider ?? null,
    token: loaded === undefined ? null : loaded.credentials.sessionToken !== undefined,
    error: outcome.kind === 'failed' ? outcome.error.botocoreError : null,
    names: resolved.config.error === undefined ? [...resolved.config.profiles.keys()] : null,
  };
}

let root = '';
let oracle: Oracle;
let world: Awaited<ReturnType<typeof startServices>>;
const outcomes = new Map<string, number>();

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'skycheck-credentials-'));
  world = await startServices();
  oracle = new Oracle();
});

afterAll(async () => {
  oracle.stop();
  await world.stop();
  rmSync(root, { recursive: true, force: true });
  if (process.env.SKYCHECK_SHOW_OUTCOMES !== undefined) {
    console.log(
      [...outcomes]
        .sort((a, b) => b[1] - a[1])
        .map(([what, count]) => `${count} ${what}`)
        .join('\n'),
    );
  }
});

/** The SSO token files that renewing wrote; points in time are those of two runs, which may be a second apart. */
function renewedTokens(home: string): Readonly<Record<string, string>> {
  const directory = path.join(home, '.aws/sso/cache');
  const names = existsSync(directory) ? readdirSync(directory).sort() : [];
  const renewed = names.flatMap((name) => {
    const file = path.join(directory, name);
    const text = readFileSync(file, 'utf8');
    // The generated files have no blanks after their colons.
    if (!text.includes('": "')) return [];
    const mode = (statSync(file).mode & 0o777).toString(8);
    return [
      [
        name,
        `${mode} ${text.replace(/"(expiresAt|registrationExpiresAt)": "[^"]*:\d\dZ"/g, '"$1": "soon"')}`,
      ],
    ];
  });
  return Object.fromEntries(renewed);
}

async function bothAnswers(
  given: CredentialCase,
): Promise<{ readonly boto3: Answer; readonly skycheck: Answer }> {
  const theirs = buildHome(root, 'boto3', given, world.port);
  const { regionError, token, ...rest } = await oracle.ask({ ...given, files: undefined, env: theirs.env });
  const ours = buildHome(root, 'skycheck', given, world.port);
  const skycheck = await skycheckAnswer(given, ours.env);
  const [theirTokens, ourTokens] = [renewedTokens(theirs.home), renewedTokens(ours.home)];
  if (Object.keys(theirTokens).length > 0) outcomes.set('(renewals)', (outcomes.get('(renewals)') ?? 0) + 1);
  for (const home of [theirs.home, ours.home]) rmSync(home, { recursive: true, force: true });
  // skycheck shows no more than a value's first line.
  const region = regionError === null ? rest.region && shown(rest.region) : skycheck.region;
  const boto3 = {
    profile: rest.profile,
    region,
    last4: rest.last4,
    method: rest.method,
    token: token ?? null,
    error: rest.error,
    names: rest.names,
    tokens: theirTokens,
  };
  const what = boto3.error ?? boto3.method ?? 'none';
  outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
  return { boto3, skycheck: { ...skycheck, tokens: ourTokens } };
}

describe('against boto3', () => {
  const stored = readdirSync(REGRESSIONS).filter((name) => name.startsWith('credentials-'));
  it.each(stored)('keeps to %s', async (name) => {
    const given = JSON.parse(readFileSync(path.join(REGRESSIONS, name), 'utf8')) as CredentialCase;
    const { boto3, skycheck } = await bothAnswers(given);
    expect(skycheck).toEqual(boto3);
  });

  it(`agrees in ${CASES} generated cases of seed ${SEED}`, { timeout: 3_600_000 }, async () => {
    const divergent: unknown[] = [];
    for (let index = 0; index < CASES; index += 1) {
      const given = generateCase(SEED, index, sha1);
      const { boto3, skycheck } = await bothAnswers(given);
      if (JSON.stringify(boto3) !== JSON.stringify(skycheck))
        divergent.push({ case: given, boto3, skycheck });
    }
    const keep = process.env.SKYCHECK_DIVERGENCES;
    if (keep !== undefined) writeFileSync(keep, JSON.stringify(divergent, null, 1));
    expect(divergent.slice(0, 3)).toEqual([]);
  });
});
