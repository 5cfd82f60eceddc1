/** `configure compare` against the tools themselves, in the homes of the seeded generator. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCliTable } from '../../src/compare/cli-table.ts';
import { viewOf } from '../../src/compare/comparison.ts';
import { fingerprint } from '../../src/compare/fingerprint.ts';
import type { ToolView } from '../../src/compare/tool-view.ts';
import { compareTools } from '../../src/configure-compare.ts';
import { findEachAwsCli } from '../../src/credentials/aws-cli.ts';
import type { Host } from '../../src/host.ts';
import { machineHost } from '../../src/node-host/machine-host.ts';
import { fill, writeCaseFile } from './case-files.ts';
import { type CredentialCase, generateCase } from './credentials-generator.ts';

const CASES = Number(process.env.SKYCHECK_COMPARE_CASES ?? 60);
const CLI_CASES = Number(process.env.SKYCHECK_COMPARE_CLI_CASES ?? 8);
const SEED = Number(process.env.SKYCHECK_SEED ?? 1);
const ROOT = path.join(import.meta.dirname, '..', '..');
const SKYCHECK = [process.execPath, path.join(ROOT, 'bin', 'skycheck.js')] as const;

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'skycheck-compare-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function build(given: CredentialCase) {
  const home = path.join(root, given.id);
  // Port 1 answers nobody.
  const place = { home, port: 1 };
  for (const [name, file] of Object.entries(given.files)) writeCaseFile(file, path.join(home, name), place);
  const env: Record<string, string> = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_MAX_ATTEMPTS: '1',
    HOME: home,
    PATH: '/usr/bin:/bin',
  };
  for (const [name, value] of Object.entries(given.env)) env[name] = fill(value, place);
  return { home, env };
}

function hostOf(env: Record<string, string>, cwd: string): Host {
  return machineHost({ env, cwd, promptSecret: async () => undefined });
}

function viewsOf(host: Host, profile: string | undefined, asker: readonly [string, ...string[]]) {
  return compareTools(
    {
      profile,
      endpointUrl: undefined,
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      version: '0',
      asker,
    },
    host,
  );
}

/** Rules alone: what would be asked is not there. */
const NOBODY = ['/nowhere/node'] as const;

class JsOracle {
  private readonly child: ChildProcess;
  private readonly waiting: ((line: string) => void)[] = [];

  constructor() {
    this.child = spawn(process.execPath, [path.join(import.meta.dirname, 'js-sdk-oracle.mjs')], {
      stdio: ['pipe', 'pipe', 'ignore'],
      cwd: ROOT,
    });
    if (this.child.stdout === null) throw new Error('no output');
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    this.child.on('exit', () => {
      for (const answer of this.waiting.splice(0)) answer('{"late": true}');
    });
  }

  ask(question: unknown): Promise<{
    /** It had no answer in time, as for an agent that never answers. */
    readonly late?: true;
    readonly region: string | null;
    readonly fips: boolean | null;
    readonly keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null;
  }> {
    return new Promise((resolve) => {
      this.waiting.push((line) => resolve(JSON.parse(line)));
      this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    });
  }

  stop(): void {
    this.child.stdin?.end();
  }
}

/** Keys that only asking shows, by rule. */
const ONLY_ASKED = ['custom-process', 'login'];

function keysOf({ credentials }: ToolView): string | null {
  return credentials.kind === 'keys' ? (credentials.fingerprint ?? credentials.accessKeyId) : null;
}

