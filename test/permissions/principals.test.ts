import { describe, expect, it } from 'vitest';
import { ACCOUNT, scenarioOf } from '../sandbox/support.ts';
import { checkScenario } from './check-sandbox.ts';

const EVERYTHING = '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }';
const trust = (service: string) =>
  `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: ${service} }, Action: "sts:AssumeRole" }] }`;

/** Temporary credentials of a role with a path; `policies` is YAML for what the role may do. */
function roleSession(policies: string, session = ''): string {
  return `
description: for a test
accounts:
  - id: "${ACCOUNT}"
    roles:
      - name: launcher
        path: /team/ml/
        trust: ${trust('ec2.amazonaws.com')}
        ${policies}
    sessions:
      - name: here
        of: { kind: role, role: launcher }
        ${session}
home:
  profiles: [{ name: default, session: here, region: us-east-1 }]
`;
}

const NO_IAM_READS =
  '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }, { Effect: Deny, Action: ["iam:GetRole"], Resource: "*" }] }';

describe('an IAM user', () => {
  it('with a path is simulated under its whole ARN', async () => {
    const { report, statuses } = await checkScenario(
      scenarioOf(`
description: for a test
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: dev, path: /team/ml/, inline: { all: ${EVERYTHING} } }]
home:
  profiles: [{ name: default, user: dev, region: us-east-1 }]
`),
    );
    expect(report.identity?.principalArn).toBe(`arn:aws:iam::${ACCOUNT}:user/team/ml/dev`);
    expect(statuses).toMatchObject({ compute: 'enabled', storage: 'enabled' });
  });
});

describe("a role's session", () => {
  it('finds the path of the role by GetRole, and says that a session policy is not seen', async () => {
    const { report, of, codes } = await checkScenario(
      scenarioOf(roleSession(`inline: { all: ${EVERYTHING} }`)),
    );
    expect(report.identity?.principalArn).toBe(`arn:aws:iam::${ACCOUNT}:role/team/ml/launcher`);
    const put = of('storage/s3:PutObject@object');
    expect(put).toMatchObject({ decision: 'allowed', evidence: 'simulation' });
    expect(put?.reason).toContain('a policy of the session');
    expect(codes).toEqual(['static-temporary-keys']);
  });

  it('whose ARN cannot be found out is probed, and nothing is denied for that', async () => {
    const { report, statuses, of } = await checkScenario(
      scenarioOf(roleSession(`inline: { all: ${NO_IAM_READS} }`)),
    );
    expect(report.identity?.principalArn).toBeNull();
    expect(of('compute/ec2:RunInstances@instance')).toMatchObject({
      decision: 'allowed',
      evidence: 'dry-run',
    });
    expect(of('compute/iam:PassRole@role')).toMatchObject({ decision: 'allowed', evidence: 'dry-run' });
    // iam:GetRole really is denied, and the AWS page asks for it; SkyPilot does without.
    expect(statuses).toMatchObject({ compute: 'enabled', storage: 'unknown', ports: 'enabled' });
    const denied = report.capabilities.flatMap(({ requirements }) =>
      requirements.filter(({ decision }) => decision === 'denied').map(({ action }) => action),
    );
    expect([...new Set(denied)]).toEqual(['iam:GetRole']);
  });

  it('is held to its session policy by dry runs', async () => {
    const session =
      'policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: ["ec2:*", "iam:Get*"], Resource: "*" }] }';
    const { of } = await checkScenario(scenarioOf(roleSession(`inline: { all: ${EVERYTHING} }`, session)));
    expect(of('compute/iam:PassRole@role')).toMatchObject({
      decision: 'denied',
      evidence: 'dry-run',
      layer: 'session-policy',
    });
  });
});

