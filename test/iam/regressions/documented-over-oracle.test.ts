/**
 * Cases in which the evaluator and the oracle of the differential test differ (`test/interop/iam-*`), found by
 * that test and decided by AWS's documentation. The generator leaves them out.
 */
import { describe, expect, it } from 'vitest';
import { ALLOW_ALL, conditionTruth, verdict } from '../helpers.ts';

describe('"IAM JSON policy elements: Resource": a * that ends its segment may run on beyond the colon', () => {
  it.each([
    ['arn:aws:s3:*:b/k', 'arn:aws:s3:::b/k'],
    ['arn:aws:ec2:*:instance/*', 'arn:aws:ec2:us-east-1:123456789012:instance/i-1'],
  ])('%s', (pattern, resource) => {
    expect(verdict({ ...ALLOW_ALL, Resource: pattern }, { resource })).toBe('allowed');
  });
});

describe('"IAM JSON policy elements: Resource": a * stands for any characters of its segment, / included', () => {
  // "Amazon Resource Names (ARNs)" calls wildcards in a resource type not allowed, which is about writing
  // policies; examples in the same guide use them (arn:aws:ec2:us-east-1:123456789012:*/*).
  it.each([
    ['arn:aws:ec2:us-east-1:123456789012:*/*', 'arn:aws:ec2:us-east-1:123456789012:volume/vol-1'],
    ['arn:aws:ec2:us-east-1::*e/ami-1', 'arn:aws:ec2:us-east-1::image/ami-1'],
    ['arn:aws:s3:::*/notes.txt', 'arn:aws:s3:::bucket/home/notes.txt'],
    ['arn:aws:s3:::?ucket/*', 'arn:aws:s3:::bucket/x'],
  ])('%s', (pattern, resource) => {
    expect(verdict({ ...ALLOW_ALL, Resource: pattern }, { resource })).toBe('allowed');
  });

  it('a request whose resource holds a * means that character', () => {
    const resource = 'arn:aws:s3:::bucket/a*b';
    expect(verdict({ ...ALLOW_ALL, Resource: 'arn:aws:s3:::bucket/a?b' }, { resource })).toBe('allowed');
    expect(verdict({ ...ALLOW_ALL, Resource: 'arn:aws:s3:::bucket/a${*}b' }, { resource })).toBe('allowed');
  });
});

describe('"IAM JSON policy elements: Variables and tags"', () => {
  it('a NotResource with a variable without value names no resource', () => {
    const statement = { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::${aws:username}/*' };
    expect(verdict(statement)).toBe('allowed');
  });

  it.each([
    ['StringNotEquals', '${aws:userid}'],
    ['StringNotLike', '${aws:userid}*'],
    ['ArnNotLike', 'arn:aws:iam::1:user/${aws:username}'],
  ])('negated operators match a variable without value: %s', (operator, value) => {
    expect(conditionTruth(operator, 'k', [value], { k: 'arn:aws:iam::1:user/x' })).toBe('yes');
  });

  it('special characters may be used wherever variables may', () => {
    expect(conditionTruth('StringEquals', 'k', ['${*}${?}${$}'], { k: '*?$' })).toBe('yes');
  });

  it('documents of version 2008-10-17 have no variables', () => {
    const statement = { ...ALLOW_ALL, Resource: 'arn:aws:s3:::${aws:username}' };
    const asked = { resource: 'arn:aws:s3:::${aws:username}', context: { 'aws:username': 'x' } };
    expect(verdict(statement, asked, '2008-10-17')).toBe('allowed');
  });
});

describe('"IAM JSON policy elements: Condition operators"', () => {
  it('IfExists holds without the key, with a set operator, too', () => {
    expect(conditionTruth('ForAnyValue:StringEqualsIfExists', 'k', ['a'], {})).toBe('yes');
  });

  it('dates are compared with seconds since 1970 on either side', () => {
    expect(conditionTruth('DateGreaterThan', 'k', ['2020-01-01T00:00:00Z'], { k: '1700000000' })).toBe('yes');
    expect(conditionTruth('DateGreaterThan', 'k', ['1704067200'], { k: '2024-01-01T00:00:00Z' })).toBe('no');
    expect(conditionTruth('DateEquals', 'k', ['1704067200'], { k: '2024-01-01T00:00:00Z' })).toBe('yes');
  });

  it("a year alone is a date of W3C's note, not a number of seconds", () => {
    expect(conditionTruth('DateEquals', 'k', ['2024'], { k: '2024-01-01T00:00:00Z' })).toBe('yes');
  });

  it.each([
    ['::1', '192.168.1.77', 'yes'],
    ['192.168.1.77', '2001:db8::1', 'yes'],
    ['0.0.0.0/0', '203.0.113.9', 'no'],
    ['::/0', '::1', 'no'],
  ])('NotIpAddress %s on %s: all addresses but those: %s', (wanted, address, expected) => {
    expect(conditionTruth('NotIpAddress', 'aws:SourceIp', [wanted], { 'aws:SourceIp': address })).toBe(
      expected,
    );
  });

  it.each([
    ['NumericNotEquals', '5', 'abc'],
    ['DateNotEquals', '2024-01-01', 'soon'],
    ['ArnNotLike', 'arn:aws:iam::1:user/a', 'boop'],
  ])('negated matching is the negation of matching: %s %s on %s', (operator, wanted, value) => {
    expect(conditionTruth(operator, 'k', [wanted], { k: value })).toBe('yes');
  });

  it('operators that are not known decide nothing', () => {
    const statement = { ...ALLOW_ALL, Condition: { Foo: { k: 'a' } } };
    expect(verdict(statement, { context: { k: 'a' } })).toBe('unknown');
  });

  it('names of operators have one spelling', () => {
    const statement = { ...ALLOW_ALL, Condition: { stringequals: { k: 'a' } } };
    expect(verdict(statement, { context: { k: 'a' } })).toBe('unknown');
  });
});

describe('"Single-valued vs. multivalued context keys" and "Multivalued context key examples"', () => {
  it('an empty text is an empty set for set operators, and null', () => {
    expect(conditionTruth('ForAllValues:StringEquals', 'k', ['a'], { k: [''] })).toBe('yes');
    expect(conditionTruth('ForAnyValue:StringLike', 'k', ['*'], { k: [''] })).toBe('no');
    expect(conditionTruth('Null', 'k', ['true'], { k: [''] })).toBe('yes');
    expect(conditionTruth('Null', 'k', ['true'], { k: [] })).toBe('yes');
  });

  it('several values without a set operator decide only what they agree on', () => {
    expect(conditionTruth('StringEquals', 'k', ['a', 'b'], { k: ['a', 'b'] })).toBe('yes');
    expect(conditionTruth('StringEquals', 'k', ['a'], { k: ['a', 'b'] })).toBe('unknown');
    expect(conditionTruth('StringNotEquals', 'k', ['a'], { k: ['a', 'b'] })).toBe('unknown');
  });
});
