import { describe, expect, it } from 'vitest';
import { policyFor } from '../../src/skypilot/policy-document.ts';
import { ACCOUNT, allow, codes, deny, policy, reportFor, requirement, source, statuses } from './support.ts';

const scope = { partition: 'aws', account: ACCOUNT, role: 'skypilot-v1' };
const LIST = 'storage/s3:ListBucket@bucket';
const STOP = 'compute/ec2:StopInstances@instance';

const template = (resources: object) =>
  source({ AWSTemplateFormatVersion: '2010-09-09', Resources: resources }, 'template.json');

const managed = (...statements: readonly object[]) =>
  template({
    Sky: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy(...statements) } },
  });

describe("CloudFormation's JSON", () => {
  const PolicyDocument = policyFor(['storage'], scope, false);

  it.each([
    ['AWS::IAM::ManagedPolicy', { PolicyDocument }],
    ['AWS::IAM::Policy', { PolicyName: 'x', PolicyDocument, Roles: [{ Ref: 'Role' }] }],
    ['AWS::IAM::RolePolicy', { PolicyName: 'x', PolicyDocument, RoleName: { Ref: 'Role' } }],
    ['AWS::IAM::Role', { Policies: [{ PolicyName: 'x', PolicyDocument }], AssumeRolePolicyDocument: {} }],
    ['AWS::IAM::User', { Policies: [{ PolicyName: { Ref: 'Name' }, PolicyDocument }] }],
    ['AWS::SSO::PermissionSet', { InlinePolicy: JSON.stringify(PolicyDocument) }],
  ])('holds the policy of %s', (Type, Properties) => {
    expect(reportFor(template({ Sky: { Type, Properties } })).enabled).toEqual(['storage']);
  });

  it('gives the service control policies to --scp only', () => {
    const file = template({
      Sky: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy(allow('*')) } },
      Scp: { Type: 'AWS::Organizations::Policy', Properties: { Content: policy(deny('ec2:*')) } },
    });
    expect(reportFor(file).enabled).toEqual(['compute', 'storage']);
    expect(reportFor(file, { serviceControl: [file] }).enabled).toEqual(['storage']);
  });
});

describe('intrinsic functions', () => {
  const stop = (resource: unknown) =>
    requirement(reportFor(managed(allow('ec2:StopInstances', resource))), STOP);

  it.each([
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/*' }],
    [{ 'Fn::Sub': ['arn:aws:ec2:*:${Owner}:instance/*', { Owner: { Ref: 'AWS::AccountId' } }] }],
    [
      {
        'Fn::Join': [
          ':',
          ['arn', { Ref: 'AWS::Partition' }, 'ec2:*', { Ref: 'AWS::AccountId' }, 'instance/*'],
        ],
      },
    ],
    [[{ 'Fn::Join': ['', ['arn:aws:ec2:*:', { Ref: 'AWS::AccountId' }, ':*']] }]],
  ])('are filled in: %j', (resource) => {
    expect(stop(resource)).toMatchObject({ decision: 'allowed' });
    expect(codes(reportFor(managed(allow('s3:*'), allow('ec2:StopInstances', resource))))).not.toContain(
      'policy-value-not-known-yet',
    );
  });

  it('of an account that is not the checked one allow nothing', () => {
    expect(stop({ 'Fn::Sub': 'arn:aws:ec2:*:999999999999:instance/*' }).decision).toBe('denied');
  });

  it.each([
    [{ Ref: 'Bucket' }, 'Ref Bucket'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Fn::GetAtt'],
    [{ 'Fn::GetAtt': 'Bucket.Arn' }, 'Fn::GetAtt Bucket.Arn'],
    [{ 'Fn::Sub': 'arn:aws:s3:::${Bucket}' }, '${Bucket}'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue x'],
  ])('that are not known leave the statement open: %j', (resource, what) => {
    const report = reportFor(managed(allow('s3:ListBucket', resource)));
    expect(requirement(report, LIST)).toMatchObject({ decision: 'unknown' });
    expect(requirement(report, LIST).reason).toContain(`value of ${what}`);
    const found = report.findings.find(({ code }) => code === 'policy-value-not-known-yet');
    expect(found?.detail).toMatch(/^template\.json:\d+:\d+: /);
    expect(found?.detail).toContain(what);
    expect(codes(report)).not.toContain('policy-condition-undecided');
  });

  it('leave open only what they may concern', () => {
    const partly = reportFor(managed(allow('s3:ListBucket', { 'Fn::Sub': 'arn:aws:ec2:*:*:${Name}' })));
    expect(requirement(partly, LIST).decision).toBe('denied');
    const oneOfTwo = reportFor(managed(allow('s3:ListBucket', ['arn:aws:s3:::*', { Ref: 'Other' }])));
    expect(requirement(oneOfTwo, LIST).decision).toBe('allowed');
    const sid = reportFor(managed(allow(['s3:ListBucket', { Ref: 'Action' }], '*', { Sid: 'One' })));
    expect(requirement(sid, LIST)).toMatchObject({
      decision: 'allowed',
      reason: expect.stringContaining('"One"'),
    });
    expect(statuses(sid).compute).toBe('unknown');
  });

  it('in a Deny make what they may concern unknown, never allowed', () => {
    const report = reportFor(managed(allow('*'), deny('s3:ListBucket', { Ref: 'Secret' })));
    expect(statuses(report)).toMatchObject({ compute: 'enabled', storage: 'unknown' });
    const excluded = { Effect: 'Deny', Action: 's3:*', NotResource: { Ref: 'Mine' } };
    expect(statuses(reportFor(managed(allow('*'), excluded))).storage).toBe('unknown');
  });

  it('in a condition leave the statement open, beside its other conditions', () => {
    const when = (conditions: object) => reportFor(managed(allow('s3:*', '*', { Condition: conditions })));
    const vpc = { StringEquals: { 'aws:SourceVpc': { Ref: 'Vpc' } } };
    expect(statuses(when(vpc)).storage).toBe('unknown');
    const never = { ...vpc, Bool: { 'aws:SecureTransport': 'false' } };
    expect(statuses(when(never)).storage).toBe('disabled');
    const here = { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } };
    expect(statuses(when(here)).storage).toBe('enabled');
  });

  it('choose between statements: both branches of Fn::If are open, AWS::NoValue is nothing', () => {
    const chosen = { 'Fn::If': ['Prod', allow('s3:*', '*', { Sid: 'A' }), { Ref: 'AWS::NoValue' }] };
    const report = reportFor(managed(allow('ec2:*'), chosen));
    expect(statuses(report).storage).toBe('unknown');
    expect(report.findings.find(({ code }) => code === 'policy-value-not-known-yet')?.detail).toContain(
      'Fn::If Prod',
    );
  });

  it('keep policy variables that ${!…} writes', () => {
    const resource = { 'Fn::Sub': 'arn:aws:s3:::home/${!aws:username}' };
    const report = reportFor(managed(allow('s3:ListBucket', resource)));
    expect(requirement(report, LIST).reason).toContain('"aws:username" is not known');
  });
});
