import { describe, expect, it } from 'vitest';
import { evaluateCondition } from '../../src/iam/conditions.ts';
import { OPERATOR_NAMES } from '../../src/iam/operators/registry.ts';
import { conditionTruth, scopeOf } from './helpers.ts';

interface Sample {
  /** A policy value with a request's value that it matches, and one that it does not. */
  readonly wanted: string;
  readonly matching: string;
  readonly other: string;
  readonly negated: boolean;
}

const sample = (wanted: string, matching: string, other: string, negated = false): Sample => ({
  wanted,
  matching,
  other,
  negated,
});
const USER = 'arn:aws:iam::123456789012:user/alice';

/** For negated operators, `matching` is what the positive twin matches. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  StringEquals: sample('a*', 'a*', 'ab'),
  StringNotEquals: sample('a*', 'a*', 'ab', true),
  StringEqualsIgnoreCase: sample('Abc', 'aBC', 'abd'),
  StringNotEqualsIgnoreCase: sample('Abc', 'aBC', 'abd', true),
  StringLike: sample('a?c*', 'abcd', 'Abcd'),
  StringNotLike: sample('a?c*', 'abcd', 'Abcd', true),
  NumericEquals: sample('5', '5.0', '6'),
  NumericNotEquals: sample('5', '5.0', '6', true),
  NumericLessThan: sample('10', '9', '10'),
  NumericLessThanEquals: sample('10', '10', '10.1'),
  NumericGreaterThan: sample('10', '10.5', '10'),
  NumericGreaterThanEquals: sample('-1', '-1', '-2'),
  DateEquals: sample('2024-01-01', '2024-01-01T00:00:00Z', '2024-01-01T00:00:01Z'),
  DateNotEquals: sample('2024-01-01', '2024-01-01T00:00:00Z', '2024-01-01T00:00:01Z', true),
  DateLessThan: sample('2024-01-01T00:00:00Z', '2023-12-31T23:59:59Z', '2024-01-01T00:00:00Z'),
  DateLessThanEquals: sample('2024-01-01T00:00:00Z', '2024-01-01T01:00:00+01:00', '2024-01-02'),
  DateGreaterThan: sample('1704067200', '2024-01-01T00:00:01Z', '2024-01-01T00:00:00Z'),
  DateGreaterThanEquals: sample('2024-01-01T00:00:00Z', '1704067200', '1704067199'),
  Bool: sample('true', 'TRUE', 'false'),
  BinaryEquals: sample('YWxpY2U=', 'YWxpY2U=', 'Ym9i'),
  IpAddress: sample('10.0.0.0/8', '10.255.0.1', '11.0.0.1'),
  NotIpAddress: sample('2001:db8::/32', '2001:db8:ffff::1', '2001:db9::1', true),
  ArnEquals: sample('arn:aws:iam::*:user/*', USER, 'arn:aws:iam::123456789012:role/alice'),
  ArnNotEquals: sample('arn:aws:iam::*:user/*', USER, 'arn:aws:iam::123456789012:role/alice', true),
  ArnLike: sample('arn:*:iam::123456789012:user/a?ice', USER, 'arn:aws:iam::123456789012:user/Alice'),
  ArnNotLike: sample('arn:*:iam::123456789012:user/a?ice', USER, 'arn:aws:iam::1:user/alice', true),
};

const word = (value: boolean) => (value ? 'yes' : 'no');

describe.each(Object.entries(SAMPLES))('%s', (operator, { wanted, matching, other, negated }) => {
  const truth = (written: string, values: readonly string[] | undefined) =>
    conditionTruth(written, 'test:key', [wanted], { 'test:key': values });

  it('compares one value', () => {
    expect(truth(operator, [matching])).toBe(word(!negated));
    expect(truth(operator, [other])).toBe(word(negated));
  });

  it('finds the value among several of the policy', () => {
    const among = (value: string) =>
      conditionTruth(operator, 'TEST:KEY', [wanted, wanted], { 'test:key': value });
    expect(among(matching)).toBe(word(!negated));
    expect(among(other)).toBe(word(negated));
  });

  it('without the key holds only where it is negated', () => {
    expect(truth(operator, undefined)).toBe(word(negated));
    expect(truth(operator, [])).toBe(word(negated));
  });

  it('with IfExists holds without the key, and compares with it', () => {
    expect(truth(`${operator}IfExists`, undefined)).toBe('yes');
    expect(truth(`${operator}IfExists`, [matching])).toBe(word(!negated));
    expect(truth(`${operator}IfExists`, [other])).toBe(word(negated));
  });

  it('with ForAllValues wants every value to pass', () => {
    const both = truth(`ForAllValues:${operator}`, [matching, other]);
    expect(both).toBe('no');
    expect(truth(`ForAllValues:${operator}`, [matching, matching])).toBe(word(!negated));
    expect(truth(`ForAllValues:${operator}`, [other, other])).toBe(word(negated));
    expect(truth(`ForAllValues:${operator}`, undefined)).toBe('yes');
    expect(truth(`ForAllValues:${operator}`, [])).toBe('yes');
    expect(truth(`ForAllValues:${operator}`, [''])).toBe('yes');
    expect(truth(`ForAllValues:${operator}IfExists`, undefined)).toBe('yes');
  });

  it('with ForAnyValue wants one value to pass', () => {
    expect(truth(`ForAnyValue:${operator}`, [matching, other])).toBe('yes');
    expect(truth(`ForAnyValue:${operator}`, [matching])).toBe(word(!negated));
    expect(truth(`ForAnyValue:${operator}`, [other])).toBe(word(negated));
    expect(truth(`ForAnyValue:${operator}`, undefined)).toBe('no');
    expect(truth(`ForAnyValue:${operator}`, [])).toBe('no');
    expect(truth(`ForAnyValue:${operator}`, [''])).toBe('no');
    expect(truth(`ForAnyValue:${operator}IfExists`, undefined)).toBe('yes');
    expect(truth(`ForAnyValue:${operator}IfExists`, [matching])).toBe(word(!negated));
  });

  it('without a set operator wants several values to agree', () => {
    expect(truth(operator, [matching, other])).toBe('unknown');
    expect(truth(operator, [matching, matching])).toBe(word(!negated));
    expect(truth(operator, [other, other])).toBe(word(negated));
  });

  it('is undecided where the key is not known to the caller', () => {
    for (const written of [operator, `${operator}IfExists`, `ForAllValues:${operator}`]) {
      expect(conditionTruth(written, 'test:key', [wanted], {}, 'undecided')).toBe('unknown');
    }
    expect(conditionTruth(operator, 'test:key', [wanted], { 'test:key': matching }, 'undecided')).toBe(
      word(!negated),
    );
  });

  it('without values to compare with matches nothing', () => {
    expect(conditionTruth(operator, 'test:key', [], { 'test:key': matching })).toBe(word(negated));
  });
});

it('samples every operator', () => {
  expect(Object.keys(SAMPLES).concat('Null').sort()).toEqual([...OPERATOR_NAMES].sort());
});

describe('Null', () => {
  it.each([
    ['true', undefined, 'yes'],
    ['true', ['a'], 'no'],
    ['true', [], 'yes'],
    ['true', [''], 'yes'],
    ['false', undefined, 'no'],
    ['FALSE', ['a'], 'yes'],
    ['false', [], 'no'],
    ['perhaps', ['a'], 'unknown'],
  ])('%s on %j: %s', (wanted, values, expected) => {
    expect(conditionTruth('Null', 'test:key', [wanted], { 'test:key': values })).toBe(expected);
  });

  it('is undecided where the key is not known to the caller', () => {
    expect(conditionTruth('Null', 'test:key', ['true'], {}, 'undecided')).toBe('unknown');
  });
});

describe('operators that are not known', () => {
  it.each([
    'Foo',
    '',
    'stringEquals',
    'StringEqualsIfExist',
    'NullIfExists',
    'ForAnyValue:Null',
    'ForSomeValues:StringEquals',
    'StringEqualsIfExistsIfExists',
    'ForAllValues:ForAnyValue:StringEquals',
    '__proto__',
    'constructor',
  ])('%j gives unknown and says so', (operator) => {
    const result = evaluateCondition(
      { operator, key: 'test:key', values: ['a'] },
      scopeOf({ 'test:key': 'a' }),
    );
    expect(result).toMatchObject({ truth: 'unknown', missing: [] });
    expect(result.reason).toContain(JSON.stringify(operator));
  });
});

describe('policy values of the wrong type', () => {
  it.each([
    ['NumericEquals', 'abc'],
    ['NumericNotEquals', '${aws:username}'],
    ['DateLessThan', 'yesterday'],
    ['Bool', 'maybe'],
    ['IpAddress', '10.0.0.0/33'],
    ['NotIpAddress', 'host'],
    ['BinaryEquals', 'not base64!'],
    ['ArnLike', '*'],
    ['ArnNotLike', 'arn:aws:iam::1'],
  ])('%s %s is undecided', (operator, value) => {
    expect(conditionTruth(operator, 'test:key', [value], { 'test:key': '1' })).toBe('unknown');
  });

  it('does not matter where another value matches', () => {
    expect(conditionTruth('NumericEquals', 'k', ['abc', '1'], { k: '1' })).toBe('yes');
    expect(conditionTruth('NumericNotEquals', 'k', ['abc', '1'], { k: '1' })).toBe('no');
  });
});

describe('request values of the wrong type', () => {
  it.each([
    ['NumericEquals', '5', 'abc', 'no'],
    ['NumericNotEquals', '5', 'abc', 'yes'],
    ['NumericLessThan', '5', '', 'no'],
    ['DateNotEquals', '2024-01-01', 'soon', 'yes'],
    ['Bool', 'true', '1', 'no'],
    ['IpAddress', '0.0.0.0/0', 'AWS Internal', 'no'],
    ['NotIpAddress', '10.0.0.0/8', 'cloudformation.amazonaws.com', 'yes'],
    ['ArnLike', 'arn:aws:iam::*:*', 'boop', 'no'],
    ['ArnNotLike', 'arn:aws:iam::*:*', 'boop', 'yes'],
  ])('%s %s on %s: no match, hence %s', (operator, wanted, value, expected) => {
    expect(conditionTruth(operator, 'k', [wanted], { k: value })).toBe(expected);
  });
});

describe('policy variables in values', () => {
  it.each([
    ['StringEquals', '${aws:username}', 'alice', 'yes'],
    ['StringEquals', '${aws:userid}', '${aws:userid}', 'no'],
    ['StringNotEquals', '${aws:userid}', 'alice', 'yes'],
    ['StringLike', '${aws:username}*', 'alice-1', 'yes'],
    ['StringLike', '${aws:PrincipalTag/star}', 'anything', 'no'],
    ['StringLike', '${aws:PrincipalTag/star}', '*', 'yes'],
    ['StringLike', '${*}', '*', 'yes'],
    ['StringLike', '${*}', 'x', 'no'],
    ['StringEquals', '${*}', '*', 'yes'],
    ['StringNotLike', '${aws:userid}', 'x', 'yes'],
    ['StringEqualsIgnoreCase', '${aws:username}', 'ALICE', 'yes'],
    ['ArnEquals', 'arn:aws:iam::1:user/${aws:username}', 'arn:aws:iam::1:user/alice', 'yes'],
    ['ArnEquals', '${aws:PrincipalArn}', 'arn:aws:iam::1:user/alice', 'yes'],
    ['ArnNotLike', 'arn:aws:iam::1:user/${aws:userid}', 'arn:aws:iam::1:user/alice', 'yes'],
    ['Bool', '${aws:SecureTransport}', 'true', 'yes'],
  ])('%s %s on %s: %s', (operator, wanted, value, expected) => {
    const context = {
      k: value,
      'aws:username': 'alice',
      'aws:PrincipalTag/star': '*',
      'aws:PrincipalArn': 'arn:aws:iam::1:user/alice',
      'aws:SecureTransport': 'true',
    };
    expect(conditionTruth(operator, 'k', [wanted], context)).toBe(expected);
  });

  it('are undecided, and named, where their key is not known to the caller', () => {
    const condition = { operator: 'StringEquals', key: 'k', values: ['${aws:userid}'] };
    const result = evaluateCondition(condition, scopeOf({ k: 'x' }, { missingKeys: 'undecided' }));
    expect(result).toMatchObject({ truth: 'unknown', missing: ['aws:userid'] });
  });
});

it('keys are compared without case, tag keys included', () => {
  expect(conditionTruth('StringEquals', 'AWS:requesttag/OWNER', ['x'], { 'aws:RequestTag/Owner': 'x' })).toBe(
    'yes',
  );
});
