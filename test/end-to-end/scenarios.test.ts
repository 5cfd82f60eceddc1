import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { printed } from '../../src/printable.ts';
import { printableReport } from '../../src/report/printable-report.ts';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text/report-text.ts';
import { PLAIN } from '../report/text/styles.ts';
import { ACCOUNT, shipped as shippedScenario } from '../sandbox/support.ts';
import { parseReport, ROOT, skycheck, stable, temporaryHome } from './support/skycheck.ts';

interface Expected {
  readonly status: number;
  readonly enabled: readonly string[];
  readonly skyCheck: readonly string[];
  /** The most important finding. */
  readonly first: string | undefined;
}

const both = ['compute', 'storage'];

/** What each scenario that ships comes to; whole outputs are in `expected/`. */
const SCENARIOS: Readonly<Record<string, Expected>> = {
  admin: { status: 0, enabled: both, skyCheck: both, first: undefined },
  'aws-login': { status: 0, enabled: both, skyCheck: both, first: undefined },
  boundary: { status: 1, enabled: ['storage'], skyCheck: both, first: 'permissions-blocked' },
  'clock-skew': { status: 1, enabled: [], skyCheck: [], first: 'clock-skew' },
  'custom-vpc': { status: 0, enabled: both, skyCheck: both, first: 'regions-not-usable' },
  'encrypted-volumes': { status: 1, enabled: ['storage'], skyCheck: both, first: 'launch-guardrail' },
  'expired-token': { status: 1, enabled: [], skyCheck: [], first: 'session-token-expired' },
  'invalid-key': { status: 1, enabled: [], skyCheck: [], first: 'access-key-invalid' },
  'leaked-key': { status: 1, enabled: [], skyCheck: ['compute'], first: 'access-key-quarantined' },
  'least-privilege': {
    status: 0,
    enabled: ['compute'],
    skyCheck: ['compute'],
    first: 'permissions-missing',
  },
  'many-profiles': { status: 0, enabled: both, skyCheck: both, first: 'credentials-file-shipped' },
  mfa: { status: 1, enabled: ['storage'], skyCheck: both, first: 'denied-without-mfa' },
  minimal: { status: 1, enabled: [], skyCheck: ['compute'], first: 'permissions-missing' },
  'missing-permissions': { status: 1, enabled: ['storage'], skyCheck: both, first: 'permissions-missing' },
  'new-account': { status: 1, enabled: ['storage'], skyCheck: both, first: 'account-on-free-plan' },
  'no-credentials': { status: 1, enabled: [], skyCheck: [], first: 'no-credentials' },
  'no-default-vpc': { status: 0, enabled: both, skyCheck: both, first: 'regions-not-usable' },
  'no-role': { status: 1, enabled: [], skyCheck: ['compute'], first: 'permissions-missing' },
  'no-simulate': { status: 1, enabled: [], skyCheck: both, first: 'permissions-missing' },
  'profile-not-default': { status: 1, enabled: [], skyCheck: [], first: 'no-default-profile' },
  'read-only': { status: 1, enabled: [], skyCheck: both, first: 'permissions-missing' },
  'scp-denied': { status: 0, enabled: both, skyCheck: both, first: 'regions-unknown' },
  sso: { status: 0, enabled: both, skyCheck: both, first: 'sso-aws-only' },
  'sso-expired': { status: 1, enabled: [], skyCheck: [], first: 'sso-token-expired' },
  'sso-renewable': { status: 0, enabled: both, skyCheck: both, first: 'sso-aws-only' },
  'wrong-profile': { status: 1, enabled: [], skyCheck: both, first: 'profile-from-environment' },
  'wrong-secret': { status: 1, enabled: [], skyCheck: [], first: 'secret-key-wrong' },
};

/** The text of a report as the command line prints it where it is no terminal. */
function textOf(report: Report, verbosity: number): string {
  return printed(printableReport(report), (fit) => renderText(fit, verbosity, { ...PLAIN, columns: 80 }));
}

const shipped = readdirSync(path.join(ROOT, 'scenarios'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''))
  .sort();

