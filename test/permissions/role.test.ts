import { describe, expect, it } from 'vitest';
import { ROLE_USE_IDS, ROLE_USES } from '../../src/skypilot/role-requirements.ts';
import { ACCOUNT, scenarioOf, shipped } from '../sandbox/support.ts';
import { checkScenario } from './check-sandbox.ts';

/** An administrator beside a role that somebody made by hand. */
function withRole(policies: string): string {
  return `
description: for a test
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    roles:
      - name: skypilot-v1
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: "sts:AssumeRole" }] }
        policies: ${policies}
home:
  profiles: [{ name: default, user: admin, region: us-east-1 }]
`;
}

async function usesOf(policies: string) {
  const checked = await checkScenario(scenarioOf(withRole(policies)));
  return { ...checked, uses: Object.fromEntries(checked.report.role.uses.map((use) => [use.id, use])) };
}

describe('the uses of the role', () => {
  it('each need something', () => {
    expect(ROLE_USES.map(({ id }) => id)).toEqual(ROLE_USE_IDS);
    for (const { requirements } of ROLE_USES) expect(requirements.length).toBeGreaterThan(0);
  });

  it('are all there for the role as SkyPilot makes it', async () => {
    const { report, codes } = await checkScenario(shipped('admin'));
    expect(report.role).toMatchObject({
      name: 'skypilot-v1',
      state: 'present',
      arn: `arn:aws:iam::${ACCOUNT}:role/skypilot-v1`,
    });
    expect(report.role.uses.map(({ status, callerStatus }) => [status, callerStatus])).toEqual(
      ROLE_USE_IDS.map(() => ['enabled', 'enabled']),
    );
    expect(codes).toEqual([]);
  });

  it('lack controllers where the role may not pass itself on, which is a hint only', async () => {
    const { uses, report } = await usesOf('[AmazonEC2FullAccess, AmazonS3FullAccess]');
    expect(uses).toMatchObject({
      autostop: { status: 'enabled' },
      controllers: { status: 'disabled', callerStatus: 'enabled' },
    });
    const hint = report.findings.find(({ code }) => code === 'skypilot-role-permissions-missing');
    expect(hint).toMatchObject({ severity: 'info' });
    expect(hint?.detail).toContain('iam:PassRole');
    expect(hint?.fix.map(({ text }) => text).join()).toContain(`arn:aws:iam::${ACCOUNT}:role/skypilot-v1`);
  });

  it('lack autostop where the role may do nothing, which costs money', async () => {
    const { report } = await usesOf('[]');
    expect(report.role.uses.map(({ status }) => status)).toEqual(ROLE_USE_IDS.map(() => 'disabled'));
    const found = report.findings.find(({ code }) => code === 'skypilot-role-permissions-missing');
    expect(found).toMatchObject({ severity: 'warning' });
  });

  it('are unknown, after one question, where the simulator may not be asked', async () => {
    const { report, sandbox } = await checkScenario(shipped('minimal'));
    expect(report.role.uses.map(({ status }) => status)).toEqual(ROLE_USE_IDS.map(() => 'unknown'));
    expect(
      sandbox.requests().filter(({ operation }) => operation === 'SimulatePrincipalPolicy'),
    ).toHaveLength(4);
  });

  it('are unknown where nothing is asked', async () => {
    for (const request of [{ simulate: false }, { realCalls: false }, { offline: true }]) {
      const { report } = await checkScenario(shipped('admin'), request);
      expect(new Set(report.role.uses.map(({ status }) => status))).toEqual(new Set(['unknown']));
    }
  });
});
