/** Roles that accounts have without a scenario saying so. */
import { hexId } from './ids.ts';
import { domainOf, type Partition } from './regions.ts';
import type { AccountScenario, RoleScenario, Scenario } from './scenario.ts';

const HOUR_MS = 3_600_000;

function trustService(service: string): Record<string, unknown> {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
}

/** The trust policy of roles for EC2 instances. */
function trustEc2(partition: Partition): Record<string, unknown> {
  return trustService(`ec2.${domainOf(partition)}`);
}

/** The role as SkyPilot makes it. Source: SkyPilot `sky/provision/aws/config.py`, `_configure_iam_role`. */
export function skypilotRole(account: AccountScenario): RoleScenario {
  const own = `arn:${account.partition}:iam::${account.id}`;
  return {
    name: 'skypilot-v1',
    path: '/',
    trust: trustEc2(account.partition),
    maxSession: HOUR_MS,
    tags: {},
    later: [],
    policies: ['AmazonEC2FullAccess', 'AmazonS3FullAccess'],
    inline: {
      SkyPilotPassRolePolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['iam:GetRole', 'iam:PassRole'],
            Resource: `${own}:role/skypilot-v1`,
          },
          {
            Effect: 'Allow',
            Action: 'iam:GetInstanceProfile',
            Resource: `${own}:instance-profile/skypilot-v1`,
          },
        ],
      },
    },
  };
}

/** The service-linked role that the first spot request of an account makes. */
export function spotServiceRole(): RoleScenario {
  return {
    name: 'AWSServiceRoleForEC2Spot',
    path: '/aws-service-role/spot.amazonaws.com/',
    trust: trustService('spot.amazonaws.com'),
    maxSession: HOUR_MS,
    tags: {},
    later: [],
    policies: [],
    inline: {},
  };
}

type PermissionSet = NonNullable<Scenario['sso']>['permissionSets'][number];

/** The role that IAM Identity Center makes for a permission set; its path names the region, except us-east-1. */
export function permissionSetRole(
  set: PermissionSet,
  account: AccountScenario,
  ssoRegion: string,
): RoleScenario {
  const suffix = hexId('permission-set', account.id, set.name);
  const region = ssoRegion === 'us-east-1' ? '' : `${ssoRegion}/`;
  const provider = `arn:${account.partition}:iam::${account.id}:saml-provider/AWSSSO_${suffix}_DO_NOT_DELETE`;
  const { name: _, accounts: __, ...permissions } = set;
  return {
    name: `AWSReservedSSO_${set.name}_${suffix}`,
    path: `/aws-reserved/sso.amazonaws.com/${region}`,
    trust: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: provider },
          Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
          Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        },
      ],
    },
    maxSession: 12 * HOUR_MS,
    tags: {},
    later: [],
    ...permissions,
  };
}
