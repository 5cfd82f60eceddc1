import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, ROOT, temporaryHome } from './support/skycheck.ts';
import { NODE, runProcess } from './support/spawn-program.ts';

/** The packages in each chunk of the bundle, as the build wrote them down. */
const CHUNKS: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(path.join(ROOT, 'dist', 'chunks.json'), 'utf8'),
);

interface Command {
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

/** Runs the executable again and again in one process, each time loaded anew, and notes the files that it loads. */
const LOAD_EACH = `
const [bin, ...runs] = JSON.parse(process.argv[1]);
const root = require('node:path').join(bin, '..', '..');
process.setMaxListeners(0);
const inPackage = () => Object.keys(require.cache).filter((file) => file.startsWith(root));
const load = ({ args, home }) => new Promise((done) => {
  for (const file of inPackage()) delete require.cache[file];
  process.argv = [process.argv[0], bin, ...args];
  process.env.HOME = home;
  process.exit = () => done(inPackage());
  require(bin);
  // The version is printed at once.
  if (!inPackage().some((file) => file.endsWith('main.js'))) done(inPackage());
});
(async () => {
  const loaded = [];
  for (const run of runs) loaded.push(await load(run));
  process.stderr.write('LOADED ' + JSON.stringify(loaded));
  process.reallyExit(0);
})();`;

/** The packages that each command really loads. */
async function packagesLoadedBy(commands: readonly Command[]): Promise<readonly (readonly string[])[]> {
  const runs = await Promise.all(
    commands.map(async ({ args, files = {} }) => ({ args, home: await temporaryHome(files) })),
  );
  const { stderr } = await runProcess(NODE, ['-e', LOAD_EACH, JSON.stringify([BIN, ...runs])], {
    env: { AWS_EC2_METADATA_DISABLED: 'true' },
  });
  const loaded: readonly (readonly string[])[] = JSON.parse(stderr.slice(stderr.indexOf('LOADED ') + 7));
  return loaded.map((files) => {
    expect(files).toContain(BIN);
    return packagesOf(files);
  });
}

function packagesOf(files: readonly string[]): readonly string[] {
  const dist = path.join(ROOT, 'dist') + path.sep;
  const packages = files
    .filter((file) => file.startsWith(dist))
    .flatMap((file) => CHUNKS[file.slice(dist.length).replaceAll(path.sep, '/')] ?? ['unknown']);
  return [...new Set(packages)].sort();
}

/** Commands with all that they load. */
const ALLOWED: readonly (readonly [command: Command, packages: readonly string[]])[] = [
  [{ args: ['--version'] }, []],
  [{ args: ['-V'] }, []],
  [{ args: ['--help'] }, []],
  [{ args: ['aws', '--help'] }, ['commander']],
  [{ args: ['aws', '--offline'] }, ['commander']],
  [{ args: ['aws', '--offline', '-v'] }, ['commander']],
  [{ args: ['aws', '--offline', '--format', 'json'] }, ['commander']],
  // The YAML parser only where there is a configuration of SkyPilot's.
  [
    { args: ['aws', '--offline'], files: { '.sky/config.yaml': 'aws: {vpc_name: x}' } },
    ['commander', 'yaml'],
  ],
  [{ args: ['explain', 'no-network'] }, ['commander']],
  [{ args: ['policy', 'generate', '--account', '111122223333'] }, ['commander']],
  [{ args: ['policy', 'check', 'test/end-to-end/expected/policy-generate.json'] }, ['commander']],
  [{ args: ['configure', 'list'] }, ['commander']],
  [{ args: ['configure', 'list-profiles', '-v'] }, ['commander']],
  // The SDK is asked in a process of its own.
  [{ args: ['configure', 'compare'] }, ['commander']],
  [{ args: ['sandbox'] }, ['commander', 'ini', 'yaml', 'zod']],
];
const IDENTITY_ONLY: Command = { args: ['aws', '--sandbox', 'admin', '--no-simulate', '--no-probe'] };

describe('what a command loads', () => {
  it('is what it needs, and no part of the AWS SDK where no call is made', async () => {
    const [identityOnly, ...loaded] = await packagesLoadedBy([
      IDENTITY_ONLY,
      ...ALLOWED.map(([command]) => command),
    ]);
    expect(ALLOWED.map(([command], index) => [command, loaded[index]])).toEqual(ALLOWED);
    // No client but that of the identity, where nothing else is asked.
    expect(identityOnly).toContain('@aws-sdk/client-sts');
    expect(identityOnly?.filter((name) => /client-(ec2|s3|iam|sso)/.test(name))).toEqual([]);
  });
});
