import { describe, expect, it } from 'vitest';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { scenarioOf, shipped } from '../sandbox/support.ts';

/** An administrator who may launch where the statement's condition does not hold. */
const within = (regions: string, actions = 'ec2:RunInstances') =>
  scenarioOf(`
description: for a test
accounts:
  - id: "111122223333"
    serviceControlPolicies:
      - - FullAWSAccess
        - name: regions
          document:
            Version: "2012-10-17"
            Statement:
              - Effect: Deny
                Action: [${actions}]
                Resource: "*"
                Condition: { StringNotEquals: { "aws:RequestedRegion": [${regions}] } }
    users: [{ name: dev, policies: [AdministratorAccess] }]
home:
  profiles: [{ name: default, user: dev, region: us-east-1 }]
`);

const LAUNCHES = ['eu-central-1', 'eu-west-1'];

function launched(sandbox: Awaited<ReturnType<typeof checkScenario>>['sandbox']): readonly string[] {
  const launches = sandbox.requests().filter(({ operation }) => operation === 'RunInstances');
  return [...new Set(launches.map(({ region }) => region))].sort();
}

describe('a launch that is denied in the checked region', () => {
  it.each([true, false])(
    'is tried in all others, and one that allows it is enough (simulator: %s)',
    async (simulate) => {
      const { report, statuses, codes, sandbox } = await checkScenario(within('eu-west-1, eu-central-1'), {
        simulate,
      });
      expect(statuses.compute).toBe('enabled');
      expect(report.checkedRegion).toBe('eu-central-1');
      expect(codes).toContain('launch-denied-in-regions');
      expect(launched(sandbox)).toHaveLength(16);
      const allowed = report.regions
        ?.filter(({ launch }) => launch === 'allowed')
        .map(({ region }) => region);
      expect(allowed).toEqual(LAUNCHES);
      expect(report.regions?.find(({ region }) => region === 'us-east-1')?.launch).toBe('denied');
    },
  );

  it('is denied where all others deny it, too', async () => {
    const { report, statuses, sandbox } = await checkScenario(within('none-1'));
    expect(statuses.compute).toBe('disabled');
    expect(report.checkedRegion).toBe('us-east-1');
    expect(launched(sandbox)).toHaveLength(16);
  });

  it('is looked at elsewhere where nothing can be seen in the checked region', async () => {
    const scenario = within(
      'eu-west-1',
      '"ec2:RunInstances", "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeAvailabilityZones"',
    );
    const { report, statuses } = await checkScenario(scenario);
    expect(statuses.compute).toBe('enabled');
    expect(report.checkedRegion).toBe('eu-west-1');
    expect(report.skyCheck).toContain('compute');
  });

  it('is not tried elsewhere where a field of it is what is denied', async () => {
    const scenario = scenarioOf(`
description: for a test
accounts:
  - id: "111122223333"
    serviceControlPolicies:
      - - FullAWSAccess
        - name: encrypted
          document:
            Version: "2012-10-17"
            Statement:
              - { Effect: Deny, Action: "ec2:RunInstances", Resource: "arn:aws:ec2:*:*:volume/*", Condition: { Bool: { "ec2:Encrypted": "false" } } }
    users: [{ name: dev, policies: [AdministratorAccess] }]
home:
  profiles: [{ name: default, user: dev, region: us-east-1 }]
`);
    const { statuses, codes, sandbox } = await checkScenario(scenario);
    expect(statuses.compute).toBe('disabled');
    expect(codes).toContain('launch-guardrail');
    expect(launched(sandbox)).toEqual(['us-east-1']);
  });
});

describe('a launch that is allowed in the checked region', () => {
  it('is tried nowhere else, and the table says so', async () => {
    const { report, sandbox } = await checkScenario(shipped('admin'));
    expect(launched(sandbox)).toEqual(['us-east-1']);
    const others = report.regions?.filter(({ region }) => region !== 'us-east-1');
    expect(new Set(others?.map(({ launch }) => launch))).toEqual(new Set(['not-asked']));
  });

  it.each([
    [['eu-*'], ['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3']],
    [
      ['us-east-1', 'us-west-2'],
      ['us-east-1', 'us-west-2'],
    ],
  ])('is tried in each region of --region %j', async (regions, expected) => {
    const named = regions.find((region) => !region.includes('*'));
    const { report, sandbox } = await checkScenario(shipped('admin'), { regions, region: named });
    expect(launched(sandbox)).toEqual(expected);
    expect(report.regions?.map(({ launch }) => launch)).toEqual(expected.map(() => 'allowed'));
  });
});