describe('the SDK for JavaScript', () => {
  it(`sees by its rules what it sees itself, in ${CASES} homes of seed ${SEED}`, {
    timeout: 900_000,
  }, async () => {
    const oracle = new JsOracle();
    const wrong: unknown[] = [];
    for (let index = 0; index < CASES; index += 1) {
      const given = generateCase(SEED, index, sha1);
      const { home, env } = build(given);
      const profile = given.flag ?? undefined;
      const view = viewOf((await viewsOf(hostOf(env, ROOT), profile, NOBODY)).views, 'js-sdk');
      const itself = await oracle.ask({ env, profile: given.flag });
      if (itself.late) continue;
      const theirs = {
        // What it refuses was given all the same.
        region: itself.region ?? view.region.value ?? null,
        fips: itself.fips === true,
        keys: itself.keys === null ? null : fingerprint(itself.keys),
      };
      const isOpen =
        view.credentials.kind === 'not-fetched' && ONLY_ASKED.includes(view.credentials.source.provider);
      const ours = {
        region: view.region.value ?? null,
        fips: view.fips.value === 'true',
        keys: isOpen ? theirs.keys : keysOf(view),
      };
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) wrong.push({ given, ours, theirs, view });
      rmSync(home, { recursive: true, force: true });
    }
    oracle.stop();
    if (process.env.SKYCHECK_DIVERGENCES !== undefined)
      writeFileSync(process.env.SKYCHECK_DIVERGENCES, JSON.stringify(wrong, null, 1));
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('says the same with closed doors as with open ones', { timeout: 600_000 }, async () => {
    const oracle = new JsOracle();
    for (let index = 0; index < 20; index += 1) {
      const given = generateCase(SEED + 1, index, sha1);
      const { home, env } = build(given);
      const profile = given.flag ?? undefined;
      const view = viewOf((await viewsOf(hostOf(env, ROOT), profile, SKYCHECK)).views, 'js-sdk');
      const itself = await oracle.ask({ env, profile: given.flag });
      expect({ index, how: view.how.kind, keys: keysOf(view), fips: view.fips.value === 'true' }).toEqual({
        index,
        how: 'asked',
        keys: itself.keys === null ? null : fingerprint(itself.keys),
        fips: itself.fips === true,
      });
      rmSync(home, { recursive: true, force: true });
    }
    oracle.stop();
  });
});

interface Ran {
  readonly profile: string | null;
  readonly region: string | null;
  readonly key: string | null;
}

function runAws(file: string, env: Record<string, string>, profile: string | undefined): Promise<string> {
  const args = ['configure', 'list', ...(profile === undefined ? [] : ['--profile', profile])];
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { env: { ...env, AWS_CLI_AUTO_PROMPT: 'off' }, encoding: 'utf8', timeout: 60_000 },
      (_error, stdout) => resolve(stdout),
    );
  });
}

/** Each AWS CLI that is here: version 1 from PyPI; version 2 is not on PyPI, SKYCHECK_AWS_V2 may name one. */
async function clis(): Promise<ReadonlyMap<'cli-v1' | 'cli-v2', string>> {
  const host = hostOf({ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, ROOT);
  const found = await findEachAwsCli(host);
  const files = [
    ['cli-v1', process.env.SKYCHECK_AWS_V1 ?? found.get(1)?.file],
    ['cli-v2', process.env.SKYCHECK_AWS_V2 ?? found.get(2)?.file],
  ] as const;
  return new Map(files.flatMap(([tool, file]) => (file === undefined ? [] : [[tool, file] as const])));
}

describe.each(['cli-v1', 'cli-v2'] as const)('%s', (tool) => {
  it(`sees by its rules what it prints, in ${CLI_CASES} homes`, { timeout: 900_000 }, async (context) => {
    const file = (await clis()).get(tool);
    if (file === undefined) {
      console.warn(
        `\n!!! ${tool} IS NOT INSTALLED: ITS COLUMN IS NOT HELD AGAINST IT (SKYCHECK_AWS_V2 names one) !!!\n`,
      );
      return context.skip();
    }
    const wrong: unknown[] = [];
    let compared = 0;
    for (let index = 0; compared < CLI_CASES && index < 20 * CLI_CASES; index += 1) {
      const given = generateCase(SEED + 2, index, sha1);
      const { home, env } = build(given);
      const profile = given.flag ?? undefined;
      const view = viewOf((await viewsOf(hostOf(env, ROOT), profile, NOBODY)).views, tool);
      const { credentials } = view;
      // What takes a call or a newer version is not the rules' to say; a profile that is missing is.
      const isLocal =
        credentials.kind === 'keys' ||
        credentials.kind === 'none' ||
        (credentials.kind === 'failed' && credentials.code === 'profile-not-found');
      if (isLocal) {
        compared += 1;
        const table = parseCliTable(await runAws(file, { ...env, PATH: process.env.PATH ?? '' }, profile));
        const theirs: Ran = {
          profile: table.get('profile')?.value ?? null,
          region: table.get('region')?.value ?? null,
          key: table.get('access_key')?.value ?? null,
        };
        const hasFailed = credentials.kind === 'failed';
        const ours: Ran = {
          profile: table.has('profile') ? (view.profile.value ?? null) : null,
          region: hasFailed ? null : (view.region.value ?? null),
          key: credentials.kind === 'keys' ? credentials.accessKeyId : null,
        };
        if (JSON.stringify(ours) !== JSON.stringify(theirs)) wrong.push({ given, ours, theirs });
      }
      rmSync(home, { recursive: true, force: true });
    }
    expect(compared).toBe(CLI_CASES);
    if (process.env.SKYCHECK_DIVERGENCES !== undefined)
      writeFileSync(`${process.env.SKYCHECK_DIVERGENCES}-${tool}`, JSON.stringify(wrong, null, 1));
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});
