import { describe, expect, it } from 'vitest';
import type { ProfileReports } from '../../src/report/report.ts';
import { scenarioOf, started } from '../sandbox/support.ts';
import { homeOf, parseBy, skycheck, spawnSkycheck, stable } from './support/skycheck.ts';

const reportsOf = (stdout: string) => parseBy<ProfileReports>('report-of-profiles', stdout);

describe('several profiles', () => {
  it('are checked side by side, and one that is broken stops none', async () => {
    const { status, stdout, stderr } = await skycheck([
      'aws',
      '--sandbox',
      'many-profiles',
      '--all-profiles',
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    await expect(stable(stdout)).toMatchFileSnapshot('expected/many-profiles.all.txt');
  });

  it('give one JSON document with a report each, in their order', async () => {
    const { status, stdout } = await skycheck([
      'aws',
      '--sandbox',
      'many-profiles',
      '--profile',
      'sso-*',
      '--profile',
      'default',
      '--format',
      'json',
    ]);
    const { reports, exitCode } = reportsOf(stdout);
    expect(reports.map(({ profile }) => profile.value)).toEqual([
      'sso-research',
      'sso-production',
      'default',
    ]);
    expect(reports.map(({ status: each }) => each)).toEqual(['enabled', 'enabled', 'enabled']);
    expect([status, exitCode]).toEqual([0, 0]);
  });

  it('say what each alone would say', async () => {
    const many = reportsOf(
      (await skycheck(['aws', '--sandbox', 'many-profiles', '--all-profiles', '--format', 'json'])).stdout,
    );
    for (const report of many.reports) {
      const name = report.profile.value ?? '';
      const alone = await skycheck([
        'aws',
        '--sandbox',
        'many-profiles',
        '--profile',
        name,
        '--format',
        'json',
      ]);
      expect(stable(JSON.stringify(report, null, 2))).toBe(stable(alone.stdout).trimEnd());
    }
  });

  it.each([
    [['--profile', 'nothing-*'], 'no profile fits "nothing-*"'],
    [['--all-profiles', '--profile', 'default'], 'exclude each other'],
  ])('%j is a usage error', async (args, message) => {
    const { status, stderr } = await skycheck(['aws', '--sandbox', 'many-profiles', ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it('two hundred of them share what one role shares, and need little memory', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `p${index}`);
    const roles = Array.from({ length: 10 }, (_, index) => `role-${index}`);
    const trust = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sts:AssumeRole' },
      ],
    };
    const scenario = {
      description: 'Many profiles with a few roles.',
      accounts: [
        {
          id: '111122223333',
          users: [{ name: 'me', policies: ['AdministratorAccess'] }],
          roles: roles.map((name) => ({ name, policies: ['AdministratorAccess'], trust })),
        },
      ],
      home: {
        profiles: [
          { name: 'default', user: 'me', region: 'us-east-1' },
          ...names.map((name, index) => ({
            name,
            role: roles[index % roles.length],
            source: 'default',
            region: 'us-east-1',
          })),
        ],
      },
    };
    const sandbox = await started(scenarioOf(JSON.stringify(scenario)));
    // The program runs in a process of its own, with little memory: its memory has to be bounded.
    const { status, stdout, stderr } = await spawnSkycheck(
      ['aws', '--profile', 'p*', '--timeout', '90', '--format', 'json'],
      {
        ...(await homeOf(sandbox)),
        nodeArgs: ['--max-old-space-size=192'],
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(reportsOf(stdout).reports).toHaveLength(200);
    const made = new Map<string, number>();
    for (const { operation } of sandbox.requests()) made.set(operation, (made.get(operation) ?? 0) + 1);
    const { AssumeRole, GetCallerIdentity, ...others } = Object.fromEntries(made);
    expect([AssumeRole, GetCallerIdentity]).toEqual([names.length, names.length]);
    // The principal behind each session is looked up; whatever it may do is asked once a role.
    const { GetRole = 0, SimulatePrincipalPolicy = 0, DescribeAvailabilityZones = 0, ...reads } = others;
    expect(GetRole).toBeLessThanOrEqual(names.length + 2 * roles.length);
    expect(SimulatePrincipalPolicy % roles.length).toBe(0);
    expect(SimulatePrincipalPolicy / roles.length).toBeLessThan(60);
    // In every region that SkyPilot uses, once a role.
    expect(DescribeAvailabilityZones).toBe(16 * roles.length);
    for (const count of Object.values(reads)) expect(count).toBeLessThan(5 * roles.length);
  });
});
