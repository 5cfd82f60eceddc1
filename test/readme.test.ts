import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALLOWED_OPERATIONS, type OperationRule } from '../src/aws/read-only-guard.ts';
import { CAPABILITIES } from '../src/skypilot/requirements.ts';
import { NODE, runProcess } from './end-to-end/support/spawn-program.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const RULES: Readonly<Record<OperationRule, string>> = {
  always: 'always',
  'dry-run-only': 'with `DryRun` only',
  'refresh-only': 'to renew a login only',
};

/** The block of the README, as it should be. */
function operationsBlock(): string {
  const groups = new Map<string, string[]>();
  for (const { service, operation, rule } of ALLOWED_OPERATIONS) {
    const key = `${service}, ${RULES[rule]}`;
    groups.set(key, [...(groups.get(key) ?? []), operation]);
  }
  return [...groups].map(([key, operations]) => `- **${key}**: ${operations.sort().join(', ')}`).join('\n');
}

/** The capabilities, in words. */
function capabilitiesBlock(): string {
  return CAPABILITIES.map(({ id, title }) => `  - \`${id}\`: ${title}`).join('\n');
}

function withBlock(text: string, name: string, block: string): string {
  return text.replace(
    new RegExp(`(<!-- ${name}:.*?-->\n).*?(<!-- /${name} -->)`, 's'),
    (_block, begin: string, end: string) => `${begin}\n${block}\n\n${end}`,
  );
}

describe('README.md', () => {
  it('prints the capabilities, and the operations that the guard lets through: `--update` writes them', async () => {
    const blocks = { capabilities: capabilitiesBlock(), operations: operationsBlock() };
    const whole = Object.entries(blocks).reduce(
      (text, [name, block]) => withBlock(text, name, block),
      README,
    );
    for (const block of Object.values(blocks)) expect(whole).toContain(block);
    await expect(whole).toMatchFileSnapshot('../README.md');
  });

  it('shows what the program prints: `npm run picture` makes the picture', async () => {
    const { stdout } = await runProcess(NODE, [
      fileURLToPath(new URL('../scripts/picture.mjs', import.meta.url)),
      '-',
    ]);
    await expect(stdout).toMatchFileSnapshot('../docs/screen.svg');
    expect(README).toContain('](docs/screen.svg)');
  });

  it('begins with the two commands that do all the set-up', () => {
    const commands = [...README.matchAll(/```sh\n(.*?)```/gs)].slice(0, 2).map((match) => match[1]?.trim());
    expect(commands).toEqual(['npm ci && npx skycheck aws -v --sandbox', 'npm ci && npm test']);
  });
});
