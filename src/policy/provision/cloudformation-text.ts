/** A provision as a template of CloudFormation. */
import { stringify } from 'yaml';
import type { Provision, ProvisionedRole, ProvisionedUser } from './provision.ts';

/** @returns a template in YAML; every text that could be read as something else is quoted */
export function cloudFormationText({ about, user, roles, provider }: Provision): string {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'IAM for SkyPilot',
    Resources: {
      ...(user === undefined ? {} : userResources(user)),
      ...(provider === undefined
        ? {}
        : {
            Provider: {
              Type: 'AWS::IAM::OIDCProvider',
              Properties: { Url: provider.url, ClientIdList: [provider.audience] },
            },
          }),
      ...Object.assign({}, ...roles.map((role) => roleResources(role, provider !== undefined))),
    },
  };
  const head = about.map((text) => `# ${text}\n`).join('');
  // Templates are read as YAML 1.1, where `2012-10-17` is a date and `on` is true.
  return `${head}${stringify(template, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function userResources({ name, policyName, policy }: ProvisionedUser): object {
  return {
    User: { Type: 'AWS::IAM::User', Properties: { UserName: name } },
    UserPolicy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName: policyName, PolicyDocument: policy, Users: [{ Ref: 'User' }] },
    },
  };
}

function roleResources(role: ProvisionedRole, hasProvider: boolean): object {
  const { name, trust, policyName, policy, instanceProfile } = role;
  const label = instanceProfile ? 'InstanceRole' : 'CiRole';
  return {
    [label]: {
      Type: 'AWS::IAM::Role',
      ...(hasProvider && !instanceProfile ? { DependsOn: 'Provider' } : {}),
      Properties: {
        RoleName: name,
        AssumeRolePolicyDocument: trust,
        Policies: [{ PolicyName: policyName, PolicyDocument: policy }],
      },
    },
    ...(instanceProfile
      ? {
          InstanceProfile: {
            Type: 'AWS::IAM::InstanceProfile',
            Properties: { InstanceProfileName: name, Roles: [{ Ref: label }] },
          },
        }
      : {}),
  };
}
