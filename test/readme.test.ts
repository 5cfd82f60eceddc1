import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALLOWED_OPERATIONS, type OperationRule } from '../src/aws/read-only-guard.ts';
import { CAPABILITY_IDS } from '../src/skypilot/requirements.ts';

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

describe('README.md', () => {
  it('names every capability', () => {
    expect(CAPABILITY_IDS.filter((id) => !README.includes(`\`${id}\``))).toEqual([]);
  });

  it('prints the operations that the read-only guard lets through: `--update` writes them', async () => {
    const whole = README.replace(
      /(<!-- operations:.*?-->\n).*?(<!-- \/operations -->)/s,
      (_block, begin: string, end: string) => `${begin}\n${operationsBlock()}\n\n${end}`,
    );
    expect(whole).toContain(operationsBlock());
    await expect(whole).toMatchFileSnapshot('../README.md');
  });

  it('begins with the two commands that do all the set-up', () => {
    const commands = [...README.matchAll(/```sh\n(.*?)```/gs)].slice(0, 2).map((match) => match[1]?.trim());
    expect(commands).toEqual(['npm ci && npx skycheck aws -v --sandbox', 'npm ci && npm test']);
  });
});
