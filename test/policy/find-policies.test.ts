import { describe, expect, it } from 'vitest';
import { type JsonNode, nodeOf } from '../../src/iam/json-node.ts';
import type { Candidate, PolicyLayer } from '../../src/policy/candidate.ts';
import { cloudFormationPolicies, isCloudFormation } from '../../src/policy/cloudformation.ts';
import { isTerraform, terraformPolicies } from '../../src/policy/terraform.ts';

const VALUES = { account: '111122223333', partition: 'aws', region: 'us-east-1', dnsSuffix: 'amazonaws.com' };

function node(value: unknown): JsonNode {
  const read = nodeOf(value);
  if (read.kind === 'failed') throw new Error(read.message);
  return read.node;
}

/** What was found, short: name, owner, and the text or what is not known. */
function shown(candidates: readonly Candidate[]): readonly unknown[] {
  return candidates.map((candidate) => {
    const { name, owner, kind } = candidate;
    switch (candidate.kind) {
      case 'text':
        return { name, owner, text: candidate.text };
      case 'unknown':
        return { name, owner, what: candidate.what };
      default:
        return { name, owner, kind };
    }
  });
}

describe('isTerraform', () => {
  it.each<[object, boolean]>([
    [{ terraform_version: '1.9' }, true],
    [{ planned_values: {} }, true],
    [{ format_version: '1.0', values: {} }, true],
    [{ format_version: '1.0' }, false],
    [{ values: {} }, false],
    [{ Resources: {} }, false],
  ])('%j: %s', (value, expected) => {
    expect(isTerraform(node(value))).toBe(expected);
  });
});

describe('terraformPolicies', () => {
  const resource = (type: string, values: object, address = `${type}.x`) => ({ address, type, values });
  const inState = (...resources: readonly object[]) =>
    node({ format_version: '1.0', values: { root_module: { resources } } });
  const found = (root: JsonNode, layer: PolicyLayer = 'identity') => shown(terraformPolicies(root, layer));

  it.each<[string, object, string | undefined]>([
    ['aws_iam_policy', { policy: '{}', name: 'sky' }, undefined],
    ['aws_iam_role_policy', { policy: '{}', role: 'job' }, 'role job'],
    ['aws_iam_user_policy', { policy: '{}', user: 'ann' }, 'user ann'],
    ['aws_iam_group_policy', { policy: '{}', group: 'all' }, 'group all'],
    ['aws_iam_role_policy', { policy: '{}' }, undefined],
    [
      'aws_ssoadmin_permission_set_inline_policy',
      { inline_policy: '{}', permission_set_arn: 'arn:x' },
      'permission_set_arn arn:x',
    ],
  ])('%s %j', (type, values, owner) => {
    const expected = [{ name: `${type}.x`, owner, text: '{}' }];
    const root = inState(resource(type, values));
    expect(found(root)).toEqual(expected);
    expect(found(root, 'permissions-boundary')).toEqual(expected);
    expect(found(root, 'scp')).toEqual([]);
  });

  it('takes service control policies for that layer only', () => {
    const root = inState(resource('aws_organizations_policy', { content: '{}' }));
    expect(found(root, 'scp')).toEqual([
      { name: 'aws_organizations_policy.x', owner: undefined, text: '{}' },
    ]);
    expect(found(root)).toEqual([]);
  });

  it('takes the inline policies of roles, by number, without empty ones', () => {
    const inline_policy = [
      { name: 'a', policy: '{"a":1}' },
      { name: 'b', policy: '' },
      { name: 'c' },
      { policy: '{"d":1}' },
    ];
    const named = inState(resource('aws_iam_role', { name: 'job', inline_policy }));
    expect(found(named)).toEqual([
      { name: 'aws_iam_role.x.inline_policy[0]', owner: 'role job', text: '{"a":1}' },
      { name: 'aws_iam_role.x.inline_policy[3]', owner: 'role job', text: '{"d":1}' },
    ]);
    expect(found(named, 'permissions-boundary')).toEqual([]);
    expect(found(inState(resource('aws_iam_role', { inline_policy: [{ policy: '{}' }] })))).toMatchObject([
      { owner: undefined },
    ]);
    expect(found(inState(resource('aws_iam_user', { name: 'ann', inline_policy })))).toEqual([]);
  });

  it('names what is known only after applying', () => {
    const plan = (after_unknown: object, values: object = {}) =>
      node({
        planned_values: { root_module: { resources: [resource('aws_iam_policy', values)] } },
        resource_changes: [
          { address: 'aws_iam_policy.other', change: { after_unknown: {} } },
          { address: 'aws_iam_policy.x', change: { after_unknown } },
        ],
      });
    const later = {
      name: 'aws_iam_policy.x',
      owner: undefined,
      what: 'aws_iam_policy.x.policy (known after apply)',
    };
    expect(found(plan({ policy: true }))).toEqual([later]);
    expect(found(plan({ policy: false }))).toEqual([]);
    expect(found(plan({ policy: {} }))).toEqual([]);
    expect(found(plan({}))).toEqual([]);
    expect(found(plan({ policy: true }, { policy: '{}' }))).toMatchObject([{ text: '{}' }]);
  });

  it('takes a data source for any layer where no resource has a policy', () => {
    const data = resource('aws_iam_policy_document', { json: '{"Statement":[]}' });
    for (const layer of ['identity', 'permissions-boundary', 'scp'] as const) {
      expect(found(inState(data), layer)).toMatchObject([
        { name: 'aws_iam_policy_document.x', text: '{"Statement":[]}' },
      ]);
    }
    expect(found(inState(data, resource('aws_iam_policy', { policy: '{}' })))).toHaveLength(1);
    expect(found(inState(resource('aws_s3_bucket', { json: '{}' })))).toEqual([]);
    for (const element of ['Principal', 'NotPrincipal']) {
      expect(found(inState(resource('aws_iam_policy_document', { json: `{"${element}":"*"}` })))).toEqual([]);
    }
  });

  it('puts an address of a state file together from its parts', () => {
    const instances = [{ attributes: { policy: '{"a":1}' } }, { attributes: { policy: '{"b":1}' } }];
    const root = node({
      terraform_version: '1.9',
      resources: [
        { module: 'module.sky', type: 'aws_iam_policy', name: 'p', instances },
        { type: 'aws_iam_policy', name: 'q', instances: [{ attributes: { policy: '{}' } }] },
        { name: 'without a type', instances },
        {},
      ],
    });
    expect(found(root).map((candidate) => (candidate as { name: string }).name)).toEqual([
      'module.sky.aws_iam_policy.p',
      'module.sky.aws_iam_policy.p',
      'aws_iam_policy.q',
    ]);
  });
});

