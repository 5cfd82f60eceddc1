import { describe, expect, it } from 'vitest';
import { placeText } from '../../src/file-line.ts';
import { findVariableOrigins } from '../../src/shell-files/variable-origins.ts';
import { fakeHost } from '../credentials/fake-host.ts';

type Files = Readonly<Record<string, string>>;

async function origins(files: Files, env: Record<string, string> = {}): Promise<readonly string[]> {
  const host = fakeHost({ files, env });
  return (await findVariableOrigins('AWS_PROFILE', 'old', host)).map(placeText);
}

/** A file whose one line counts, or does not. */
const LINES: readonly (readonly [what: string, file: string, text: string, line: number | undefined])[] = [
  ['export', '~/.bashrc', 'export AWS_PROFILE=old', 1],
  ['export in quotes', '~/.bashrc', `# mine\nexport AWS_PROFILE="old"`, 2],
  ['export in single quotes', '~/.bashrc', "  export AWS_PROFILE='old'  # why", 1],
  ['export of several', '~/.bashrc', 'export EDITOR=vi AWS_PROFILE=old LANG=C', 1],
  ['assignment, exported later', '~/.bashrc', 'AWS_PROFILE=old\nexport AWS_PROFILE', 1],
  ['assignment behind a condition', '~/.profile', '[ -d ~/x ] && export AWS_PROFILE=old', 1],
  ['inside if', '~/.profile', 'if true; then export AWS_PROFILE=old; fi', 1],
  ['declare -x', '~/.bash_profile', 'declare -x AWS_PROFILE=old', 1],
  ['typeset -gx', '~/.zshrc', 'typeset -gx AWS_PROFILE=old', 1],
  ['a default', '~/.zshenv', 'export AWS_PROFILE="${AWS_PROFILE:-old}"', 1],
  ['what a shell computes', '~/.zprofile', 'export AWS_PROFILE=$(cat ~/.current-profile)', 1],
  ['the last of two', '~/.zshrc', 'export AWS_PROFILE=new\nexport AWS_PROFILE=old', 2],
  ['Windows line ends', '~/.bashrc', 'x=1\r\nexport AWS_PROFILE=old\r\n', 2],
  ['fish', '~/.config/fish/config.fish', 'set -gx AWS_PROFILE old', 1],
  ['fish, in words', '~/.config/fish/config.fish', 'set --global --export AWS_PROFILE "old"', 1],
  ['a snippet of fish', '~/.config/fish/conf.d/aws.fish', 'set -x AWS_PROFILE old', 1],
  [
    'a universal variable of fish',
    '~/.config/fish/fish_variables',
    '# VERSION: 3.0\nSETUVAR --export AWS_PROFILE:old',
    2,
  ],
  ['direnv', '/work/.envrc', 'export AWS_PROFILE=old', 1],
  ['direnv above', '/.envrc', 'export AWS_PROFILE=old', 1],
  ['.env', '/work/.env', 'A=1\nAWS_PROFILE=old', 2],
  ['.env with quotes', '/work/.env', 'AWS_PROFILE = "old" # why', 1],
  ['the system', '/etc/environment', 'AWS_PROFILE=old', 1],
  ['another value', '~/.bashrc', 'export AWS_PROFILE=new', undefined],
  ['a comment', '~/.bashrc', '# export AWS_PROFILE=old', undefined],
  ['an unset below', '~/.bashrc', 'export AWS_PROFILE=old\nunset AWS_PROFILE', undefined],
  ['export -n', '~/.bashrc', 'export AWS_PROFILE=old\nexport -n AWS_PROFILE', undefined],
  ['another value below', '~/.bashrc', 'export AWS_PROFILE=old\nexport AWS_PROFILE=new', undefined],
  ['not exported', '~/.bashrc', 'AWS_PROFILE=old', undefined],
  ['for one command', '~/.bashrc', 'AWS_PROFILE=old aws sts get-caller-identity', undefined],
  ['an alias', '~/.bashrc', "alias old='export AWS_PROFILE=old'", undefined],
  ['a function', '~/.bashrc', 'old() {\n  export AWS_PROFILE=old\n}', undefined],
  ['a function in a line', '~/.bashrc', 'old() { export AWS_PROFILE=old; }', undefined],
  [
    'a function of fish',
    '~/.config/fish/config.fish',
    'function old\n  set -gx AWS_PROFILE old\nend',
    undefined,
  ],
  ['text', '~/.bashrc', 'echo "export AWS_PROFILE=old"', undefined],
  ['another variable', '~/.bashrc', 'export MY_AWS_PROFILE=old AWS_PROFILE_OLD=old', undefined],
  ['erased by fish', '~/.config/fish/config.fish', 'set -gx AWS_PROFILE old\nset -e AWS_PROFILE', undefined],
  ['not exported by fish', '~/.config/fish/config.fish', 'set -g AWS_PROFILE old', undefined],
  ['a comment in .env', '/work/.env', '# AWS_PROFILE=old', undefined],
  ['a .env above', '/.env', 'AWS_PROFILE=old', undefined],
];

