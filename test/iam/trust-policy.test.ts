import { describe, expect, it } from 'vitest';
import { requestContext } from '../../src/iam/request-context.ts';
import type { TrustOptions } from '../../src/iam/trust-policy.ts';
import { trustOfService } from '../../src/iam/trust-policy.ts';
import { documentOf } from './helpers.ts';

const EC2 = ['ec2.amazonaws.com'];
const CHINA = ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'];
const trust = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...more,
});

function kindOf(statements: unknown, principals = EC2, options: TrustOptions = {}): string {
  return trustOfService(documentOf(statements, { usage: 'trust' }), principals, options).kind;
}

describe('trustOfService', () => {
  it.each([
    [trust({ Service: 'ec2.amazonaws.com' }), 'admitted'],
    [trust({ Service: ['lambda.amazonaws.com', 'EC2.amazonaws.com'] }), 'admitted'],
    [trust({ Service: 'ec2.amazonaws.com' }, { Action: 'sts:*' }), 'admitted'],
    [trust({ Service: 'ec2.amazonaws.com' }, { Action: ['sts:TagSession', 'STS:assumerole'] }), 'admitted'],
    [trust({ Service: 'ec2.amazonaws.com' }, { Action: 'sts:TagSession' }), 'refused'],
    [trust({ Service: 'lambda.amazonaws.com' }), 'refused'],
    [trust({ Service: 'ec2.amazonaws.com.cn' }), 'refused'],
    [trust({ AWS: 'arn:aws:iam::123456789012:root' }), 'refused'],
    [trust({ AWS: 'ec2.amazonaws.com' }), 'refused'],
    [trust('*'), 'unknown'],
    [trust({ AWS: '*' }), 'unknown'],
    [trust({ Service: [1, null] }), 'refused'],
    [trust(7), 'refused'],
    [[trust({ Service: 'ec2.amazonaws.com' }), trust('*', { Effect: 'Deny' })], 'refused'],
    [
      [trust({ Service: 'ec2.amazonaws.com' }), trust({ Service: 'ec2.amazonaws.com' }, { Effect: 'Deny' })],
      'refused',
    ],
    [
      [trust({ Service: 'ec2.amazonaws.com' }), trust({ AWS: '123456789012' }, { Effect: 'Deny' })],
      'admitted',
    ],
    [
      trust({ Service: 'ec2.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }),
      'unknown',
    ],
    [
      [
        trust({ Service: 'ec2.amazonaws.com' }),
        trust('*', { Effect: 'Deny', Condition: { Null: { a: 'true' } } }),
      ],
      'unknown',
    ],
    [trust({ AWS: 'x' }, { Condition: { Foo: { a: 'b' } } }), 'refused'],
  ])('%j: %s', (statements, expected) => {
    expect(kindOf(statements)).toBe(expected);
  });

  it('takes any of the names that the service goes by', () => {
    expect(kindOf(trust({ Service: 'ec2.amazonaws.com.cn' }), CHINA)).toBe('admitted');
    expect(kindOf(trust({ Service: 'ec2.amazonaws.com' }), CHINA)).toBe('admitted');
  });

  it('evaluates conditions on what is known', () => {
    const statement = trust(
      { Service: 'ec2.amazonaws.com' },
      { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } },
    );
    const known = (account: string) => ({ context: requestContext({ 'aws:SourceAccount': account }) });
    expect(kindOf(statement, EC2, known('1'))).toBe('admitted');
    expect(kindOf(statement, EC2, known('2'))).toBe('refused');
  });

  it('reads NotPrincipal', () => {
    const except = (service: string) => [
      trust({ Service: 'ec2.amazonaws.com' }),
      { Effect: 'Deny', NotPrincipal: { Service: service }, Action: 'sts:AssumeRole' },
    ];
    expect(kindOf(except('ec2.amazonaws.com'))).toBe('admitted');
    expect(kindOf(except('lambda.amazonaws.com'))).toBe('refused');
  });

  it('names the statement and the reason', () => {
    const denied = [trust({ Service: 'ec2.amazonaws.com' }), trust('*', { Effect: 'Deny', Sid: 'No' })];
    expect(trustOfService(documentOf(denied, { usage: 'trust' }), EC2)).toMatchObject({
      kind: 'refused',
      statement: { sid: 'No' },
    });
    const everyone = documentOf(trust('*'), { usage: 'trust' });
    expect(trustOfService(everyone, EC2)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('"*"'),
    });
  });
});
