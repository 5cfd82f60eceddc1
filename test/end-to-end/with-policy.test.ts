/** `--with-policy`: what if the identity had the policies of a file as well. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/report/formats/formats.ts';
import { allow, policy } from '../sandbox/support.ts';
import { parseReport, skycheck, temporaryHome } from './support/skycheck.ts';

async function withFile(document: object | string) {
  const home = await temporaryHome({});
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  await writeFile(path.join(home, 'fix.json'), text);
  return (...args: string[]) => skycheck(args, { home, cwd: home });
}

const LAUNCH = policy(allow(['ec2:*', 'iam:PassRole']));

it('makes ready what lacks it, and says in the verdict that it is only supposed', async () => {
  const run = await withFile(LAUNCH);
  const { status, stdout } = await run('aws', '--sandbox', 'read-only', '--with-policy', 'fix.json');
  expect(status).toBe(0);
  expect(stdout).toContain('Supposed: this identity has fix.json as well. Nothing was changed.');
  expect(stdout).toContain('With fix.json added, ready: compute is enabled.');
  expect(stdout).not.toContain('sky launch');
});

it('hands over what is missing beside it', async () => {
  const run = await withFile(policy(allow('ec2:*')));
  const { status, stdout } = await run('aws', '--sandbox', 'read-only', '--with-policy', 'fix.json');
  expect(status).toBe(1);
  const line =
    'skycheck policy generate --missing --sandbox read-only --with-policy fix.json > skypilot-fix.json';
  expect(stdout).toContain(line);
  const rest = await run(
    'policy',
    'generate',
    '--missing',
    '--sandbox',
    'read-only',
    '--with-policy',
    'fix.json',
  );
  const actions = JSON.parse(rest.stdout).Statement.flatMap(({ Action }: { Action: string }) => Action);
  expect(actions).toContain('iam:PassRole');
  expect(actions.filter((action: string) => action.startsWith('ec2:'))).toEqual([]);
});

it('takes away what it denies', async () => {
  const run = await withFile(policy({ Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' }));
  const { status, stdout } = await run(
    'aws',
    '--sandbox',
    'admin',
    '--with-policy',
    'fix.json',
    '--format',
    'json',
  );
  expect(status).toBe(1);
  const { capabilities, withPolicies } = parseReport(stdout);
  expect(withPolicies).toEqual(['fix.json']);
  const launches = capabilities
    .flatMap(({ requirements }) => requirements)
    .filter(({ id }) => id === 'compute/ec2:RunInstances@instance');
  expect(launches).toMatchObject([{ decision: 'denied', layer: 'explicit-deny' }]);
});

it.each(FORMAT_NAMES.filter((format) => !['sarif', 'github', 'json'].includes(format)))(
  'is said in %s',
  async (format) => {
    const run = await withFile(LAUNCH);
    const { stdout } = await run(
      'aws',
      '--sandbox',
      'read-only',
      '--with-policy',
      'fix.json',
      '--format',
      format,
    );
    expect(stdout).toContain('fix.json');
  },
);

it.each<readonly [object | string, readonly string[], string]>([
  [LAUNCH, ['--offline'], '--with-policy and --offline exclude each other.'],
  [LAUNCH, ['--all-profiles'], '--with-policy is about one profile'],
  [LAUNCH, ['--profile', 'a', '--profile', 'b'], '--with-policy is about one profile'],
  ['{', [], 'fix.json:1:2'],
  [{ Version: '2012-10-17' }, [], 'fix.json:1:1: this is neither a policy document'],
])('refuses %j with %j', async (document, args, message) => {
  const run = await withFile(document);
  const { status, stderr } = await run('aws', '--sandbox', 'admin', '--with-policy', 'fix.json', ...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
