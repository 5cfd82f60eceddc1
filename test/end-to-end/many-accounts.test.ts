/** The workflow of docs/many-accounts.md: its commands, as it has them, against the profiles of a sandbox. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseBy, ROOT, sandboxHome, skycheck } from './support/skycheck.ts';

interface Job {
  readonly strategy?: { readonly matrix: { readonly profile: string } };
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run?: string }[];
}

const page = readFileSync(path.join(ROOT, 'docs/many-accounts.md'), 'utf8');
const jobs: Readonly<Record<string, Job>> = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '').jobs;

/** The words behind `npx skycheck` in the only step of a job that runs it. */
function wordsOf(job: string, variables: Readonly<Record<string, string>>): readonly string[] {
  const [line = ''] = (jobs[job]?.steps ?? [])
    .flatMap(({ run = '' }) => run.split('\n'))
    .filter((each) => each.startsWith('npx skycheck '));
  const [command = ''] = line.replace('npx skycheck ', '').split(' > ');
  return command
    .split(' ')
    .map((word) => word.replace(/"\$(\w+)"/g, (_all, name: string) => variables[name] ?? ''));
}

it('lists the profiles, checks each in its own job and ends in one page', async () => {
  const { home, env } = await sandboxHome('many-profiles');
  const run = (args: readonly string[]) => skycheck(args, { home, cwd: home, env });
  const list = await run(wordsOf('profiles', {}));
  const { profiles } = parseBy<{ profiles: { name: string }[] }>('list-profiles', list.stdout);
  // What jq makes of it, and what the matrix of the next job takes.
  const names = profiles.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(3);
  expect(jobs.check?.strategy?.matrix.profile).toContain('needs.profiles.outputs.names');
  expect(page).toContain("jq -c '[.profiles[].name]'");

  mkdirSync(path.join(home, 'reports'));
  const statuses = [];
  for (const [index, name] of names.entries()) {
    const report = (jobs.check?.env?.REPORT ?? '').replace('${{ strategy.job-index }}', `${index}`);
    const { status } = await run(wordsOf('check', { PROFILE: name, REPORT: `reports/${report}` }));
    statuses.push(status);
  }
  const saved = readdirSync(path.join(home, 'reports'));
  expect(saved).toHaveLength(names.length);

  const words = wordsOf('page', {}).flatMap((word) =>
    word === 'reports/*.json' ? saved.map((file) => `reports/${file}`) : [word],
  );
  const { status, stdout } = await run(words);
  expect(status).toBe(statuses.includes(1) ? 1 : statuses.includes(3) ? 3 : 0);
  for (const name of names) expect(stdout).toContain(name);
  const html = readFileSync(path.join(home, 'accounts.html'), 'utf8');
  const suites = [...readFileSync(path.join(home, 'accounts.xml'), 'utf8').matchAll(/<testsuite /g)];
  expect(suites).toHaveLength(names.length);
  for (const name of names) expect(html).toContain(`profile ${name}`);
});
