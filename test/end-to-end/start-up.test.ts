import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, ROOT, spawnSkycheck, temporaryHome } from './support/skycheck.ts';
import { NODE, run } from './support/spawn-program.ts';

/** The packages in each chunk of the bundle, as the build wrote them down. */
const CHUNKS: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(path.join(ROOT, 'dist', 'chunks.json'), 'utf8'),
);

const LIST_LOADED = `process.on('exit', () => {
  process.stderr.write('LOADED ' + JSON.stringify(Object.keys(require.cache)));
});`;

/** The packages that a command really loads. */
async function packagesLoadedBy(
  args: readonly string[],
  inHome: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const home = await temporaryHome({ ...inHome, 'list.cjs': LIST_LOADED });
  const { stderr } = await spawnSkycheck(args, {
    home,
    nodeArgs: ['--require', path.join(home, 'list.cjs')],
  });
  const files: readonly string[] = JSON.parse(stderr.slice(stderr.indexOf('LOADED ') + 7));
  const dist = path.join(ROOT, 'dist') + path.sep;
  expect(files).toContain(BIN);
  return [
    ...new Set(
      files
        .filter((file) => file.startsWith(dist))
        .flatMap((file) => CHUNKS[file.slice(dist.length).replaceAll(path.sep, '/')] ?? ['unknown']),
    ),
  ].sort();
}

describe('what a command loads', () => {
  it('is nothing at all for --version', async () => {
    expect(await packagesLoadedBy(['--version'])).toEqual([]);
  });

  it.each([
    [['--help'], ['commander']],
    [['aws', '--help'], ['commander']],
    [['aws', '--offline'], ['commander']],
    [['aws', '--offline', '-v'], ['commander']],
    [['aws', '--offline', '--format', 'json'], ['commander']],
    [['explain', 'no-network'], ['commander']],
    [['policy', 'generate', '--account', '111122223333'], ['commander']],
    [['policy', 'check', 'test/end-to-end/expected/policy-generate.json'], ['commander']],
    [['configure', 'list'], ['commander']],
    [['configure', 'list-profiles', '-v'], ['commander']],
    [['sandbox'], ['commander', 'ini', 'yaml', 'zod']],
  ])('is no part of the AWS SDK for %j', async (args, allowed) => {
    const loaded = await packagesLoadedBy(args);
    expect(loaded.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it("is the YAML parser only where there is a configuration of SkyPilot's", async () => {
    const files = { '.sky/config.yaml': 'aws: {vpc_name: x}' };
    expect(await packagesLoadedBy(['aws', '--offline'], files)).toEqual(['commander', 'yaml']);
  });

  it('is no EC2, S3 or IAM client where nothing but the identity is asked', async () => {
    const loaded = await packagesLoadedBy(['aws', '--sandbox', 'admin', '--no-simulate', '--no-probe']);
    expect(loaded).toContain('@aws-sdk/client-sts');
    expect(loaded.filter((name) => /client-(ec2|s3|iam|sso)/.test(name))).toEqual([]);
  });
});

describe('the executable', () => {
  it('runs from any directory', async () => {
    const home = await temporaryHome({});
    const { status, stderr } = await run(NODE, [BIN, 'explain'], { cwd: home });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
