/** Pages that are made of the source, or that programs and pipelines rely on. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { bashWords } from '../src/cli/completion/bash-words.ts';
import { EXIT_MEANINGS } from '../src/cli/exit.ts';
import { buildProgram } from '../src/cli/program.ts';
import { readProjectConfig } from '../src/cli/project-config.ts';
import { FINDINGS } from '../src/findings/registry.ts';
import { codesOf, TOPICS } from '../src/findings/topics.ts';
import { cliContext } from './cli/cli-context.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

/** `npm run docs` writes it. */
it('docs/findings.md has every finding', async () => {
  const topics = TOPICS.flatMap(({ name, title, knownFrom }) => [
    `## ${name}`,
    '',
    `${title.charAt(0).toUpperCase()}${title.slice(1)}. ${knownFrom}`,
    ...codesOf(name).flatMap((code) => {
      const { severity, title: what, explanation, docs } = FINDINGS[code];
      return [
        '',
        `### ${code}`,
        '',
        `${what} (${severity}).`,
        ...explanation.flatMap((text) => ['', text]),
        '',
        `<${docs}>`,
      ];
    }),
    '',
  ]);
  const page = [
    '# Findings',
    '',
    'Every code that a report can have, by topic; `skycheck explain CODE` prints the same, with the fix for the machine it runs on.',
    'An error is what keeps something that was asked for from working; the same finding is a warning where it does not.',
    '',
    ...topics,
  ];
  await expect(`${page.join('\n').trimEnd()}\n`).toMatchFileSnapshot('../docs/findings.md');
});

/** The commands of skycheck in the code blocks of a page, in words. */
function commandsOf(page: string): readonly (readonly string[])[] {
  const blocks = [...read(page).matchAll(/```(?:sh|yaml)\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const quoted = [...read(page).matchAll(/`(skycheck [^`]*)`/g)].map(([, text = '']) => text);
  const lines = [...blocks.join('\n').split('\n'), ...quoted].flatMap((line) => {
    const [, command] = /(?:^|\W)((?:npx )?skycheck (?!@)[a-z].*?)(?: +[|><#] .*|$)/.exec(line) ?? [];
    return command === undefined ? [] : [command.replace(/^npx /, '')];
  });
  return lines.map((line) => bashWords(`${line} `, '').words);
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  'OWNER/NAME': 'acme/infra',
  'bash|zsh|fish': 'bash',
};

describe.each([
  'README.md',
  'AGENTS.md',
  'docs/ci.md',
  'docs/json.md',
  'docs/many-accounts.md',
  'docs/guide.md',
])('%s', (page) => {
  it('has only commands that the program takes', () => {
    const refused = commandsOf(page).filter(
      (words) => !isTaken(words.map((word) => PLACEHOLDERS[word] ?? word)),
    );
    expect(refused).toEqual([]);
  });

  it('has only links that lead somewhere', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

/** Prose names a command without what it works on; a word that the program does not know is a mistake. */
function isTaken(words: readonly string[]): boolean {
  const program = buildProgram(words, cliContext('/'), () => undefined);
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    return error instanceof CommanderError && /missing|help/i.test(error.code);
  }
  return true;
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

it('docs/json.md names every schema, and fields that are there', () => {
  const page = read('docs/json.md');
  const schema: { properties: Record<string, unknown> } = JSON.parse(read('schema/report.schema.json'));
  const fields = Object.keys(schema.properties);
  for (const row of page
    .split('## What to look at')[1]
    ?.split('\n')
    .filter((line) => line.startsWith('| ')) ?? []) {
    for (const [, name = ''] of (row.split('|')[2] ?? '').matchAll(/`([a-zA-Z]+)(?:\[\])?[^`]*`/g)) {
      const isOfFinding = ['code', 'severity', 'detail', 'at', 'cause', 'fix'].includes(name);
      if (!isOfFinding) expect(fields).toContain(name);
    }
  }
  for (const [, file = ''] of page.matchAll(/`(schema\/[\w.-]+)`/g))
    expect(existsSync(path.join(ROOT, file))).toBe(true);
});

it('AGENTS.md has the exit statuses', () => {
  const statuses = [...read('AGENTS.md').matchAll(/^- (\d+): (?:[^;]*; (\d+):)?/gm)].flatMap(
    ([, ...found]) => found,
  );
  const known = EXIT_MEANINGS.flatMap(([status]) => status.split(', ')).filter((status) =>
    /^\d+$/.test(status),
  );
  expect(statuses.filter((status) => status !== undefined)).toEqual(known);
});

describe('docs/ci.md', () => {
  const blocks = [...read('docs/ci.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

  it('has YAML that is YAML', () => {
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks)
      expect(
        parseAllDocuments(block).flatMap((document) => ('errors' in document ? document.errors : [])),
      ).toEqual([]);
  });

  it('has a .skycheck.yaml that is accepted', async () => {
    const [text = ''] = blocks.filter((block) => block.includes('fail-on:'));
    const { host } = cliContext('/project');
    const withFile = {
      ...host,
      readFile: async (file: string) =>
        file === '/project/.skycheck.yaml'
          ? ({ kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o644 } as const)
          : ({ kind: 'missing' } as const),
    };
    expect(await readProjectConfig(withFile)).toMatchObject({
      require: ['compute', 'spot'],
      failOn: ['warning'],
    });
  });

  it('has the inputs and outputs of action.yml', () => {
    const action: Record<'inputs' | 'outputs', Record<string, { description: string }>> = parse(
      read('action.yml'),
    );
    const page = read('docs/ci.md');
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)])
      expect(page).toContain(`\`${name}\``);
  });
});

describe('action.yml', () => {
  const action: {
    inputs: Record<string, { default: string }>;
    outputs: Record<string, { value: string }>;
    runs: { using: string; steps: { id: string; env: Record<string, string>; run: string }[] };
  } = parse(read('action.yml'));
  const [step] = action.runs.steps;

  it('hands every input over as a variable, and puts none into the script', () => {
    expect(action.runs.using).toBe('composite');
    expect(Object.values(step?.env ?? {}).sort()).toEqual(
      Object.keys(action.inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .sort(),
    );
    expect(step?.run).not.toContain('${{');
  });

  it('gives every output that it names', () => {
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.${step?.id}.outputs.${name} }}`);
      expect(step?.run).toContain(`${name}=$`);
    }
  });
});
