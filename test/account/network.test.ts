import { describe, expect, it } from 'vitest';
import { regionsToCheck } from '../../src/account/network.ts';
import type { Report } from '../../src/report/report.ts';
import type { Scenario, ServedRequest } from '../../src/sandbox/sandbox.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { scenarioOf, shipped } from '../sandbox/support.ts';
import { eventually, isPending, NO_WAITS, testClock } from '../support/clocks.ts';

/** The scenario with other text in SkyPilot's configuration. */
function configured(name: string, text: string): Scenario {
  const scenario = shipped(name);
  const file = { path: '.sky/config.yaml', text, mode: 0o600 };
  return { ...scenario, home: { ...scenario.home, files: [file] } };
}

function states(report: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (report.regions ?? []).map(({ region, status, reason, vpc, subnets }) => [
      region,
      status === 'usable' ? `${vpc?.name ?? 'default'}: ${subnets}` : `${status}: ${reason}`,
    ]),
  );
}

const NETWORK_READS: readonly string[] = ['DescribeVpcs', 'DescribeSubnets', 'DescribeRouteTables'];
const aboutNetwork = ({ operation }: ServedRequest) => NETWORK_READS.includes(operation);

describe('regionsToCheck', () => {
  it('are those of SkyPilot that the account enabled; where nobody tells, the one', () => {
    expect(regionsToCheck(['ap-south-2', 'eu-west-1', 'us-east-1'], 'us-east-1')).toEqual([
      'us-east-1',
      'eu-west-1',
    ]);
    expect(regionsToCheck(undefined, 'eu-west-1')).toEqual(['eu-west-1']);
  });
});

describe('the network, region by region', () => {
  it('lacks default VPCs in two of sixteen', async () => {
    const { report } = await checkScenario(shipped('no-default-vpc'));
    const found = states(report);
    expect(Object.keys(found)).toHaveLength(16);
    expect([found['us-east-1'], found['eu-west-3'], found['us-west-2']]).toEqual([
      'unusable: no-default-vpc',
      'unusable: no-default-vpc',
      'default: 4',
    ]);
  });

  it("follows SkyPilot's configuration", async () => {
    const { report } = await checkScenario(shipped('custom-vpc'));
    const found = states(report);
    expect(found['us-west-2']).toBe('my-vpc: 2');
    expect(found['us-east-1']).toBe('unusable: all-subnets-private');
    expect(found['eu-west-1']).toBe('unusable: no-vpc-of-that-name');

    const internal = configured(
      'custom-vpc',
      'aws:\n  vpc_names: [nope, my-vpc]\n  use_internal_ips: true\n  security_group_name: my-security-group\n',
    );
    const second = await checkScenario(internal);
    expect(states(second.report)).toMatchObject({ 'us-west-2': 'my-vpc: 1', 'us-east-1': 'my-vpc: 2' });
    const groups = second.report.regions?.flatMap(({ securityGroup }) => securityGroup ?? []);
    expect(groups).toEqual(['missing', 'found']);
    expect(second.codes).toContain('security-group-missing');
    expect(second.codes).toContain('sky-uses-ssm');
  });

  it('is that of --region alone', async () => {
    const { report, sandbox } = await checkScenario(shipped('no-default-vpc'), { region: 'eu-west-3' });
    expect(states(report)).toEqual({ 'eu-west-3': 'unusable: no-default-vpc' });
    expect(report.findings.find(({ code }) => code === 'regions-not-usable')?.severity).toBe('error');
    expect(
      sandbox
        .requests()
        .filter(({ region, service }) => service === 'ec2' && region !== 'eu-west-3')
        // As SkyPilot does, to see whether it may use AWS at all.
        .filter(({ operation }) => operation !== 'DescribeAvailabilityZones')
        .map(({ operation, region }) => `${operation} in ${region}`),
    ).toEqual(['DescribeRegions in us-east-1']);
    const other = await checkScenario(shipped('admin'), { region: 'sa-east-1' });
    expect(states(other.report)).toEqual({ 'sa-east-1': 'unusable: not-offered' });
  });

  it('is unknown where a call fails, not missing', async () => {
    const { report, codes } = await checkScenario(
      shipped('admin'),
      {},
      {
        faults: [
          {
            kind: 'error',
            region: 'eu-west-1',
            operation: 'DescribeVpcs',
            code: 'Unavailable',
            message: '',
            status: 400,
          },
          {
            kind: 'error',
            region: 'eu-west-2',
            operation: 'DescribeSubnets',
            code: 'UnauthorizedOperation',
            message: '',
            status: 403,
          },
          { kind: 'malformed', region: 'eu-west-3', operation: 'DescribeRouteTables' },
        ],
      },
    );
    const found = states(report);
    expect([found['eu-west-1'], found['eu-west-2']]).toEqual([
      'unknown: Unavailable',
      'unknown: UnauthorizedOperation',
    ]);
    expect(found['eu-west-3']).toMatch(/^unknown/);
    expect(found['us-east-1']).toBe('default: 6');
    expect(codes).toContain('regions-unknown');
    expect(codes).not.toContain('regions-not-usable');
  });

  it.each([
    ['--no-probe', shipped('admin'), { realCalls: false }],
    ['AWS is left out', configured('admin', 'allowed_clouds: [gcp]\n'), {}],
    ['compute is left out', configured('admin', 'aws: {capabilities: [storage]}\n'), {}],
    [
      'the describe calls are denied',
      scenarioOf(
        'description: x\naccounts:\n  - id: "111122223333"\n    users: [{ name: me, policies: [AmazonS3FullAccess] }]\nhome:\n  profiles: [{ name: default, user: me }]\n',
      ),
      {},
    ],
  ])('is not looked at where %s', async (_why, scenario, request) => {
    const { report, sandbox } = await checkScenario(scenario, request);
    expect(report.regions).toEqual([]);
    expect(sandbox.requests().filter(aboutNetwork).length).toBeLessThanOrEqual(3);
  });

  it('costs three calls a region, all in the first level after the identity, beside the simulator', async () => {
    const clock = testClock(NO_WAITS.now());
    const faults = [
      { kind: 'latency', ms: 100, operation: 'GetCallerIdentity' } as const,
      { kind: 'latency', ms: 200, operation: 'SimulatePrincipalPolicy' } as const,
      ...NETWORK_READS.map((operation) => ({ kind: 'latency', ms: 50, operation }) as const),
    ];
    const checking = checkScenario(shipped('minimal'), { region: 'us-west-2' }, { faults, clock });
    // Beside the identity, three to choose from for dry runs.
    await clock.running('pause', { ms: 100 });
    await clock.running('pause', { ms: 50, count: 3 });
    await clock.advance(100);
    // No answer has come since: what is asked for now waits for no other.
    await clock.running('pause', { ms: 50, count: 3 });
    await clock.running('pause', { ms: 200 });
    await eventually(async () => {
      await clock.advance(200);
      return !(await isPending(checking));
    });
    const { sandbox } = await checking;
    expect(sandbox.requests().filter(aboutNetwork)).toHaveLength(3 + 3);
    const everywhere = (await checkScenario(shipped('minimal'))).sandbox.requests().filter(aboutNetwork);
    // And three to choose from for dry runs.
    expect(everywhere).toHaveLength(16 * 3 + 3);
  });
});

