/** Completion in the real shells, bash and zsh on a terminal of their own: what stands on the line after a tab. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { BIN } from './support/paths.ts';
import { temporaryHome } from './support/skycheck.ts';

const FILES = {
  '.aws/config': `
[default]
[profile prod-eu]
[profile "my prod"]
[profile a:b=c]
[profile "x$(touch PWNED) \`touch PWNED\`"]
[profile "it's"]
`,
  'work/only-file': '',
};

/** What is typed before the tab, the same line after it, and what fish offers, which quotes by itself. */
const LINES: readonly (readonly [typed: string, completed: string, offeredByFish: string])[] = [
  ['skycheck conf', 'skycheck configure ', 'configure'],
  ['skycheck aws --profile pr', 'skycheck aws --profile prod-eu ', 'prod-eu'],
  ['skycheck aws --profile=pr', 'skycheck aws --profile=prod-eu ', '--profile=prod-eu'],
  ['skycheck aws --profile my', 'skycheck aws --profile my\\ prod ', 'my prod'],
  ['skycheck aws --profile "my', 'skycheck aws --profile "my prod" ', 'my prod'],
  ["skycheck aws --profile 'my", "skycheck aws --profile 'my prod' ", 'my prod'],
  ['skycheck aws --profile a:', 'skycheck aws --profile a:b=c ', 'a:b=c'],
  ['skycheck aws --profile i', "skycheck aws --profile it\\'s ", "it's"],
  [
    'skycheck aws --profile x',
    'skycheck aws --profile x\\$\\(touch\\ PWNED\\)\\ \\`touch\\ PWNED\\` ',
    'x$(touch PWNED) `touch PWNED`',
  ],
  ['skycheck aws --require comp', 'skycheck aws --require compute', 'compute'],
  ['skycheck aws --require spot,comp', 'skycheck aws --require spot,compute', 'spot,compute'],
  ['skycheck aws --output only-f', 'skycheck aws --output only-file ', 'only-file'],
  ['skycheck aws --output=only-f', 'skycheck aws --output=only-file ', '--output=only-file'],
  ['skycheck aws --report json=only-f', 'skycheck aws --report json=only-file ', 'json=only-file'],
  ['skycheck explain sso-token-e', 'skycheck explain sso-token-expired ', 'sso-token-expired'],
  ['skycheck sandbox least', 'skycheck sandbox least-privilege ', 'least-privilege'],
];

/** What makes a shell complete, and show the line it has when Ctrl-T is typed. */
const SET_UP = {
  bash: [
    'source <(skycheck completion bash)',
    'show() { printf "LINE<%s>\\n" "$READLINE_LINE"; READLINE_LINE=; READLINE_POINT=0; }',
    'bind -x \'"\\C-t": show\'',
  ],
  zsh: [
    'autoload -Uz compinit && compinit -u',
    'source <(skycheck completion zsh)',
    'show() { zle -I; print -r -- "LINE<$BUFFER>"; BUFFER= }',
    "zle -N show && bindkey '^T' show",
  ],
};

it.each([
  ['bash', 'bash --norc --noprofile -i'],
  ['zsh', 'zsh -f -i'],
] as const)('%s completes', async (shell, command) => {
  const { env, cwd } = await placeToType();
  if (missing(shell) || missing('script')) return;
  const typed = [
    ...SET_UP[shell].map((line) => `${line}\n`),
    ...LINES.map(([line]) => `${line}\t\x14`),
    'exit\n',
  ];
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    env: { ...env, TERM: 'dumb' },
    cwd,
    input: typed.join(''),
    encoding: 'utf8',
    timeout: 60_000,
  });
  const shown = [...stdout.matchAll(/LINE<(.*)>\r?\n/g)].map(([, line]) => line);
  expect(shown.filter((line) => line?.startsWith('skycheck'))).toEqual(
    LINES.map(([, completed]) => completed),
  );
  expect(existsSync(path.join(cwd, 'PWNED'))).toBe(false);
});

it('fish completes', async () => {
  const { env, cwd } = await placeToType();
  if (missing('fish')) return;
  const asked = LINES.map(([typed]) => `echo LINE; complete -C ${fishWord(typed)}`);
  const { stdout } = spawnSync(
    'fish',
    ['--no-config', '-c', `skycheck completion fish | source; ${asked.join('; ')}`],
    {
      env,
      cwd,
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  const offered = stdout
    .split('LINE\n')
    .slice(1)
    .map((lines) => lines.split(/[\t\n]/)[0]);
  expect(offered).toEqual(LINES.map(([, , word]) => word));
  expect(existsSync(path.join(cwd, 'PWNED'))).toBe(false);
});

async function placeToType(): Promise<{ readonly env: Record<string, string>; readonly cwd: string }> {
  const home = await temporaryHome(FILES);
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  await symlink(BIN, path.join(bin, 'skycheck'));
  const PATH = [bin, path.dirname(process.execPath), process.env.PATH ?? ''].join(path.delimiter);
  return { env: { HOME: home, PATH }, cwd: path.join(home, 'work') };
}

function missing(program: string): boolean {
  const isMissing = !(process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, program)));
  if (isMissing)
    console.warn(`NOT TESTED: there is no ${program} on this machine, so completion in it was not tried.`);
  return isMissing;
}

function fishWord(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
