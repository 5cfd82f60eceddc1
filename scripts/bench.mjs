// Times whole commands in one interleaved run and prints the medians as ratios to `node -e 0`.
//
//   npm run bench -- --runs 25
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'bin', 'skycheck.js');
const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const runs = Number(values.runs);

const sandbox = spawn(process.execPath, [bin, 'sandbox', 'admin', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const environment = await ready(sandbox);
  const inSandbox = { ...withoutAws(process.env), ...environment };
  const commands = [
    ['node -e 0', process.execPath, ['-e', '0']],
    ['skycheck --version', process.execPath, [bin, '--version']],
    ['skycheck --help', process.execPath, [bin, '--help']],
    ['skycheck aws --offline', process.execPath, [bin, 'aws', '--offline']],
    ['skycheck aws --no-simulate --no-probe', process.execPath, [bin, 'aws', '--no-simulate', '--no-probe']],
    ['skycheck aws', process.execPath, [bin, 'aws']],
    ['aws configure list', 'aws', ['configure', 'list']],
    ['aws sts get-caller-identity', 'aws', ['sts', 'get-caller-identity', '--region', 'us-east-1']],
  ].filter(([, program]) => program !== 'aws' || spawnSync('aws', ['--version']).status === 0);
  print(measure(commands, inSandbox));
} finally {
  sandbox.kill('SIGTERM');
}

/** Every command once per round, so that a change of the machine's speed meets all of them. */
function measure(commands, env) {
  const times = new Map(commands.map(([name]) => [name, []]));
  for (let round = -1; round < runs; round++) {
    for (const [name, program, args] of commands) {
      const start = process.hrtime.bigint();
      spawnSync(program, args, { env, stdio: 'ignore' });
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      if (round >= 0) times.get(name).push(ms);
    }
  }
  return times;
}

function print(times) {
  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const base = median(times.get('node -e 0'));
  console.log(`medians of ${runs} interleaved runs, Node ${process.versions.node}\n`);
  for (const [name, list] of times) {
    const ms = median(list);
    console.log(`${name.padEnd(40)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / base).toFixed(2).padStart(6)}x`);
  }
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

function withoutAws(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));
}
