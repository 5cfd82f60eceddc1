import { describe, expect, it } from 'vitest';
import { parseReport, skycheck } from '../end-to-end/support/skycheck.ts';
import { adminOf, startMoto } from './support.ts';

describe('skycheck against moto', () => {
  it('knows the identity, proves ListBuckets by a read, and takes the missing simulator for what it is', async () => {
    const endpoint = await startMoto();
    const keys = await adminOf(endpoint);
    const { status, stdout, stderr } = await skycheck(
      ['aws', '--format', 'json', '--endpoint-url', endpoint],
      {
        env: keys,
      },
    );
    expect(stderr).toBe('');
    const report = parseReport(stdout);
    expect(report.identity).toMatchObject({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/team/admin',
      principalArn: 'arn:aws:iam::123456789012:user/team/admin',
    });
    const requirements = report.capabilities.flatMap((capability) => capability.requirements);
    expect(requirements.filter(({ decision }) => decision === 'denied')).toEqual([]);
    expect(requirements.find(({ action }) => action === 's3:ListAllMyBuckets')).toMatchObject({
      decision: 'allowed',
      evidence: 'read',
    });
    const launch = requirements.filter(({ action }) => action === 'ec2:RunInstances');
    // Not SkyPilot's own image: what may hang on its owner is likely at best.
    const own = launch.filter(({ resource }) => !resource.includes(':capacity-reservation/'));
    expect(new Set(own.map(({ decision, evidence }) => `${decision} by ${evidence}`))).toEqual(
      new Set(['allowed by dry-run', 'likely by dry-run']),
    );
    expect(requirements.find(({ action }) => action === 's3:PutObject')?.decision).toBe('unknown');
    expect(report.findings.map(({ code }) => code)).toContain('simulator-unavailable');
    // Its default subnets give no public addresses.
    const codes = report.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(codes).toContain('regions-not-usable');
    expect({ status, overall: report.status }).toEqual({ status: 1, overall: 'inconclusive' });
  });

  it('tells a key that moto does not know from a denial', async () => {
    const endpoint = await startMoto({ INITIAL_NO_AUTH_ACTION_COUNT: '0' });
    const { status, stdout } = await skycheck(['aws', '--format', 'json', '--endpoint-url', endpoint], {
      env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wrong'.repeat(8) },
    });
    const report = parseReport(stdout);
    expect(report.findings[0]?.code).toBe('access-key-invalid');
    expect(status).toBe(1);
    const decisions = report.capabilities.flatMap(({ requirements }) =>
      requirements.map(({ decision }) => decision),
    );
    expect(decisions).not.toContain('denied');
  });
});