describe('where a variable is set', () => {
  it.each(LINES)('%s', async (_what, file, text, line) => {
    expect(await origins({ [file]: text })).toEqual(line === undefined ? [] : [`${file}:${line}`]);
  });

  it('goes on behind a function', async () => {
    expect(await origins({ '~/.bashrc': 'f() {\n  x\n}\nexport AWS_PROFILE=old' })).toEqual(['~/.bashrc:4']);
  });

  it('follows files that are read, and names the line there', async () => {
    const files = {
      '~/.bashrc': '[ -f ~/.exports ] && . ~/.exports\nsource "$HOME/.more"',
      '~/.exports': 'export AWS_PROFILE=new',
      '~/.more': 'export AWS_PROFILE=old',
    };
    expect(await origins(files)).toEqual(['~/.more:1']);
    expect(await origins({ ...files, '~/.more': 'unset AWS_PROFILE' })).toEqual([]);
    expect(await origins({ '/work/.envrc': 'dotenv', '/work/.env': 'AWS_PROFILE=old' })).toEqual([
      '/work/.env:1',
    ]);
  });

  it('ends where files read each other', async () => {
    expect(
      await origins({ '~/.bashrc': '. ~/.profile\nexport AWS_PROFILE=old', '~/.profile': '. ~/.bashrc' }),
    ).toEqual(['~/.bashrc:2']);
  });

  it('takes what a shell reads last', async () => {
    const files = { '~/.zshenv': 'export AWS_PROFILE=old', '~/.zshrc': 'unset AWS_PROFILE' };
    expect(await origins(files)).toEqual([]);
    expect(await origins({ '~/.zshenv': files['~/.zshenv'] })).toEqual(['~/.zshenv:1']);
  });

  it('has direnv read the nearest file only, unless that asks for the one above', async () => {
    const above = { '/.envrc': 'export AWS_PROFILE=old' };
    expect(await origins({ ...above, '/work/.envrc': 'export A=1' })).toEqual([]);
    expect(await origins({ ...above, '/work/.envrc': 'source_up\nexport A=1' })).toEqual(['/.envrc:1']);
  });

  it('leaves the files of other shells out where those of the own one set it', async () => {
    const files = { '~/.bashrc': 'export AWS_PROFILE=old', '~/.zshrc': 'export AWS_PROFILE=old' };
    expect(await origins(files, { SHELL: '/bin/zsh' })).toEqual(['~/.zshrc:1']);
    expect(await origins(files, { SHELL: '/usr/bin/fish' })).toEqual(['~/.bashrc:1', '~/.zshrc:1']);
  });

  it('looks where ZDOTDIR and XDG_CONFIG_HOME say', async () => {
    expect(await origins({ '/z/.zshrc': 'export AWS_PROFILE=old' }, { ZDOTDIR: '/z' })).toEqual([
      '/z/.zshrc:1',
    ]);
    expect(
      await origins({ '/x/fish/config.fish': 'set -gx AWS_PROFILE old' }, { XDG_CONFIG_HOME: '/x' }),
    ).toEqual(['/x/fish/config.fish:1']);
  });

  it('reads no file that is longer than a start file', async () => {
    const long = `export AWS_PROFILE=old\n${'#'.repeat(300 * 1024)}`;
    expect(await origins({ '~/.bashrc': long })).toEqual([]);
  });

  it('reads a bounded number of files', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`~/.f${index}`, 'export A=1'] as const),
    );
    let reads = 0;
    const host = fakeHost({
      files: {
        ...many,
        '~/.bashrc': Object.keys(many)
          .map((file) => `. ${file}`)
          .join('\n'),
      },
    });
    const counting = {
      ...host,
      readFile: (file: string) => {
        reads += 1;
        return host.readFile(file);
      },
    };
    await findVariableOrigins('AWS_PROFILE', 'old', counting);
    expect(reads).toBeLessThanOrEqual(60);
  });

  it.each([
    'export AWS_PROFILE="',
    'export AWS_PROFILE=$(',
    'AWS_PROFILE=`',
    '\\',
    'export AWS_PROFILE=${',
    '((((',
    '\0',
  ])('survives half a line: %j', async (text) => {
    expect(await origins({ '~/.bashrc': text })).toEqual(expect.any(Array));
  });
});