describe("SkyPilot's configuration in a check", () => {
  it('names the role that is looked up and passed on', async () => {
    const scenario = scenarioOf(`
description: A role of another name.
accounts:
  - id: "111122223333"
    users: [{ name: me, policies: [AdministratorAccess] }]
    roles:
      - name: team-role
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }] }
    instanceProfiles: [{ name: team-role, roles: [team-role] }]
home:
  profiles: [{ name: default, user: me }]
  files:
    - path: .sky/config.yaml
      text: |
        aws: {remote_identity: team-role}
`);
    const { report, of, codes } = await checkScenario(scenario);
    expect(report.role).toMatchObject({
      name: 'team-role',
      state: 'present',
      instanceProfile: 'exists',
      iamRole: 'exists',
      trust: 'refused',
    });
    expect(of('compute/iam:PassRole@role')?.resource).toBe('arn:aws:iam::111122223333:role/team-role');
    expect(codes).toContain('skypilot-role-trust');
    expect(report.skypilot?.upload.reason).toBe('aws.remote_identity says so');
    expect(report.multiCloud.map(({ works }) => works)).toEqual(['yes', 'no', 'partly']);
  });

  it('chooses the profile of the workspace, explicitly', async () => {
    const scenario = scenarioOf(`
description: Two profiles.
accounts:
  - id: "111122223333"
    users: [{ name: me, policies: [AdministratorAccess] }, { name: other, policies: [AdministratorAccess] }]
home:
  profiles: [{ name: default, user: me }, { name: team, user: other, region: us-east-1 }]
  files:
    - path: .sky/config.yaml
      text: |
        active_workspace: research
        workspaces:
          research:
            aws:
              profile: team
`);
    const { report, codes } = await checkScenario(scenario);
    expect(report.profile).toEqual({
      value: 'team',
      type: 'config-file',
      location: '~/.sky/config.yaml:5',
      setAt: [],
    });
    expect(report.identity?.arn).toContain('user/other');
    expect(report.skypilot?.workspace).toBe('research');
    expect(codes).toEqual([
      'profile-name-not-shipped',
      'sky-profile-from-workspace',
      'credentials-file-shipped',
    ]);
    const stated = await checkScenario(scenario, { profile: 'default' });
    expect(stated.report.identity?.arn).toContain('user/me');
    expect(stated.codes).not.toContain('sky-profile-from-workspace');
  });

  it.each([
    ['allowed_clouds: [gcp]\n', [], 'sky-aws-not-allowed'],
    ['workspaces: {default: {aws: {disabled: true}}}\n', [], 'sky-aws-not-allowed'],
    ['aws: {capabilities: [storage]}\n', ['storage'], 'sky-capabilities-restricted'],
    ['aws: {vpc_nmae: x}\n', [], 'sky-config-invalid'],
    ['aws: [\n', ['compute', 'storage'], 'sky-config-broken'],
  ])('%j: sky check would enable %j', async (text, enabled, code) => {
    const { report, codes } = await checkScenario(configured('admin', text));
    expect(report.skyCheck).toEqual(enabled);
    expect(codes).toContain(code);
  });
});
