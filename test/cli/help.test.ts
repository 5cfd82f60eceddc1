/** The help of every command fits a terminal of 80 columns and 24 rows, and names all that the command takes. */
import { describe, expect, it } from 'vitest';
import { CAPABILITY_IDS } from '../../src/skypilot/requirements.ts';
import { skycheck } from '../end-to-end/support/skycheck.ts';

const COMMANDS = [
  [],
  ['aws'],
  ['configure'],
  ['configure', 'list'],
  ['configure', 'list-profiles'],
  ['configure', 'compare'],
  ['policy'],
  ['policy', 'generate'],
  ['policy', 'check'],
  ['sandbox'],
  ['report'],
  ['explain'],
  ['completion'],
];

describe.each(COMMANDS.map((words) => [words.join(' '), words] as const))(
  'skycheck %s --help',
  (_name, words) => {
    it('fits, says how to call it, gives an example and leaves nothing to the end', async () => {
      const { stdout, stderr, status } = await skycheck([...words, '--help']);
      expect([status, stderr]).toEqual([0, '']);
      const lines = stdout.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines[0]).toMatch(/^Usage: skycheck/);
      expect(stdout).toMatch(/Examples?:/);
      // Options that the text forgot are listed there.
      expect(lines).not.toContain('Also');
      expect(stdout).not.toMatch(/default: (false|\[\])/);
    });

    it('is what `skycheck help` prints', async () => {
      const [first, ...rest] = words;
      if (rest.length > 0) return;
      const [asked, flag] = await Promise.all([
        skycheck(first === undefined ? ['help'] : ['help', first]),
        skycheck([...words, '--help']),
      ]);
      expect(asked.stdout).toBe(flag.stdout);
    });
  },
);

it('names all capabilities where some are asked for', async () => {
  for (const words of [['aws'], ['policy', 'generate'], ['policy', 'check']]) {
    const { stdout } = await skycheck([...words, '--help']);
    for (const id of CAPABILITY_IDS) expect(stdout).toMatch(new RegExp(`\\b${id}\\b`));
    expect(stdout).toMatch(/--require CAP/);
  }
});

it('has all commands in this test', async () => {
  const { stdout } = await skycheck(['--help']);
  const named = [...stdout.matchAll(/^ {2}([a-z]+(?: [a-z][a-z-]+)?) /gm)].map(([, words = '']) => words);
  const known = COMMANDS.map((words) => words.join(' '));
  expect(
    named.filter((words) => words !== 'help' && words !== 'skycheck aws' && !known.includes(words)),
  ).toEqual([]);
});

describe('what is mistyped gets the nearest name', () => {
  it.each<[readonly string[], RegExp]>([
    [['awz'], /Did you mean aws\?/],
    [['aws', '--requre', 'spot'], /Did you mean --require\?/],
    [['aws', '--require', 'compute,sport'], /Did you mean spot\?/],
    [['policy', 'generate', '--with', 'storge'], /Did you mean storage\?/],
    [['policy', 'chek'], /Did you mean check\?/],
    [['aws', '--sandbox', 'minmal'], /Did you mean minimal\?/],
    [['explain', 'sso-token-expird'], /Did you mean sso-token-expired\?/],
    [['aws', '--sandbox', 'many-profiles', '--profile', 'reeder'], /Did you mean "reader"\?/],
    [['aws', '--sandbox', 'admin', '--offline', '--region', 'us-esat-1'], /Did you mean us-east-1\?/],
  ])('%j', async (args, meant) => {
    const { stdout, stderr, status } = await skycheck(args);
    expect(`${stdout}${stderr}`.replace(/\s+/g, ' ')).toMatch(meant);
    expect([1, 2, 3]).toContain(status);
  });
});
