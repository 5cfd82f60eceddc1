import { describe, expect, it } from 'vitest';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { scenarioOf, shipped } from '../sandbox/support.ts';

const WITH_QUOTAS = `
description: An account with quotas of its own.
accounts:
  - id: "111122223333"
    users:
      - name: me
        policies: [AdministratorAccess]
    quotas:
      - { code: L-417A185B, value: 192, regions: [us-west-2] }
faults:
  - { kind: server-error, service: servicequotas, region: eu-west-3 }
home:
  profiles:
    - { name: default, user: me, region: us-east-1 }
`;

describe('quotas', () => {
  it('are not asked for unless they are wanted', async () => {
    const { report, sandbox } = await checkScenario(shipped('admin'));
    expect(report.quotas).toEqual([]);
    expect(sandbox.requests().some(({ service }) => service === 'servicequotas')).toBe(false);
  });

  it('are those of every region, and a region that fails loses only itself', async () => {
    const { report } = await checkScenario(scenarioOf(WITH_QUOTAS), { quotas: true });
    const valueIn = (region: string) =>
      report.quotas
        ?.find((entry) => entry.region === region)
        ?.quotas.find(({ code }) => code === 'L-417A185B')?.value;
    expect(valueIn('us-west-2')).toBe(192);
    expect(valueIn('us-east-1')).toBe(0);
    const failed = report.quotas?.filter(({ failure }) => failure !== null);
    expect(failed?.map(({ region }) => region)).toEqual(['eu-west-3']);
    expect(report.status).toBe('enabled');
  });

  it('name where a person asks for more', async () => {
    const { report } = await checkScenario(shipped('admin'), { quotas: true, region: 'eu-west-1' });
    expect(report.quotas?.map(({ region }) => region)).toEqual(['eu-west-1']);
    expect(report.quotas?.[0]?.quotas[0]?.console).toBe(
      'https://eu-west-1.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-1216C47A',
    );
  });

  it('that may not be read are a note and no error', async () => {
    const plain = await checkScenario(shipped('minimal'));
    const { report } = await checkScenario(shipped('minimal'), { quotas: true });
    expect(report.quotas?.every(({ failure }) => failure === 'AccessDeniedException')).toBe(true);
    expect([report.status, report.exitCode]).toEqual([plain.report.status, plain.report.exitCode]);
    expect(report.findings).toEqual(plain.report.findings);
  });
});
