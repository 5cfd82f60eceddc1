import { describe, expect, it } from 'vitest';
import { findAwsCli, findEachAwsCli } from '../../src/credentials/aws-cli.ts';
import type { ProcessRequest } from '../../src/host.ts';
import { fakeHost } from './fake-host.ts';

/** Finds `aws` on a machine with these directories. */
async function found(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string>>,
  directories: Readonly<Record<string, readonly string[]>>,
) {
  const asked: ProcessRequest[] = [];
  const host = {
    ...fakeHost({ env }),
    platform,
    listDirectory: async (directory: string) => directories[directory] ?? [],
    run: async (request: ProcessRequest) => {
      asked.push(request);
      return { kind: 'exited' as const, status: 0, stdout: 'aws-cli/2.31.4 Python/3.13', stderr: '' };
    },
  };
  return { cli: await findAwsCli(host), each: await findEachAwsCli(host), asked };
}

describe('findAwsCli', () => {
  it('asks for the version without keys and tokens', async () => {
    const { cli, asked } = await found('linux', { PATH: 'bin:/a:/b' }, { '/b': ['aws'] });
    expect(cli).toMatchObject({ path: '/b/aws', major: 2 });
    const call = ['/b/aws', '--version', 'plain'];
    expect(asked.map(({ argv, environment }) => [...argv, environment])).toEqual([call, call]);
  });

  it.each([
    ['Path', 'C:\\a;C:\\Program Files\\Amazon\\AWSCLIV2\\'],
    ['PATH', 'relative;C:\\Program Files\\Amazon\\AWSCLIV2\\'],
  ])('finds aws.exe on the %s of Windows', async (name, value) => {
    const directories = { 'C:\\Program Files\\Amazon\\AWSCLIV2\\': ['AWS.exe'] };
    const { asked, each } = await found('win32', { [name]: value }, directories);
    const file = 'C:\\Program Files\\Amazon\\AWSCLIV2\\aws.exe';
    expect(asked[0]?.argv[0]).toBe(file);
    expect(each.get(2)?.file).toBe(file);
  });

  it('finds aws.cmd, which Windows starts by a shell alone, and does not start it', async () => {
    const { cli, asked } = await found(
      'win32',
      { Path: 'C:\\py\\Scripts' },
      { 'C:\\py\\Scripts': ['aws.cmd'] },
    );
    expect(cli).toEqual({ path: 'C:\\py\\Scripts\\aws.cmd', version: undefined, major: undefined });
    expect(asked).toEqual([]);
  });
});
