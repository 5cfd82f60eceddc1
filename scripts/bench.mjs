// Times whole commands in one interleaved run and prints the medians as ratios to `node -e 0`.
//
//   npm run bench -- --runs 25          the table of docs/PERFORMANCE.md
//   npm run bench -- --growth           1, 10, 100 and 1,000 profiles: time, processor time and peak memory
//   npm run bench -- --loaded           the modules and bytes that each command loads (no times: the same everywhere)
//
// Each sandbox runs in a process of its own. NODE_EXTRA_CA_CERTS would add 70 ms to every start of Node, and so flatter
// every ratio: it is unset, as is NODE_OPTIONS.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'bin', 'skycheck.js');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    growth: { type: 'boolean', default: false },
    loaded: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const work = mkdtempSync(path.join(tmpdir(), 'skycheck-bench-'));
const sandboxes = [];

/** Has a process write what it took when it ends. */
const ON_EXIT = `process.on('exit', () => require('fs').writeFileSync(process.env.SKYCHECK_BENCH, JSON.stringify({
  usage: process.resourceUsage(),
  files: Object.keys(require.cache).map((file) => [file, require('fs').statSync(file).size]) })))`;

try {
  if (values.growth) await growth();
  else if (values.loaded) await loaded();
  else await times();
} finally {
  for (const sandbox of sandboxes) sandbox.kill('SIGTERM');
  rmSync(work, { recursive: true, force: true });
}

/** Names, what is run, where, and the ratio that must be reached. */
async function commands() {
  const [admin, least, minimal] = await Promise.all(
    ['admin', 'least-privilege', 'minimal'].map(environmentOf),
  );
  const ours = (env, must, ...args) => [
    `skycheck ${args.join(' ')}`,
    process.execPath,
    [bin, ...args],
    env,
    must,
  ];
  const peers = [
    ['aws configure list', 'aws', ['configure', 'list'], admin],
    ['aws sts get-caller-identity', 'aws', ['sts', 'get-caller-identity', '--region', 'us-east-1'], admin],
    ['sky check aws', 'sky', ['check', 'aws'], admin],
  ];
  return [
    ['node -e 0', process.execPath, ['-e', '0'], admin, 1],
    ours(admin, 1.2, '--version'),
    ours(admin, 1.6, '--help'),
    ours(admin, 2.2, 'configure', 'list'),
    ours(admin, 2.5, 'aws', '--offline'),
    ours(admin, undefined, 'aws', '--no-simulate', '--no-probe'),
    named('skycheck aws, admin', ours(admin, 9, 'aws')),
    named('skycheck aws, least-privilege', ours(least, 9, 'aws')),
    named('skycheck aws, minimal', ours(minimal, undefined, 'aws')),
    ...peers.filter(([, program]) => spawnSync(program, ['--version']).status === 0),
  ];
}

function named(name, [, ...rest]) {
  return [name, ...rest];
}

async function times() {
  const all = await commands();
  const taken = new Map(all.map(([name]) => [name, []]));
  // Every command once per round, so that a change of the machine's speed meets all of them.
  for (let round = -1; round < runs; round++) {
    for (const [name, program, args, env] of all) {
      const start = process.hrtime.bigint();
      spawnSync(program, args, { env, stdio: 'ignore' });
      if (round >= 0) taken.get(name).push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  }
  const base = median(taken.get('node -e 0'));
  console.log(`medians of ${runs} interleaved runs, Node ${process.versions.node}\n`);
  for (const [name, , , , must] of all) {
    const ms = median(taken.get(name));
    const limit = must === undefined ? '' : `  (at most ${must})`;
    console.log(
      `${name.padEnd(40)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / base).toFixed(2).padStart(6)}x${limit}`,
    );
  }
}

/** One account each, and ten accounts, each profile with a user of its own. */
async function growth() {
  console.log('profiles  accounts   seconds   processor s   peak MB');
  for (const profiles of [1, 10, 100, 1000]) {
    for (const accounts of [...new Set([profiles, Math.min(10, profiles)])]) {
      const file = path.join(work, `${profiles}-${accounts}.json`);
      writeFileSync(file, JSON.stringify(manyProfiles(profiles, accounts)));
      const env = await environmentOf(file);
      const { seconds, cpu, megabytes, status } = measured(
        ['aws', '--profile', 'p*', '--timeout', '3000', '--format', 'json'],
        env,
      );
      const numbers = [profiles, accounts, seconds.toFixed(1), cpu.toFixed(1), megabytes.toFixed(0)];
      const note = status === 0 ? '' : `  (status ${status})`;
      console.log(
        numbers.map((value, index) => String(value).padStart(index === 0 ? 8 : 10)).join('') + note,
      );
    }
  }
}

function manyProfiles(profiles, accounts) {
  const ids = Array.from({ length: accounts }, (_, index) => String(100_000_000_000 + index));
  const all = Array.from({ length: profiles }, (_, index) => ({
    name: `p${index}`,
    account: ids[index % accounts],
  }));
  return {
    description: 'Many profiles.',
    accounts: ids.map((id) => ({
      id,
      users: all
        .filter(({ account }) => account === id)
        .map(({ name }) => ({ name, policies: ['AdministratorAccess'] })),
    })),
    home: {
      profiles: all.map(({ name, account }) => ({ name, account, user: name, region: 'us-east-1' })),
    },
  };
}

function measured(args, env) {
  const hook = path.join(work, 'hook.cjs');
  const result = path.join(work, 'result.json');
  writeFileSync(hook, ON_EXIT);
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, ['-r', hook, '--', bin, ...args], {
    env: { ...env, SKYCHECK_BENCH: result },
    stdio: 'ignore',
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { usage, files } = JSON.parse(readFileSync(result, 'utf8'));
  return {
    status,
    seconds,
    files: files.filter(([file]) => file.startsWith(path.join(root, 'dist'))),
    cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    megabytes: usage.maxRSS / 1024,
  };
}

async function loaded() {
  const env = await environmentOf('admin');
  for (const line of ['--version', '--help', 'configure list', 'aws --offline', 'aws']) {
    const { files } = measured(line.split(' '), env);
    const bytes = files.reduce((sum, [, size]) => sum + size, 0);
    console.log(
      `${line.padEnd(20)} ${String(files.length).padStart(4)} files ${String(bytes).padStart(9)} bytes`,
    );
  }
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

/** Starts a sandbox; with what a program takes to talk to it, and nothing else of AWS. */
async function environmentOf(scenario) {
  const child = spawn(process.execPath, [bin, 'sandbox', scenario, '--json'], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  sandboxes.push(child);
  return { ...plainEnvironment(), ...(await ready(child)) };
}

function ready(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('exit', () => reject(new Error('the sandbox did not start')));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(JSON.parse(text).environment);
    });
  });
}

function plainEnvironment() {
  const isLeftOut = (name) =>
    name.startsWith('AWS_') || name === 'NODE_EXTRA_CA_CERTS' || name === 'NODE_OPTIONS';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isLeftOut(name)));
}