describe('isCloudFormation', () => {
  it.each<[object, boolean]>([
    [{ AWSTemplateFormatVersion: '2010-09-09', Resources: {} }, true],
    [{ Resources: { A: { Type: 'AWS::IAM::Role' } } }, true],
    [{ Resources: { A: {}, B: { Type: 'AWS::IAM::Role' } } }, true],
    [{ Resources: { A: { Type: 'plain' } } }, false],
    [{ Resources: {} }, false],
    [{ Resources: [] }, false],
    [{ AWSTemplateFormatVersion: '2010-09-09' }, false],
  ])('%j: %s', (value, expected) => {
    expect(isCloudFormation(node(value))).toBe(expected);
  });
});

describe('cloudFormationPolicies', () => {
  const PolicyDocument = { Statement: [] };
  const found = (Resources: object, layer: PolicyLayer = 'identity') =>
    shown(cloudFormationPolicies(node({ Resources }), layer, VALUES));
  const of = (Type: string, Properties: object) => found({ X: { Type, Properties } });

  it.each<[string, object, string | undefined]>([
    ['AWS::IAM::ManagedPolicy', { PolicyDocument }, undefined],
    ['AWS::IAM::Policy', { PolicyDocument, PolicyName: 'p' }, undefined],
    ['AWS::IAM::RolePolicy', { PolicyDocument, RoleName: 'job' }, 'AWS::IAM::RolePolicy job'],
    ['AWS::IAM::UserPolicy', { PolicyDocument, UserName: 'ann' }, 'AWS::IAM::UserPolicy ann'],
    [
      'AWS::IAM::GroupPolicy',
      { PolicyDocument, GroupName: { Ref: 'All' } },
      'AWS::IAM::GroupPolicy * Ref All',
    ],
    ['AWS::IAM::RolePolicy', { PolicyDocument }, undefined],
    ['AWS::IAM::RolePolicy', { PolicyDocument, UserName: 'ann' }, undefined],
    ['AWS::SSO::PermissionSet', { InlinePolicy: PolicyDocument }, 'X'],
  ])('%s %j', (type, properties, owner) => {
    expect(of(type, properties)).toEqual([{ name: 'X', owner, kind: 'node' }]);
  });

  it.each(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'])('takes every policy inside %s', (type) => {
    const Policies = [
      { PolicyName: 'a', PolicyDocument },
      { PolicyName: { Ref: 'B' }, PolicyDocument },
      { PolicyName: 'c' },
    ];
    expect(of(type, { Policies })).toEqual([
      { name: 'X.a', owner: 'X', kind: 'node' },
      { name: 'X.Policies[1]', owner: 'X', kind: 'node' },
    ]);
  });

  it('takes a policy that is written as text', () => {
    expect(of('AWS::SSO::PermissionSet', { InlinePolicy: '{}' })).toEqual([
      { name: 'X', owner: 'X', text: '{}' },
    ]);
  });

  it.each<[string, object]>([
    ['AWS::IAM::ManagedPolicy', {}],
    ['AWS::S3::BucketPolicy', { PolicyDocument }],
    ['AWS::Organizations::Policy', { Content: {} }],
    ['AWS::SSO::PermissionSet', { PolicyDocument }],
  ])('finds nothing in %s %j', (type, properties) => {
    expect(of(type, properties)).toEqual([]);
  });

  it('takes policies of an organization as service control policies, and nothing else', () => {
    const resources = {
      A: { Type: 'AWS::Organizations::Policy', Properties: { Content: {} } },
      B: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument, Content: {} } },
      C: { Properties: { Content: {} } },
    };
    expect(found(resources, 'scp')).toEqual([{ name: 'A', owner: undefined, kind: 'node' }]);
  });

  it('finds nothing where there are no resources', () => {
    expect(cloudFormationPolicies(node({}), 'identity', VALUES)).toEqual([]);
    expect(cloudFormationPolicies(node({ Resources: [] }), 'identity', VALUES)).toEqual([]);
  });
});
