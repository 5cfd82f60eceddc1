/** A report about a task says in every format what would be launched, also when it is rendered from what was saved. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { skycheck, temporaryHome } from './support/skycheck.ts';

const ASKED = ['aws', '--sandbox', 'admin', '--for', 'H100:8', '--nodes', '2'];

it.each([
  ['text', /Task .*\(sky launch\)[\s\S]*2 × p5\.48xlarge/],
  ['markdown', /## Task .*\(sky launch\)[\s\S]*- .*2 × p5\.48xlarge/],
  ['html', /<h3>Task .*\(sky launch\)<\/h3>[\s\S]*<li>.*2 × p5\.48xlarge/],
  ['junit', /<testcase [^>]*name="Task .*\(sky launch\)"[^>]*\/>/],
])('%s', async (format, expected) => {
  const home = await temporaryHome({});
  const json = (await skycheck([...ASKED, '--format', 'json'])).stdout;
  await writeFile(path.join(home, 'saved.json'), json);
  const saved = await skycheck(['report', 'saved.json', '--format', format], { home, cwd: home });
  expect(saved.stdout).toMatch(expected);
  const live = await skycheck([...ASKED, '--format', format]);
  expect(live.stdout).toMatch(expected);
});

it('a task that SkyPilot refuses is a failure in JUnit, with its reason', async () => {
  const home = await temporaryHome({});
  await writeFile(path.join(home, 'task.yaml'), 'resources:\n  cloud: aws\n  no_such_field: 1\n');
  const args = ['aws', '--sandbox', 'admin', '--task', 'task.yaml', '--format', 'junit'];
  const { stdout } = await skycheck(args, { home, cwd: home });
  expect(stdout).toMatch(
    /<testcase [^>]*name="Task task\.yaml \(sky launch\)"[^>]*>\s*<failure [^>]*type="refused"/,
  );
  expect(stdout).toContain('no_such_field');
});
