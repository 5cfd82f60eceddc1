import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type CommandShape, shapeOf } from '../../src/cli/completion/command-shape.ts';
import { EXIT_MEANINGS } from '../../src/cli/exit.ts';
import { manPage } from '../../src/cli/man-page.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { ROOT } from '../end-to-end/support/paths.ts';
import { cliContext } from './cli-context.ts';

const PROGRAM = shapeOf(buildProgram([], cliContext('/'), () => {}));
const PAGE = manPage(PROGRAM, '1.2.3');
/** As it is read. */
const READ = PAGE.replaceAll(/\\f[BIR]/g, '').replaceAll('\\-', '-');

/** Source: groff_man(7). */
const MACROS = ['TH', 'SH', 'SS', 'TP', 'PP', 'B', 'I', 'BR', 'RI', 'EX', 'EE', 'br'];

it('has every command and every option', () => {
  const missing: string[] = [];
  const visit = (command: CommandShape, words: readonly string[]): void => {
    const children = command.commands.filter(({ name, hidden }) => name !== 'help' && !hidden);
    if (children.length === 0 && !READ.includes(`.SS "${words.join(' ')} `)) missing.push(words.join(' '));
    const section = READ.split('.SS ').find((text) => text.startsWith(`"${words.join(' ')} `)) ?? '';
    for (const { names } of children.length > 0 ? [] : command.options) {
      const name = names.at(-1) ?? '';
      if (name !== '--help' && !section.includes(name)) missing.push([...words, name].join(' '));
    }
    for (const child of children) visit(child, [...words, child.name]);
  };
  visit(PROGRAM, ['skycheck']);
  expect(missing).toEqual([]);
});

it('is roff: no text is taken for a request, no hyphen for a typographic one', () => {
  for (const row of PAGE.trimEnd().split('\n')) {
    if (row.startsWith('.')) expect(MACROS).toContain(/^\.(\w+)/.exec(row)?.[1]);
    expect(row).not.toMatch(/^'/);
    expect(row).not.toMatch(/(?<!\\)-/);
    expect(row).not.toMatch(/\\(?![-e&(f])/);
  }
  expect(PAGE).toContain('skycheck 1.2.3');
});

it("has README's exit statuses", () => {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| (\d[\d, to]*?) +\| (.+?) +\|$/gm)].map(([, status, meaning]) => [
    status,
    meaning,
  ]);
  expect(rows).toEqual(EXIT_MEANINGS);
});
