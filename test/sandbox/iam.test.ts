import {
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccountAliasesCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, clientsOf, failure, scenarioOf, shipped, started } from './support.ts';

const scenario = scenarioOf(`
description: x
accounts:
  - id: "${ACCOUNT}"
    alias: example
    users:
      - name: admin
        path: /team/
        policies: [AdministratorAccess, arn:aws:iam::aws:policy/AmazonS3FullAccess]
        inline: { own: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] } }
        groups: [staff]
        boundary: limits
    groups: [{ name: staff, policies: [PowerUserAccess], inline: { extra: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "a:B", Resource: "*" }] } } }]
    policies: [{ name: limits, path: /x/, document: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] } }]
home: { profiles: [{ name: default, user: admin }] }
`);

async function iamOf() {
  return clientsOf(await started(scenario)).iam;
}

describe('IAM', () => {
  it('reads the role and the instance profile of SkyPilot', async () => {
    const iam = await iamOf();
    const { InstanceProfile } = await iam.send(
      new GetInstanceProfileCommand({ InstanceProfileName: 'skypilot-v1' }),
    );
    expect(InstanceProfile).toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/skypilot-v1`,
      InstanceProfileId: expect.stringMatching(/^AIPA\w{17}$/),
      Roles: [{ RoleName: 'skypilot-v1', Arn: `arn:aws:iam::${ACCOUNT}:role/skypilot-v1` }],
    });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' }));
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'skypilot-v1' }));
    expect(attached.AttachedPolicies?.map((attachedPolicy) => attachedPolicy.PolicyName)).toEqual([
      'AmazonEC2FullAccess',
      'AmazonS3FullAccess',
    ]);
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: 'skypilot-v1' }));
    expect(PolicyNames).toEqual(['SkyPilotPassRolePolicy']);
    const inline = await iam.send(
      new GetRolePolicyCommand({ RoleName: 'skypilot-v1', PolicyName: 'SkyPilotPassRolePolicy' }),
    );
    expect(JSON.parse(decodeURIComponent(inline.PolicyDocument ?? '')).Statement).toHaveLength(2);
    const profiles = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'skypilot-v1' }));
    expect(profiles.InstanceProfiles).toHaveLength(1);
  });

  it('reads users, groups and policies', async () => {
    const iam = await iamOf();
    const { User } = await iam.send(new GetUserCommand({}));
    expect(User).toMatchObject({
      Path: '/team/',
      Arn: `arn:aws:iam::${ACCOUNT}:user/team/admin`,
      PermissionsBoundary: { PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/x/limits` },
    });
    const UserName = 'admin';
    const attached = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
    expect(attached.AttachedPolicies?.[1]?.PolicyArn).toBe('arn:aws:iam::aws:policy/AmazonS3FullAccess');
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(['own']);
    const own = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'own' }));
    expect(own).toMatchObject({ UserName, PolicyName: 'own' });
    expect((await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups?.[0]?.GroupName).toBe('staff');
    const GroupName = 'staff';
    expect(
      (await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }))).AttachedPolicies,
    ).toHaveLength(1);
    expect((await iam.send(new ListGroupPoliciesCommand({ GroupName }))).PolicyNames).toEqual(['extra']);
    expect((await iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual(['example']);
  });

  it('reads managed policies with their documents', async () => {
    const iam = await iamOf();
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({ DefaultVersionId: 'v1', AttachmentCount: 1 });
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    const other = iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v9' }));
    expect((await failure(other)).code).toBe('NoSuchEntity');
  });

  it('cuts lists into pages', async () => {
    const iam = await iamOf();
    const ask = (Marker?: string) =>
      iam.send(
        new ListAttachedUserPoliciesCommand({
          UserName: 'admin',
          MaxItems: 1,
          ...(Marker ? { Marker } : {}),
        }),
      );
    const first = await ask();
    expect(first).toMatchObject({
      IsTruncated: true,
      AttachedPolicies: [{ PolicyName: 'AdministratorAccess' }],
    });
    const second = await ask(first.Marker);
    expect(second).toMatchObject({
      IsTruncated: false,
      AttachedPolicies: [{ PolicyName: 'AmazonS3FullAccess' }],
    });
    expect((await failure(ask('nonsense'))).code).toBe('ValidationError');
  });

  it.each([
    [new GetRoleCommand({ RoleName: 'nope' }), 'The role with name nope cannot be found.'],
    [new GetUserCommand({ UserName: 'nope' }), 'The user with name nope cannot be found.'],
    [
      new GetInstanceProfileCommand({ InstanceProfileName: 'nope' }),
      'Instance Profile nope cannot be found.',
    ],
    [
      new GetRolePolicyCommand({ RoleName: 'skypilot-v1', PolicyName: 'nope' }),
      'The role policy with name nope cannot be found.',
    ],
  ])('says what does not exist', async (command, message) => {
    const iam = await iamOf();
    const { code, status, message: stated } = await failure(iam.send(command as GetRoleCommand));
    expect({ code, status, stated }).toEqual({ code: 'NoSuchEntity', status: 404, stated: message });
  });

  it('has no role where the scenario has none', async () => {
    const { iam } = clientsOf(await started(shipped('no-role')));
    const { code } = await failure(iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' })));
    expect(code).toBe('NoSuchEntity');
  });

  it('refuses what it does not know', async () => {
    const iam = await iamOf();
    expect(await failure(iam.send(new ListRolesCommand({})))).toMatchObject({
      code: 'InvalidAction',
      message: 'The sandbox does not answer ListRoles.',
    });
  });
});
