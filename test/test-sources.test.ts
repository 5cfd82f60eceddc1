/** What keeps `npm test` quick, and right on a slow machine: no test waits or looks at the clock, few start a process. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const TEST = fileURLToPath(new URL('.', import.meta.url));

/** Other programs are what these are about; they have a configuration of their own. */
const SEPARATE = /^(interop|skypilot-release)\//;

/** Where processes are started, and from how many places. Whoever needs one more says here what only it can show. */
const STARTED: Readonly<Record<string, number>> = {
  // What starts them for all the others.
  'end-to-end/support/spawn-program.ts': 2,
  // As processes where the gate runs all of them under another version of Node; bin/skycheck.js for the others.
  'end-to-end/support/skycheck.ts': 2,
  // Ctrl-C.
  'end-to-end/hostile-size.test.ts': 2,
  'end-to-end/limits.test.ts': 1,
  // Limits that a shell sets, before it is the program.
  'end-to-end/platforms.test.ts': 3,
  // Signals, and what becomes of children.
  'end-to-end/signals.test.ts': 3,
  // A limit on memory.
  'end-to-end/profiles.test.ts': 1,
  // A database whose writer was killed.
  'end-to-end/readiness.test.ts': 1,
  // Certificates of the environment, which Node reads as it starts.
  'end-to-end/trust.test.ts': 1,
  // Signals while it serves; a command that is given the terminal.
  'end-to-end/sandbox-command.test.ts': 2,
  // What the bundle loads.
  'end-to-end/start-up.test.ts': 1,
  // The executable's own answer, a bug, standard input, a closed pipe.
  'end-to-end/usage.test.ts': 4,
  // The shells that complete, once each.
  'end-to-end/completion.test.ts': 2,
  // A shell, once: what is printed is for a shell.
  'findings/commands/run-trials.ts': 1,
  // bash: the printed script is well formed, and does what it should.
  'node-host/processes.test.ts': 1,
  'policy/provision.test.ts': 2,
  'readme.test.ts': 1,
  // Two shells, once each: what quotes keep from them.
  'findings/shell-words.test.ts': 1,
  // mkfifo.
  'aws/isolation.test.ts': 1,
};
const STARTS =
  /(?<!function |\.)\b(spawn(Sync|Program|Skycheck)?|exec(Sync|File|FileSync)?|fork|runProcess)\(/g;

/** What looks at the machine's clock or waits by it, with what does the same for a test. */
const BY_THE_CLOCK: readonly (readonly [what: RegExp, instead: string])[] = [
  [
    /\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\(/,
    'a time of your own, or NO_WAITS.now() for what others sign',
  ],
  [/\bMACHINE_CLOCK\b/, 'NO_WAITS, or testClock'],
  [/\bprocess\.(hrtime|cpuUsage|uptime)\b/, 'countingSteps'],
  [
    /\bset(Timeout|Interval)\(|\btimers\/promises\b|\bAbortSignal\.timeout\(/,
    'testClock, eventually or nextTurn',
  ],
  [/\bvi\.waitFor|\bvi\.waitUntil|\bexpect\.poll\(/, 'eventually, which gives up with the test'],
  [/\bexpect\([^;]*\bnow\(\)/, 'a clock that stands still'],
];
/** The clocks themselves. */
const CLOCKS = 'support/clocks.ts';

/** A limit of a test's own, which a busy machine might meet. */
const OWN_LIMIT = /^\s*\}, (\d[\d_]*)\);$/gm;

const files = readdirSync(TEST, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.ts') && !SEPARATE.test(file) && file !== 'test-sources.test.ts');

/** The code of a file, without comments and quoted text. */
function codeOf(file: string): string {
  return readFileSync(path.join(TEST, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ' ')
    .replace(
      /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g,
      (quoted) => `${quoted.charAt(0)}${quoted.charAt(0)}`,
    );
}

function clockUses(code: string): readonly string[] {
  const limits = [...code.matchAll(OWN_LIMIT)].map(
    ([, ms]) => `a limit of ${ms} ms -> that of all tests (vitest.config.mts)`,
  );
  const others = BY_THE_CLOCK.flatMap(([what, instead]) => {
    const found = what.exec(code);
    return found === null ? [] : [`${found[0]} -> ${instead} (test/support)`];
  });
  return [...others, ...limits];
}

function startsIn(code: string): number {
  return [...code.matchAll(STARTS)].length;
}

describe('the tests', () => {
  it('neither wait nor look at the clock', () => {
    const uses = files
      .filter((file) => file !== CLOCKS)
      .flatMap((file) => clockUses(codeOf(file)).map((use) => `${file}: ${use}`));
    expect(uses).toEqual([]);
  });

  it('start processes where it was agreed, and nowhere else', () => {
    const counted = files.map((file) => [file, startsIn(codeOf(file))] as const);
    expect(Object.fromEntries(counted.filter(([, count]) => count > 0))).toEqual(STARTED);
  });
});

describe('these rules', () => {
  it.each([
    'const started = Date.now();',
    'const ms = performance.now() - started;',
    'await new Promise((resolve) => setTimeout(resolve, 50));',
    'const signal = AbortSignal.timeout(100);',
    'await vi.waitFor(() => check());',
    'expect(expiration).toBeGreaterThan(clock.now());',
    '  }, 5_000);',
  ])('find %j', (line) => {
    expect(clockUses(`${line}\n`)).toHaveLength(1);
  });

  it.each([
    ['const child = spawn(NODE, [BIN]);', 1],
    ["execFileSync('git', []); await spawnSkycheck(['aws']);", 2],
    ["await runProcess('bash', ['-c', 'x']); await spawnProgram([]);", 2],
    ['regex.exec(text); async function spawnProgram() {}', 0],
  ])('count the processes of %j', (code, count) => {
    expect(startsIn(code)).toBe(count);
  });
});
