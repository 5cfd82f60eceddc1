/** Words of commands reach a program as they were meant, in real shells; nothing in them runs. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { command, edit, type FixStep, reportStep, setVariable } from '../../src/findings/fix-step.ts';
import { runProcess } from '../end-to-end/support/spawn-program.ts';

/** What a shell would make something of. */
const HOSTILE = [
  '$(touch owned)',
  '`touch owned`',
  '"; touch owned; "',
  "'; touch owned; '",
  "it's",
  '$HOME',
  '${HOME}',
  '~',
  '~root',
  '~+',
  'a~/b',
  '*',
  '?',
  '[a]',
  '{a,b}',
  '!!',
  '#',
  '-n',
  '--',
  'a b',
  ' ',
  '\t',
  'a\nb',
  'a\rb',
  '\\',
  '\\n',
  '&&',
  '|',
  '>owned',
  '<',
  'é',
  '日本',
  '=',
  '%s',
  'A=$(touch owned)',
  '(x)',
];

/** Seeded, so that a run shows what another shows. */
const random = fc.sample(
  fc.string({
    unit: fc.constantFrom(...'abA0 $`"\'\\~*?[]{}()<>|&;!#=%-/\n\t'),
    maxLength: 12,
    minLength: 1,
  }),
  { numRuns: 200, seed: 7 },
);
const words = [...HOSTILE, ...random];

/** Each command with the words that a program is to be given. */
function steps(home: string): readonly (readonly [FixStep, readonly string[]])[] {
  return words.flatMap((word): readonly (readonly [FixStep, readonly string[]])[] => [
    [command('give', word, 'x'), [word, 'x']],
    [command('give', `~/${word}`), [`${home}/${word}`]],
    [command('give', '--profile', word), ['--profile', word]],
    [edit({ file: `~/${word}/config`, line: 3 }), ['+3', `${home}/${word}/config`]],
  ]);
}

it.each(['sh', 'bash'])('in %s', async (shell) => {
  const home = await mkdtemp(path.join(tmpdir(), 'skycheck-words-'));
  try {
    const wanted = steps(home);
    const variables = words.map((word) => reportStep(setVariable('WORD', word)).text);
    const script = [
      'give() { printf "%s\\0" "$@"; printf "\\1\\0"; }',
      'EDITOR=give',
      ...wanted.map(([step]) => reportStep(step).text),
      ...variables.map((text) => `${text}; give "$WORD"`),
    ].join('\n');
    const { stdout, stderr } = await runProcess(shell, ['-c', script], {
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      cwd: home,
    });
    const given = stdout
      .split('\u0001\0')
      .slice(0, -1)
      .map((part) => part.split('\0').slice(0, -1));
    expect(stderr).toBe('');
    expect(given).toEqual([...wanted.map(([, expected]) => expected), ...words.map((word) => [word])]);
    expect(await readdir(home)).toEqual([]);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
