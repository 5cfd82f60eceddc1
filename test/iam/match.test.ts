import { describe, expect, it } from 'vitest';
import { arnComponents, matchesAction, matchesAnyResource } from '../../src/iam/match.ts';
import type { Context } from './helpers.ts';
import { scopeOf } from './helpers.ts';

function covers(pattern: string, resource: string, context: Context = {}): string {
  return matchesAnyResource([pattern], scopeOf(context, { resource })).truth;
}

describe('actions', () => {
  it.each([
    ['*', 'ec2:RunInstances', true],
    ['*:*', 'ec2:RunInstances', true],
    ['ec2:*', 'ec2:RunInstances', true],
    ['EC2:runinstances', 'ec2:RunInstances', true],
    ['ec2:RunInstances', 'EC2:RUNINSTANCES', true],
    ['ec2:Run*', 'ec2:RunInstances', true],
    ['ec2:?unInstances', 'ec2:RunInstances', true],
    ['ec2:*Instances', 'ec2:RunInstances', true],
    ['ec2:*n*s', 'ec2:RunInstances', true],
    ['ec2:Run', 'ec2:RunInstances', false],
    ['s3:*', 'ec2:RunInstances', false],
    ['ec2:${*}', 'ec2:RunInstances', false],
  ])('%s covers %s: %s', (pattern, action, expected) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });
});

describe('resources', () => {
  const instance = 'arn:aws:ec2:us-east-1:123456789012:instance/i-1';
  const stream = 'arn:aws:logs:us-east-1:123456789012:log-group:app:log-stream:x';
  it.each([
    ['*', instance, 'yes'],
    ['*', '*', 'yes'],
    [instance, '*', 'no'],
    [instance, instance, 'yes'],
    ['arn:aws:ec2:*:*:instance/*', instance, 'yes'],
    ['arn:aws:ec2:us-*-1:123456789012:instance/*', instance, 'yes'],
    ['arn:aws:ec2:us-east-?:123456789012:instance/?-1', instance, 'yes'],
    ['arn:*:ec2:*:*:*', instance, 'yes'],
    ['arn:aws:ec2:us-east-1:123456789012:Instance/*', instance, 'no'],
    ['arn:aws:ec2:us-east-1::instance/*', instance, 'no'],
    ['arn:aws:ec2::123456789012:instance/*', instance, 'no'],
    ['arn:aws:ec2:us-east-1:123456789012:volume/*', instance, 'no'],
    ['arn:aws:s3:::*', 'arn:aws:s3:::bucket/a:b/c', 'yes'],
    ['arn:aws:s3:::bucket/*/c', 'arn:aws:s3:::bucket/a/b/c', 'yes'],
    ['arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket', 'no'],
    ['arn:aws:s3:::BUCKET', 'arn:aws:s3:::bucket', 'no'],
    ['arn:aws:logs:*:*:log-group:*:log-stream:*', stream, 'yes'],
    ['arn:aws:logs:*:*:log-group:a?p:*', stream, 'yes'],
    // A * within a segment stays there; one that ends its segment may run on.
    ['arn:aws:ec2:us*1:instance/*', 'arn:aws:ec2:us-east-1:1:instance/i-1', 'no'],
    ['arn:aws:ec2:us-east-1?123456789012:instance/*', instance, 'no'],
    ['arn:aws:ec2:*:instance/*', instance, 'yes'],
    // Incomplete ARNs are completed with wildcards.
    ['arn:aws:ec2', instance, 'yes'],
    ['arn:aws:ec2:us-east-1', instance, 'yes'],
    ['arn:aws:ec2:us-east-1:123456789012', instance, 'yes'],
    ['arn:aws:ec2:*', instance, 'yes'],
    ['arn:aws:s3', instance, 'no'],
    ['arn:aws:ec2:eu-west-1', instance, 'no'],
    ['ec2', instance, 'no'],
  ])('%s covers %s: %s', (pattern, resource, expected) => {
    expect(covers(pattern, resource)).toBe(expected);
  });

  it.each([
    ['arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/alice/x', 'yes'],
    ['arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/bob/x', 'no'],
    ['arn:aws:s3:::b/${aws:userid}/*', 'arn:aws:s3:::b/alice/x', 'no'],
    ["arn:aws:s3:::b/${aws:userid, 'x'}", 'arn:aws:s3:::b/x', 'yes'],
    ['arn:aws:s3:::b/a${*}b', 'arn:aws:s3:::b/a*b', 'yes'],
    ['arn:aws:s3:::b/a${*}b', 'arn:aws:s3:::b/axb', 'no'],
    ['arn:aws:s3:::b/${aws:PrincipalTag/star}', 'arn:aws:s3:::b/x', 'no'],
    ['arn:aws:s3:::b/${aws:PrincipalTag/star}', 'arn:aws:s3:::b/*', 'yes'],
    ['${aws:PrincipalTag/arn}', 'arn:aws:s3:::b/x', 'yes'],
  ])('%s with variables covers %s: %s', (pattern, resource, expected) => {
    const context = {
      'aws:username': 'alice',
      'aws:PrincipalTag/star': '*',
      'aws:principaltag/ARN': 'arn:aws:s3:::b/x',
    };
    expect(covers(pattern, resource, context)).toBe(expected);
  });

  it('are undecided where a variable is not known to the caller', () => {
    const scope = scopeOf({}, { missingKeys: 'undecided' });
    expect(matchesAnyResource(['arn:aws:s3:::${aws:username}'], scope)).toEqual({
      truth: 'unknown',
      missing: ['aws:username'],
    });
    expect(matchesAnyResource(['arn:aws:s3:::${aws:username}', '*'], scope).truth).toBe('yes');
  });
});

describe('arnComponents', () => {
  it.each([
    ['arn:aws:iam::1:user/a', ['arn', 'aws', 'iam', '', '1', 'user/a']],
    ['arn:aws:lambda:r:1:function:f:2', ['arn', 'aws', 'lambda', 'r', '1', 'function:f:2']],
    ['arn:aws:iam::1', undefined],
    ['not:aws:iam::1:x', undefined],
    ['*', undefined],
  ])('%s', (text, expected) => {
    expect(arnComponents(text)).toEqual(expected);
  });
});
