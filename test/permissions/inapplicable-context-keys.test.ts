import { expect, it } from 'vitest';
import { isInapplicableKey, isSessionKey } from '../../src/permissions/inapplicable-context-keys.ts';

/** Actions that a key comes with, and actions that it never does. */
const KEYS: readonly (readonly [key: string, real: readonly string[], foreign: readonly string[]])[] = [
  [
    'iam:AWSServiceName',
    ['iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole'],
    ['iam:PassRole', 'ec2:RunInstances'],
  ],
  ['iam:PassedToService', ['iam:PassRole', 'IAM:passrole'], ['iam:CreateRole', 'ec2:RunInstances']],
  ['iam:AssociatedResourceArn', ['iam:PassRole'], ['iam:GetRole']],
  [
    'iam:PolicyARN',
    ['Group', 'Role', 'User'].flatMap((kind) => [`iam:Attach${kind}Policy`, `iam:Detach${kind}Policy`]),
    ['iam:CreateRole', 's3:PutObject'],
  ],
  ['ec2:CreateAction', ['ec2:CreateTags'], ['ec2:RunInstances', 'ec2:DeleteTags']],
  ['ec2:InstanceType', ['ec2:RunInstances', 'ec2:Anything'], ['iam:PassRole', 's3:ListAllMyBuckets']],
  ['EC2:instancetype', ['ec2:RunInstances'], ['iam:PassRole']],
  ['iam:ResourceTag/a', ['iam:GetRole'], ['ec2:RunInstances']],
  ['s3:prefix', ['s3:ListBucket'], ['ec2:RunInstances', 'iam:GetRole']],
  ['ssm:resourceTag/a', ['ssm:StartSession'], ['ec2:RunInstances']],
  ['kms:ViaService', ['kms:CreateGrant'], ['ec2:RunInstances']],
  ['servicequotas:service', ['servicequotas:ListServiceQuotas'], ['ec2:RunInstances']],
  ['elasticfilesystem:AccessPointArn', ['elasticfilesystem:ClientMount'], ['ec2:RunInstances']],
  ['ec2:SourceInstanceARN', ['iam:GetRole', 's3:PutObject', 'ec2:RunInstances'], []],
  ['ec2:RoleDelivery', ['iam:GetRole', 's3:PutObject', 'ec2:RunInstances'], []],
  ['aws:SourceIp', ['ec2:RunInstances', 'iam:GetRole', 's3:ListAllMyBuckets'], []],
  ['saml:aud', ['ec2:RunInstances'], []],
  ['sts:ExternalId', ['ec2:RunInstances'], []],
  ['cognito-identity.amazonaws.com:sub', ['ec2:RunInstances'], []],
  ['nonsense', ['ec2:RunInstances'], []],
];

it.each(KEYS)('%s comes with %j and not with %j', (key, real, foreign) => {
  expect(real.filter((action) => isInapplicableKey(key, action))).toEqual([]);
  expect(foreign.filter((action) => !isInapplicableKey(key, action))).toEqual([]);
});

it.each([
  ['aws:MultiFactorAuthPresent', true],
  ['AWS:multifactorauthage', true],
  ['aws:TokenIssueTime', true],
  ['aws:FederatedProvider', true],
  ['aws:SourceIdentity', true],
  ['aws:AssumedRoot', true],
  ['aws:PrincipalTag/team', false],
  ['aws:SourceIp', false],
  ['aws:MultiFactorAuthPresentToo', false],
])('%s comes with sessions alone: %s', (key, expected) => {
  expect(isSessionKey(key)).toBe(expected);
});
