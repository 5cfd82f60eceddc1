/**
 * The policy of SkyPilot's AWS page as data, statement by statement, with its own patterns.
 *
 * Source: SkyPilot AWS page, "Minimal IAM policy" and the optional rules after it.
 */
import type { CapabilityId } from './requirements.ts';

/** A statement of the page, for the capability that its rules belong to. */
export interface DocumentedStatement {
  /** Unique among capabilities, too: statements with one Sid are one statement, with the actions of both. */
  readonly sid: string;
  readonly capability: CapabilityId;
  readonly actions: readonly string[];
  /** May hold `${Partition}`, `${Account}` and `${Role}`. */
  readonly resources: readonly string[];
  readonly condition?: Record<string, Record<string, string>>;
}

const IN_ACCOUNT = 'arn:${Partition}:ec2:*:${Account}:';
const ROLE = 'arn:${Partition}:iam::${Account}:role${RolePath}${Role}';
const INSTANCE_PROFILE = 'arn:${Partition}:iam::${Account}:instance-profile${ProfilePath}${Role}';

/** The rules that the page calls minimal are those of `compute` and `spot`. */
export const MINIMAL_CAPABILITIES: readonly CapabilityId[] = ['compute', 'spot'];

export const DOCUMENTED_STATEMENTS: readonly DocumentedStatement[] = [
  {
    sid: 'LaunchFromImages',
    capability: 'compute',
    actions: ['ec2:RunInstances'],
    resources: ['arn:${Partition}:ec2:*::image/ami-*'],
  },
  {
    sid: 'LaunchInstances',
    capability: 'compute',
    actions: ['ec2:RunInstances'],
    resources: ['instance', 'network-interface', 'subnet', 'volume', 'security-group'].map(
      (type) => `${IN_ACCOUNT}${type}/*`,
    ),
  },
  {
    sid: 'ManageInstances',
    capability: 'compute',
    actions: [
      'ec2:TerminateInstances',
      'ec2:DeleteTags',
      'ec2:StartInstances',
      'ec2:CreateTags',
      'ec2:StopInstances',
    ],
    resources: [`${IN_ACCOUNT}instance/*`],
  },
  { sid: 'DescribeEc2', capability: 'compute', actions: ['ec2:Describe*'], resources: ['*'] },
  {
    sid: 'CreateSecurityGroups',
    capability: 'compute',
    actions: ['ec2:CreateSecurityGroup', 'ec2:AuthorizeSecurityGroupIngress'],
    resources: [`${IN_ACCOUNT}*`],
  },
  {
    sid: 'CreateSpotServiceRole',
    capability: 'spot',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: ['*'],
    condition: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
  },
  { sid: 'UseRole', capability: 'compute', actions: ['iam:GetRole', 'iam:PassRole'], resources: [ROLE] },
  {
    sid: 'UseRole',
    capability: 'auto-role',
    actions: ['iam:GetRole', 'iam:PassRole', 'iam:CreateRole', 'iam:AttachRolePolicy'],
    resources: [ROLE],
  },
  {
    sid: 'UseInstanceProfile',
    capability: 'compute',
    actions: ['iam:GetInstanceProfile'],
    resources: [INSTANCE_PROFILE],
  },
  {
    sid: 'UseInstanceProfile',
    capability: 'auto-role',
    actions: ['iam:GetInstanceProfile', 'iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'],
    resources: [INSTANCE_PROFILE],
  },
  {
    sid: 'CloneDisks',
    capability: 'clone-disk',
    actions: ['ec2:CreateImage', 'ec2:CopyImage', 'ec2:DeregisterImage'],
    resources: ['*'],
  },
  {
    sid: 'OpenPorts',
    capability: 'ports',
    actions: ['ec2:DeleteSecurityGroup', 'ec2:ModifyInstanceAttribute'],
    resources: [`${IN_ACCOUNT}*`],
  },
];

/**
 * What the page grants for buckets, all or nothing. Newer versions of the page, and with them the requirements,
 * name the actions one by one.
 */
export const DOCUMENTED_S3_STATEMENTS: readonly DocumentedStatement[] = (
  ['storage', 'bucket-create'] as const
).map((capability) => ({ sid: 'UseS3', capability, actions: ['s3:*'], resources: ['*'] }));
