import { describe, expect, it } from 'vitest';
import { CAPABILITY_IDS } from '../../src/skypilot/requirements.ts';
import { shipped } from '../sandbox/support.ts';
import { checkScenario } from './check-sandbox.ts';

describe('the documented minimal user', () => {
  it('cannot launch, by dry runs, and everything else is told apart', async () => {
    const { report, statuses, of } = await checkScenario(shipped('minimal'));
    expect({ status: report.status, exitCode: report.exitCode }).toEqual({ status: 'disabled', exitCode: 1 });
    expect(Object.keys(statuses)).toEqual(CAPABILITY_IDS);
    expect(statuses).toMatchObject({
      compute: 'disabled',
      storage: 'disabled',
      spot: 'unknown',
      'auto-role': 'enabled',
      ports: 'disabled',
      'clone-disk': 'disabled',
      'bucket-create': 'unknown',
      ssm: 'unknown',
      efa: 'unknown',
      reservations: 'unknown',
      'quota-check': 'unknown',
    });
    expect(of('compute/ec2:RunInstances@volume')).toMatchObject({ decision: 'allowed', evidence: 'dry-run' });
    expect(of('compute/ec2:StopInstances@instance')).toMatchObject({
      decision: 'likely',
      evidence: 'dry-run',
    });
    expect(of('compute/iam:PassRole@role')).toMatchObject({ decision: 'allowed', evidence: 'dry-run' });
    expect(of('compute/ec2:CreateTags#volume@volume')).toMatchObject({
      decision: 'denied',
      layer: 'no-allow',
    });
    // The page's policy lets nobody tag the security group that the first launch makes.
    expect(of('compute/ec2:CreateTags#security-group@security-group')).toMatchObject({
      decision: 'denied',
      evidence: 'dry-run',
    });
    expect(of('compute/ec2:CreateSecurityGroup@vpc')).toMatchObject({ decision: 'allowed' });
    expect(of('auto-role/iam:CreateRole@role')?.reason).toContain('not needed');
    expect(of('spot/iam:CreateServiceLinkedRole@spot-service-role')?.reason).toContain('simulator');
  });

  it('changes nothing: every call that could is a dry run', async () => {
    const { sandbox } = await checkScenario(shipped('minimal'));
    const changing = sandbox
      .requests()
      .filter(({ operation }) => !/^(Describe|Get|List|Simulate)/.test(operation));
    expect(changing.length).toBeGreaterThan(15);
    expect(changing.filter(({ dryRun }) => !dryRun)).toEqual([]);
  });
});

describe('what cannot be tried', () => {
  it('is simulated', async () => {
    const { of } = await checkScenario(shipped('admin'));
    expect(of('compute/ec2:RunInstances@instance')).toMatchObject({ evidence: 'dry-run' });
    expect(of('auto-role/iam:CreateRole@role')).toMatchObject({
      decision: 'allowed',
      evidence: 'simulation',
    });
  });
});

describe('the switches', () => {
  it('--no-simulate leaves it to dry runs', async () => {
    const { sandbox, of, statuses } = await checkScenario(shipped('admin'), { simulate: false });
    expect(sandbox.requests().map(({ operation }) => operation)).not.toContain('SimulatePrincipalPolicy');
    expect(of('compute/ec2:CreateTags#security-group@security-group')).toMatchObject({
      decision: 'allowed',
      evidence: 'dry-run',
    });
    expect(statuses).toMatchObject({
      compute: 'enabled',
      ports: 'enabled',
      efa: 'enabled',
      storage: 'unknown',
    });
  });

  it('--no-probe sends neither reads nor dry runs', async () => {
    const { sandbox } = await checkScenario(shipped('minimal'), { realCalls: false });
    const sent = new Set(sandbox.requests().map(({ operation }) => operation));
    expect([...sent].sort()).toEqual(['GetCallerIdentity', 'SimulatePrincipalPolicy']);
  });

  it('--offline sends nothing', async () => {
    const { sandbox } = await checkScenario(shipped('minimal'), { offline: true });
    expect(sandbox.requests()).toEqual([]);
  });
});
