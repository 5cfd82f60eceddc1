import type { PolicyCheckRequest } from '../../src/check-policies.ts';
import type { FindingCode } from '../../src/findings/registry.ts';
import type { PolicySource } from '../../src/policy/read-source.ts';
import { allow, deny, policy, source } from './support.ts';

const all = source(policy(allow('*')));

/** For each finding that only a check of policies makes: files that make it. */
export const POLICY_CASES: readonly (readonly [FindingCode, PolicySource, Partial<PolicyCheckRequest>])[] = [
  ['policy-account-misspelt', source(policy(allow('ec2:*', 'arn:aws:ec2:*:1111-2222-3333:*'))), {}],
  ['policy-action-unknown', source(policy(allow('ec2:RunInstance'))), {}],
  [
    'policy-operator-unknown',
    source(policy(allow('*', '*', { Condition: { stringequals: { a: 'b' } } }))),
    {},
  ],
  ['policy-document-unusual', source({ Statement: [allow('*')] }), {}],
  ['policy-too-large', source(policy(allow('s3:*', `arn:aws:s3:::${'x'.repeat(7000)}`))), {}],
  [
    'policy-value-not-known-yet',
    source({
      Resources: {
        Sky: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: { PolicyDocument: policy(allow('*', { Ref: 'X' })) },
        },
      },
    }),
    {},
  ],
  [
    'policy-condition-undecided',
    source(policy(allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }))),
    {},
  ],
  [
    'policies-taken-together',
    source({
      Resources: {
        Sky: {
          Type: 'AWS::IAM::Role',
          Properties: {
            Policies: ['a', 'b'].map((PolicyName) => ({ PolicyName, PolicyDocument: policy(allow('*')) })),
          },
        },
      },
    }),
    {},
  ],
  [
    'policy-account-unknown',
    all,
    { stated: { account: undefined, partition: undefined, region: undefined, role: 'skypilot-v1' } },
  ],
  [
    'policy-decided-by-launch',
    all,
    {
      serviceControl: [
        source(
          policy(
            allow('*'),
            deny('ec2:RunInstances', '*', {
              Condition: { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } },
            }),
          ),
          'scp.json',
        ),
      ],
    },
  ],
  ['scp-default-assumed', all, { serviceControl: [source(policy(deny('iam:*')), 'scp.json')] }],
  [
    'policy-decided-by-launch',
    source(
      policy(
        allow('*', '*', {
          Condition: { StringEquals: { 'ec2:MetadataHttpTokens': ['required', 'optional'] } },
        }),
        deny('ec2:RunInstances', 'arn:aws:ec2:*:*:instance/*', {
          Condition: { StringNotEquals: { 'ec2:InstanceType': 'm6i.2xlarge' } },
        }),
      ),
    ),
    {},
  ],
  [
    'policy-decided-by-launch',
    source(
      policy(allow('ec2:RunInstances', '*', { Condition: { StringLike: { 'aws:RequestTag/Name': '*' } } })),
    ),
    {},
  ],
  ['permissions-missing', source(policy(allow('ec2:Describe*'))), {}],
  [
    'policy-condition-undecided',
    source(
      policy(
        allow('*', '*', {
          Condition: {
            Bool: { 'aws:MultiFactorAuthPresent': 'true' },
            StringEquals: { 'aws:RequestedRegion': 'eu-west-1' },
          },
        }),
      ),
    ),
    { stated: { account: undefined, partition: undefined, region: undefined, role: 'skypilot-v1' } },
  ],
];
