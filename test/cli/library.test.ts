/** The library is the command line's check, which prints, exits and throws nothing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type { checkAws as CheckAws, CheckAwsOptions } from '../../src/cli/library.ts';
import type { Host } from '../../src/host.ts';
import { machineHost } from '../../src/node-host/machine-host.ts';
import type { Report } from '../../src/report/report.ts';
import { ROOT } from '../end-to-end/support/paths.ts';
import { parseReport, sandboxHome, skycheck, stable } from '../end-to-end/support/skycheck.ts';

const library: { readonly checkAws: typeof CheckAws } = createRequire(import.meta.url)(
  path.join(ROOT, 'dist/library.js'),
);

async function inSandbox(
  scenario: string,
): Promise<{ readonly host: Host; readonly print: (...flags: string[]) => Promise<Report> }> {
  const inside = await sandboxHome(scenario);
  const env = { HOME: inside.home, AWS_EC2_METADATA_DISABLED: 'true', ...inside.env };
  const host = machineHost({ env, cwd: inside.home, promptSecret: async () => undefined });
  return {
    host,
    print: async (...flags) =>
      parseReport(
        (await skycheck(['aws', '--format', 'json', ...flags], { ...inside, cwd: inside.home })).stdout,
      ),
  };
}

const same = (report: Report): unknown => JSON.parse(stable(JSON.stringify(report, null, 2)));

it.each<readonly [string, CheckAwsOptions, readonly string[]]>([
  ['least-privilege', {}, []],
  ['minimal', { require: ['storage', 'spot'] }, ['--require', 'storage,spot']],
  ['minimal', { ignore: ['permissions-missing'] }, ['--ignore', 'permissions-missing']],
  ['sso-expired', {}, []],
  ['no-credentials', { region: 'eu-west-1' }, ['--region', 'eu-west-1']],
  [
    'admin',
    { instanceType: 'p4d.24xlarge', spot: true, quotas: true },
    ['--instance-type', 'p4d.24xlarge', '--spot', '--quotas'],
  ],
  ['admin', { offline: true }, ['--offline']],
  [
    'admin',
    { for: 'H100:8', nodes: 2, spot: true, as: 'job' },
    ['--for', 'H100:8', '--nodes', '2', '--spot', '--as', 'job'],
  ],
  ['admin', { buckets: ['data'], infra: 'aws/eu-west-1' }, ['--bucket', 'data', '--infra', 'aws/eu-west-1']],
  ['admin', { simulate: false, probe: false }, ['--no-simulate', '--no-probe']],
])('in %s with %j it reports what the command line does', async (scenario, options, flags) => {
  const { host, print } = await inSandbox(scenario);
  const [report, printed] = [await library.checkAws({ ...options, host }), await print(...flags)];
  expect(same(report)).toEqual(same(printed));
});

it.each<readonly [CheckAwsOptions, string]>([
  [
    { require: ['no-such' as 'compute'] },
    'require: there is no capability "no-such"; the capabilities are compute,',
  ],
  [{ ignore: ['error'] }, 'ignore and failOn: there is no finding "error".'],
  [{ ignore: ['no-such'] }, 'ignore and failOn: there is no finding "no-such".'],
  [{ timeoutSeconds: 0 }, 'timeoutSeconds: it takes a number above 0 and up to 3600.'],
  [{ timeoutSeconds: Number.NaN }, 'timeoutSeconds: it takes a number above 0 and up to 3600.'],
  [{ endpointUrl: 'ftp://x' }, 'endpointUrl: it takes a URL that begins with http:// or https://.'],
  [{ config: 'nowhere.yaml' }, '--config: ~/nowhere.yaml does not exist.'],
  [{ task: 'nowhere.yaml' }, '--task: nowhere.yaml does not exist.'],
  [{ task: '-' }, '--task: standard input does not exist.'],
  [{ nodes: 0.5 }, 'nodes: it takes a whole number of at least 1.'],
  [{ withPolicy: ['nowhere.json'] }, 'nowhere.json: there is no such file'],
  [{ withPolicy: ['fix.json'], offline: true }, 'withPolicy and offline exclude each other.'],
  [{ waitSeconds: 0 }, 'waitSeconds: it takes a number above 0 and up to 3600.'],
])('says of %j that it cannot be', async (options, reason) => {
  const { host } = await inSandbox('no-credentials');
  const report = await library.checkAws({ ...options, host });
  expect(report).toMatchObject({ verdict: 'undecided', exitCode: 2, findings: [] });
  expect(report.verdictReason).toContain(reason);
  expect(parseReport(JSON.stringify(report))).toEqual(report);
});

it('reports a bug, and says nothing of what it was about', async () => {
  const { host } = await inSandbox('no-credentials');
  const broken: Host = {
    ...host,
    readFile: async () => {
      throw new RangeError('AKIASECRET');
    },
  };
  const report = await library.checkAws({ host: broken });
  expect(report).toMatchObject({ verdict: 'undecided', exitCode: 70, verdictReason: 'skycheck failed' });
  expect(report.findings).toMatchObject([
    {
      code: 'internal-error',
      severity: 'error',
      detail: 'The check stopped with RangeError, so nothing is known.',
    },
  ]);
  expect(JSON.stringify(report)).not.toContain('AKIASECRET');
  expect(parseReport(JSON.stringify(report))).toEqual(report);
});

it.each(['.aws/config', '.aws/credentials', '.sky/config.yaml'])(
  'decides nothing where %s was not read in time',
  async (late) => {
    const { host } = await inSandbox('least-privilege');
    const slow: Host = {
      ...host,
      readFile: async (file) =>
        file.endsWith(late) ? { kind: 'unreadable', code: 'ETIMEDOUT' } : host.readFile(file),
    };
    const report = await library.checkAws({ host: slow });
    expect(report).toMatchObject({ verdict: 'undecided', exitCode: 3 });
    const errors = report.findings.filter(({ severity }) => severity === 'error').map(({ detail }) => detail);
    expect(errors).toContainEqual(expect.stringContaining(`~/${late}`));
  },
);

it('prints nothing, and ends early when told to', async () => {
  const { host } = await inSandbox('least-privilege');
  const writes = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  const report = await library.checkAws({ host, signal: AbortSignal.abort() });
  for (const write of writes) {
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  }
  expect(report).toMatchObject({ verdict: 'undecided', exitCode: 3 });
});

it('has this surface', () => {
  expect(Object.keys(library)).toEqual(['checkAws']);
  const types = (file: string) => readFileSync(path.join(ROOT, 'dist/types', file), 'utf8');
  expect(types('library.d.ts')).toMatchSnapshot('options');
  expect(types('host.d.ts')).toMatchSnapshot('host');
});