describe('skycheck aws --sandbox', () => {
  it('is tested with every scenario that ships', () => {
    expect(Object.keys(SCENARIOS).sort()).toEqual(shipped);
  });

  it.each(Object.entries(SCENARIOS))('%s', async (name, expected) => {
    const { status, stdout, stderr } = await skycheck(['aws', '--sandbox', name, '--format', 'json']);
    expect(stderr).toBe('');
    const report = parseReport(stdout);
    expect({
      status,
      enabled: report.enabled,
      skyCheck: report.skyCheck,
      first: report.findings[0]?.code,
    }).toEqual(expected);
    expect(report.exitCode).toBe(status);
    await expect(stable(textOf(report, 1))).toMatchFileSnapshot(`expected/${name}.verbose.txt`);
    await expect(stable(textOf(report, 0))).toMatchFileSnapshot(`expected/${name}.txt`);
    await expect(stable(stdout)).toMatchFileSnapshot(`expected/${name}.json`);
  });

  it.each([
    ['minimal', [], ''],
    ['scp-denied', ['-v'], '.verbose'],
    ['no-credentials', ['-v'], '.verbose'],
  ])('prints of %s %j what is rendered of its JSON', async (name, args, kind) => {
    const { status, stdout, stderr } = await skycheck(['aws', '--sandbox', name, ...args]);
    expect({ status, stderr }).toEqual({ status: SCENARIOS[name]?.status, stderr: '' });
    await expect(stable(stdout)).toMatchFileSnapshot(`expected/${name}${kind}.txt`);
  });

  it('fits 60 columns', async () => {
    const { stdout } = await skycheck(['aws', '--sandbox', 'read-only', '-vv'], { env: { COLUMNS: '60' } });
    // What is there to be pasted, and words that cannot be broken, keep their length.
    const long = stdout
      .split('\n')
      .filter(
        (line) =>
          line.length > 60 &&
          !/^\s*(\S+|Activated account: .*|"[^"]*": .*|(aws|skycheck) .*|\{.*)$/.test(line),
      );
    expect(long).toEqual([]);
  });

  it('is the same without colour and, with it, says the same', async () => {
    const plain = await skycheck(['aws', '--sandbox', 'read-only', '-v']);
    const painted = await skycheck(['aws', '--sandbox', 'read-only', '-v', '--color']);
    expect(plain.stdout).not.toContain('\u001b');
    expect(painted.stdout).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences are what is removed
    expect(painted.stdout.replace(/\u001b\[\d+m/g, '')).toBe(plain.stdout);
    const forced = await skycheck(['aws', '--sandbox', 'read-only', '-v'], {
      env: { FORCE_COLOR: '1', NO_COLOR: '1' },
    });
    expect(forced.stdout).toBe(plain.stdout);
  });
});

/** Setups that are for tests only, with the status of capabilities that tell most. */
const FILES: Readonly<Record<string, Expected & { readonly statuses: Readonly<Record<string, string>> }>> = {
  'broken-operations': {
    status: 1,
    enabled: [],
    skyCheck: ['compute'],
    first: 'permissions-missing',
    statuses: { compute: 'disabled', storage: 'unknown', ports: 'unknown', 'auto-role': 'disabled' },
  },
  'dry-run-ignored': {
    status: 3,
    enabled: [],
    skyCheck: both,
    first: 'dry-run-ignored',
    statuses: { compute: 'unknown', storage: 'unknown', reservations: 'unknown' },
  },
  'federated-china': {
    status: 1,
    enabled: [],
    skyCheck: ['compute'],
    first: 'permissions-blocked',
    statuses: { compute: 'disabled', storage: 'disabled', spot: 'disabled', ports: 'disabled' },
  },
};

describe('skycheck aws --sandbox FILE', () => {
  it.each(Object.entries(FILES))('%s', async (name, { statuses, ...expected }) => {
    const file = path.join(ROOT, 'test', 'end-to-end', 'scenario-files', `${name}.yaml`);
    const [text, json] = await Promise.all([
      skycheck(['aws', '--sandbox', file, '-v']),
      skycheck(['aws', '--sandbox', file, '--format', 'json']),
    ]);
    expect([text.stderr, json.stderr]).toEqual(['', '']);
    const { enabled, skyCheck, findings, exitCode, capabilities } = parseReport(json.stdout);
    expect({ status: json.status, enabled, skyCheck, first: findings[0]?.code }).toEqual(expected);
    expect([text.status, exitCode]).toEqual([json.status, json.status]);
    expect(Object.fromEntries(capabilities.map(({ id, status }) => [id, status]))).toMatchObject(statuses);
    for (const { code } of findings) expect(text.stdout).toContain(code);
  });

  it('is the user of least privilege where no scenario is named', async () => {
    const { status, stdout } = await skycheck(['aws', '--sandbox', '--format', 'json']);
    expect({ status, sandbox: parseReport(stdout).sandbox }).toEqual({
      status: 0,
      sandbox: 'least-privilege',
    });
  });

  it('gives the user of least privilege what `policy generate` prints, no more and no less', async () => {
    const { stdout } = await skycheck(['policy', 'generate', '--account', ACCOUNT]);
    const [account] = shippedScenario('least-privilege').accounts;
    expect(account?.users).toMatchObject([
      { policies: [account?.policies[0]?.name], inline: {}, groups: [] },
    ]);
    expect(account?.policies.map(({ document }) => document)).toEqual([JSON.parse(stdout)]);
  });
});

describe('the flags of skycheck aws', () => {
  it('--require makes an optional capability count', async () => {
    const { status, stdout } = await skycheck([
      'aws',
      '--sandbox',
      'read-only',
      '--require',
      'spot',
      '--format',
      'json',
    ]);
    const report = parseReport(stdout);
    expect(status).toBe(1);
    expect(report.required).toEqual(['spot']);
    expect(report.capabilities.find(({ id }) => id === 'spot')?.required).toBe(true);
  });

  it('--strict fails on a warning', async () => {
    expect((await skycheck(['aws', '--sandbox', 'no-default-vpc', '-q'])).status).toBe(0);
    expect((await skycheck(['aws', '--sandbox', 'no-default-vpc', '-q', '--strict'])).status).toBe(1);
  });

  it('--no-simulate and --no-probe leave unknown what is not asked', async () => {
    const { status, stdout } = await skycheck([
      'aws',
      '--sandbox',
      'admin',
      '--no-simulate',
      '--no-probe',
      '--format',
      'json',
    ]);
    const report = parseReport(stdout);
    const requirements = report.capabilities.flatMap((capability) => capability.requirements);
    expect(new Set(requirements.map(({ decision }) => decision))).toEqual(new Set(['unknown']));
    expect(requirements[0]?.reason).toContain('--no-simulate');
    expect(report.identity?.account).toBe('111122223333');
    expect(status).toBe(3);
  });

  it('--region is checked in place of the configured one', async () => {
    const { stdout } = await skycheck([
      'aws',
      '--sandbox',
      'admin',
      '--region',
      'eu-west-1',
      '--format',
      'json',
    ]);
    const report = parseReport(stdout);
    expect(report.region).toEqual({ value: 'eu-west-1', type: 'manual', location: '--region' });
    const launch = report.capabilities[0]?.requirements.find(
      ({ id }) => id === 'compute/ec2:RunInstances@instance',
    );
    expect(launch?.resource).toContain(':eu-west-1:');
  });

  it('--offline makes no call and decides nothing', async () => {
    const { status, stdout } = await skycheck(['aws', '--sandbox', 'admin', '--offline', '--format', 'json']);
    const report = parseReport(stdout);
    expect(report.identity).toBeNull();
    expect(report.credentials?.accessKeyId).toMatch(/^\*{16}/);
    expect(status).toBe(3);
  });

  it('--output writes the report to a file', async () => {
    const home = await temporaryHome({});
    const file = path.join(home, 'report.json');
    const { status, stdout } = await skycheck(
      ['aws', '--sandbox', 'admin', '--format', 'json', '--output', file],
      { home },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(parseReport(readFileSync(file, 'utf8')).status).toBe('enabled');
  });
});