describe('a role of IAM Identity Center', () => {
  const sso = (region: string, inline: string) => `
description: for a test
accounts: [{ id: "${ACCOUNT}" }]
sso:
  region: ${region}
  permissionSets: [{ name: Launcher, inline: { own: ${inline} } }]
home:
  profiles: [{ name: default, permissionSet: Launcher, region: us-east-1 }]
  ssoLogins: [{}]
`;

  it.each([
    ['us-east-1', 'role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Launcher_'],
    ['eu-west-1', 'role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Launcher_'],
  ])('of %s is found among the candidates where GetRole is denied', async (region, place) => {
    const { report, of } = await checkScenario(scenarioOf(sso(region, NO_IAM_READS)));
    expect(report.identity?.principalArn).toContain(`arn:aws:iam::${ACCOUNT}:${place}`);
    expect(of('storage/s3:PutObject@object')).toMatchObject({ decision: 'allowed', evidence: 'simulation' });
  });

  it('is found although IAM refuses to answer about another candidate', async () => {
    const onlySelf =
      '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "iam:SimulatePrincipalPolicy", Resource: "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_*" }] }';
    const { of } = await checkScenario(scenarioOf(sso('us-east-1', onlySelf)));
    expect(of('storage/s3:PutObject@object')).toMatchObject({ decision: 'denied', evidence: 'simulation' });
  });
});

describe('who cannot be simulated', () => {
  const session = (of: string, rest = '') =>
    scenarioOf(`
description: for a test
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: dev, inline: { all: ${EVERYTHING} } }]
    sessions: [{ name: here, of: ${of}, ${rest} }]
home:
  profiles: [{ name: default, session: here, region: us-east-1 }]
`);

  it('the root user, is probed', async () => {
    const { report, statuses, codes, of } = await checkScenario(session('{ kind: root }'));
    const requirements = report.capabilities.flatMap((capability) => capability.requirements);
    expect(requirements.filter(({ evidence }) => evidence === 'simulation')).toEqual([]);
    expect(codes).toContain('simulation-not-possible');
    expect(statuses).toMatchObject({ compute: 'enabled', storage: 'unknown' });
    expect(of('storage/s3:PutObject@object')?.decision).toBe('unknown');
  });

  it('a federated user, is never called allowed by simulation', async () => {
    const policy =
      'policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: ["ec2:Describe*", "ec2:StopInstances"], Resource: "*" }] }';
    const { report, statuses, of } = await checkScenario(session('{ kind: federated, user: dev }', policy));
    expect(report.identity?.arn).toContain(':federated-user/');
    const requirements = report.capabilities.flatMap((capability) => capability.requirements);
    expect(requirements.filter(({ evidence }) => evidence === 'simulation')).toEqual([]);
    expect(statuses.compute).toBe('disabled');
    expect(of('compute/ec2:StopInstances@instance')?.decision).toBe('likely');
    // Denied on a made-up id: the tags of SkyPilot's own may be what a policy looks at.
    expect(of('compute/ec2:TerminateInstances@instance')?.decision).toBe('unknown');
  });
});

describe('another partition', () => {
  it.each([
    ['aws-cn', 'cn-north-1', 'ec2.amazonaws.com.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'ec2.amazonaws.com'],
  ])('%s: ARNs, services and statements are its own', async (partition, region, service) => {
    const statement = (rest: string) => `{ Effect: Allow, ${rest} }`;
    const policy = `{ Version: "2012-10-17", Statement: [
      ${statement('NotAction: ["iam:*", "s3:*", "ec2:StopInstances"], Resource: "*"')},
      ${statement('Action: ["iam:Get*", "iam:Simulate*"], Resource: "*"')},
      ${statement(`Action: "iam:PassRole", Resource: "*", Condition: { StringEquals: { "iam:PassedToService": ${service} } }`)}] }`;
    const scenario = scenarioOf(`
description: for a test
accounts:
  - id: "${ACCOUNT}"
    partition: ${partition}
    users: [{ name: dev, inline: { own: ${policy} } }]
home:
  profiles: [{ name: default, user: dev, region: ${region} }]
`);
    for (const simulate of [true, false]) {
      const { report, of } = await checkScenario(scenario, { simulate });
      expect(report.identity?.partition).toBe(partition);
      expect(of('compute/iam:PassRole@role')).toMatchObject({
        decision: 'allowed',
        resource: `arn:${partition}:iam::${ACCOUNT}:role/skypilot-v1`,
      });
      expect(of('compute/ec2:StopInstances@instance')).toMatchObject(
        simulate ? { decision: 'denied', layer: 'no-allow' } : { decision: 'unknown' },
      );
      const compute = report.capabilities.find(({ id }) => id === 'compute');
      expect(simulate ? compute?.statementsToAdd : compute?.statementsUndecided).toEqual([
        {
          Effect: 'Allow',
          Action: 'ec2:StopInstances',
          Resource: `arn:${partition}:ec2:*:${ACCOUNT}:instance/*`,
        },
      ]);
    }
  });
});
