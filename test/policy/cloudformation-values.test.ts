import { describe, expect, it } from 'vitest';
import { nodeOf } from '../../src/iam/json-node.ts';
import { intrinsicOf, resolveText } from '../../src/policy/cloudformation-values.ts';

const VALUES = {
  account: '111122223333',
  partition: 'aws-cn',
  region: 'cn-north-1',
  dnsSuffix: 'amazonaws.com.cn',
};

function node(value: unknown) {
  const read = nodeOf(value);
  if (read.kind === 'failed') throw new Error(read.message);
  return read.node;
}

describe('resolveText', () => {
  it.each<[unknown, string, readonly string[]]>([
    ['text', 'text', []],
    [12, '12', []],
    [true, 'true', []],
    [{ Ref: 'AWS::AccountId' }, '111122223333', []],
    [{ Ref: 'AWS::Partition' }, 'aws-cn', []],
    [{ Ref: 'AWS::Region' }, 'cn-north-1', []],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com.cn', []],
    [{ Ref: 'Bucket' }, '*', ['Ref Bucket']],
    [{ Ref: ['Bucket'] }, '*', ['Ref']],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '*', ['Fn::GetAtt Bucket.Arn']],
    [{ 'Fn::GetAtt': 'Bucket.Arn' }, '*', ['Fn::GetAtt Bucket.Arn']],
    [{ 'Fn::Sub': 'a-${AWS::AccountId}-${B}-${!C}' }, 'a-111122223333-*-${C}', ['${B}']],
    [{ 'Fn::Sub': ['${A}-${B}-${C}', { A: 'x', B: { Ref: 'B' }, C: ['y'] }] }, 'x-*-*', ['Ref B', '${C}']],
    [{ 'Fn::Sub': [{ Ref: 'A' }, {}] }, '*', ['Fn::Sub']],
    [{ 'Fn::Sub': { Ref: 'A' } }, '*', ['Fn::Sub']],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, { Ref: 'B' }]] }, 'a-cn-north-1-*', ['Ref B']],
    [{ 'Fn::Join': ['-', ['a', ['b']]] }, 'a-*', ['Fn::Join']],
    [{ 'Fn::Join': ['-', { Ref: 'List' }] }, '*', ['Fn::Join']],
    [{ 'Fn::Join': [{ Ref: 'A' }, ['a']] }, '*', ['Fn::Join']],
    [{ 'Fn::Join': ['-'] }, '*', ['Fn::Join']],
  ])('%j is %s', (value, text, unknown) => {
    expect(resolveText(node(value), VALUES)).toEqual({ text, unknown });
  });

  it.each([[['a']], [null], [{ a: 1 }], [{ Ref: 'A', b: 1 }], [{}]])('%j is no text', (value) => {
    expect(resolveText(node(value), VALUES)).toBeUndefined();
  });
});

describe('what the template itself names', () => {
  const resources = node({
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'skypilot-v1', Path: '/ml/' } },
    Profile: {
      Type: 'AWS::IAM::InstanceProfile',
      Properties: { InstanceProfileName: { Ref: 'AWS::Region' } },
    },
    Data: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'data-${AWS::AccountId}' } } },
    Nameless: { Type: 'AWS::IAM::Role', Properties: {} },
    Loop: { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'Loop' } } },
    Other: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f' } },
  });

  it.each<[unknown, string, readonly string[]]>([
    [{ 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws-cn:iam::111122223333:role/ml/skypilot-v1', []],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws-cn:iam::111122223333:role/ml/skypilot-v1', []],
    [{ 'Fn::Sub': '${Role.Arn}' }, 'arn:aws-cn:iam::111122223333:role/ml/skypilot-v1', []],
    [{ Ref: 'Role' }, 'skypilot-v1', []],
    [{ 'Fn::GetAtt': ['Profile', 'Arn'] }, 'arn:aws-cn:iam::111122223333:instance-profile/cn-north-1', []],
    [
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Data', 'Arn'] }, '/*']] },
      'arn:aws-cn:s3:::data-111122223333/*',
      [],
    ],
    [{ 'Fn::GetAtt': ['Nameless', 'Arn'] }, '*', ['Fn::GetAtt Nameless.Arn']],
    [{ 'Fn::GetAtt': ['Loop', 'Arn'] }, 'arn:aws-cn:iam::111122223333:role/*', ['Ref Loop']],
    [{ 'Fn::GetAtt': ['Role', 'RoleId'] }, '*', ['Fn::GetAtt Role.RoleId']],
    [{ 'Fn::GetAtt': ['Other', 'Arn'] }, '*', ['Fn::GetAtt Other.Arn']],
    [{ Ref: 'Nobody' }, '*', ['Ref Nobody']],
  ])('%j is %s', (value, text, unknown) => {
    expect(resolveText(node(value), { ...VALUES, resources })).toEqual({ text, unknown });
  });
});

describe('intrinsicOf', () => {
  it.each<[unknown, string | undefined]>([
    [{ Ref: 'A' }, 'Ref'],
    [{ 'Fn::If': [] }, 'Fn::If'],
    [{ 'x-Ref': 'A' }, undefined],
    [{ Reference: 'A' }, undefined],
    [{ 'Fn::If::x': [] }, undefined],
    [{ Ref: 'A', b: 1 }, undefined],
    ['Ref', undefined],
  ])('%j calls %s', (value, name) => {
    expect(intrinsicOf(node(value))?.name).toBe(name);
  });
});
