/**
 * The AWS managed policies that scenarios name, as AWS publishes them. `ReadOnlyAccess` is cut down to the services
 * that the sandbox knows: the real one names several hundred.
 */

export interface AwsManagedPolicy {
  readonly name: string;
  /** `/` or, for policies of services' roles, such as `/service-role/`. */
  readonly path: string;
  readonly version: string;
  readonly document: { readonly Version: '2012-10-17'; readonly Statement: readonly object[] };
}

function policy(name: string, version: string, ...statements: object[]): AwsManagedPolicy {
  return { name, path: '/', version, document: { Version: '2012-10-17', Statement: statements } };
}

function allow(actions: string | readonly string[]): object {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

const POLICIES: readonly AwsManagedPolicy[] = [
  policy('AdministratorAccess', 'v1', allow('*')),
  policy(
    'PowerUserAccess',
    'v12',
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow([
      'account:GetAccountInformation',
      'account:GetGovCloudAccountInformation',
      'account:GetPrimaryEmail',
      'account:ListRegions',
      'iam:CreateServiceLinkedRole',
      'iam:DeleteServiceLinkedRole',
      'iam:ListRoles',
      'organizations:DescribeEffectivePolicy',
      'organizations:DescribeOrganization',
    ]),
  ),
  policy(
    'ReadOnlyAccess',
    'v1',
    allow([
      'ec2:Describe*',
      'ec2:Get*',
      'ec2:List*',
      'ec2:Search*',
      'iam:Generate*',
      'iam:Get*',
      'iam:List*',
      'iam:Simulate*',
      'organizations:Describe*',
      'organizations:List*',
      's3:DescribeJob',
      's3:Get*',
      's3:List*',
      'servicequotas:Get*',
      'servicequotas:List*',
      'ssm:Describe*',
      'ssm:Get*',
      'ssm:List*',
      'sts:GetAccessKeyInfo',
      'sts:GetCallerIdentity',
      'sts:GetSessionToken',
    ]),
  ),
  policy(
    'AmazonEC2FullAccess',
    'v5',
    allow('ec2:*'),
    allow('elasticloadbalancing:*'),
    allow('cloudwatch:*'),
    allow('autoscaling:*'),
    {
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: '*',
      Condition: {
        StringEquals: {
          'iam:AWSServiceName': [
            'autoscaling.amazonaws.com',
            'ec2scheduled.amazonaws.com',
            'elasticloadbalancing.amazonaws.com',
            'spot.amazonaws.com',
            'spotfleet.amazonaws.com',
            'transitgateway.amazonaws.com',
          ],
        },
      },
    },
  ),
  policy(
    'AmazonEC2ReadOnlyAccess',
    'v5',
    allow(['ec2:Describe*', 'ec2:GetSecurityGroupsForVpc']),
    allow('elasticloadbalancing:Describe*'),
    allow(['cloudwatch:ListMetrics', 'cloudwatch:GetMetricStatistics', 'cloudwatch:Describe*']),
    allow('autoscaling:Describe*'),
  ),
  policy('AmazonS3FullAccess', 'v2', allow(['s3:*', 's3-object-lambda:*'])),
  policy(
    'AmazonS3ReadOnlyAccess',
    'v3',
    allow(['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*']),
  ),
  policy(
    'IAMReadOnlyAccess',
    'v4',
    allow([
      'iam:GenerateCredentialReport',
      'iam:GenerateServiceLastAccessedDetails',
      'iam:Get*',
      'iam:List*',
      'iam:SimulateCustomPolicy',
      'iam:SimulatePrincipalPolicy',
    ]),
  ),
  policy(
    'AmazonSSMManagedInstanceCore',
    'v2',
    allow([
      'ssm:DescribeAssociation',
      'ssm:GetDeployablePatchSnapshotForInstance',
      'ssm:GetDocument',
      'ssm:DescribeDocument',
      'ssm:GetManifest',
      'ssm:GetParameter',
      'ssm:GetParameters',
      'ssm:ListAssociations',
      'ssm:ListInstanceAssociations',
      'ssm:PutInventory',
      'ssm:PutComplianceItems',
      'ssm:PutConfigurePackageResult',
      'ssm:UpdateAssociationStatus',
      'ssm:UpdateInstanceAssociationStatus',
      'ssm:UpdateInstanceInformation',
    ]),
    allow([
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ]),
    allow([
      'ec2messages:AcknowledgeMessage',
      'ec2messages:DeleteMessage',
      'ec2messages:FailMessage',
      'ec2messages:GetEndpoint',
      'ec2messages:GetMessages',
      'ec2messages:SendReply',
    ]),
  ),
];

/** What AWS attaches to a user whose key it found in public, cut down to the services of the sandbox. */
const QUARANTINED = [
  'ec2:RequestSpotInstances',
  'ec2:RunInstances',
  'ec2:StartInstances',
  'iam:AddUserToGroup',
  'iam:AttachGroupPolicy',
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:ChangePassword',
  'iam:CreateAccessKey',
  'iam:CreateInstanceProfile',
  'iam:CreateLoginProfile',
  'iam:CreatePolicyVersion',
  'iam:CreateRole',
  'iam:CreateUser',
  'iam:DetachUserPolicy',
  'iam:PassRole',
  'iam:PutGroupPolicy',
  'iam:PutRolePolicy',
  'iam:PutUserPermissionsBoundary',
  'iam:PutUserPolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAccessKey',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateLoginProfile',
  'iam:UpdateUser',
  'organizations:CreateAccount',
  'organizations:CreateOrganization',
  'organizations:InviteAccountToOrganization',
  's3:DeleteBucket',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutLifecycleConfiguration',
  's3:PutBucketAcl',
  's3:PutBucketOwnershipControls',
  's3:DeleteBucketPolicy',
  's3:ObjectOwnerOverrideToBucketOwner',
  's3:PutAccountPublicAccessBlock',
  's3:PutBucketPolicy',
  's3:ListAllMyBuckets',
];

/** The first version said nothing of S3. */
function quarantine(name: string): AwsManagedPolicy {
  const withS3 = name !== 'AWSCompromisedKeyQuarantine';
  const actions = QUARANTINED.filter((action) => withS3 || !action.startsWith('s3:'));
  return policy(name, 'v1', { Effect: 'Deny', Action: actions, Resource: '*' });
}

/** By name. */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, AwsManagedPolicy> = new Map(
  [
    ...POLICIES,
    quarantine('AWSCompromisedKeyQuarantine'),
    quarantine('AWSCompromisedKeyQuarantineV2'),
    quarantine('AWSCompromisedKeyQuarantineV3'),
  ].map((entry) => [entry.name, entry]),
);

/** The SCP that AWS attaches to everything at first. */
export const FULL_AWS_ACCESS = policy('FullAWSAccess', 'v1', allow('*'));
