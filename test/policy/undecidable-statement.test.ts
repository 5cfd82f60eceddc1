import { expect, it } from 'vitest';
import { type JsonNode, nodeOf } from '../../src/iam/json-node.ts';
import { OPERATOR_NAMES } from '../../src/iam/operators/registry.ts';
import {
  isUnknownValueKey,
  leftUndecidable,
  unknownDocument,
} from '../../src/policy/undecidable-statement.ts';

function node(value: unknown): JsonNode {
  const read = nodeOf(value);
  if (read.kind === 'failed') throw new Error(read.message);
  return read.node;
}

const unknownValue = (what: string) => ({ what, at: undefined });

/** The operators of the condition, with their keys. */
function conditionOf(statement: JsonNode): Readonly<Record<string, readonly string[]>> {
  if (statement.kind !== 'object') throw new Error('no statement');
  const conditions = statement.members.filter(({ name }) => name === 'Condition');
  expect(conditions).toHaveLength(1);
  const [condition] = conditions;
  if (condition?.value.kind !== 'object') throw new Error('no condition');
  return Object.fromEntries(
    condition.value.members.map(({ name, value }) => [
      name,
      value.kind === 'object' ? value.members.map((key) => key.name) : [],
    ]),
  );
}

it('adds a condition for each unknownValue, each once', () => {
  const statement = leftUndecidable(node({ Effect: 'Allow' }), [
    unknownValue('Ref A'),
    unknownValue('Ref B'),
    unknownValue('Ref A'),
  ]);
  expect(conditionOf(statement)).toEqual({ [OPERATOR_NAMES[0] ?? '']: ['value of Ref A', 'value of Ref B'] });
});

it('keeps the conditions that are there, and uses an operator that is free', () => {
  const [first = '', second = '', third = ''] = OPERATOR_NAMES;
  const Condition = { [first]: { a: 'x' }, [second]: { b: 'y' } };
  expect(conditionOf(leftUndecidable(node({ Condition, Effect: 'Deny' }), [unknownValue('Ref A')]))).toEqual({
    [first]: ['a'],
    [second]: ['b'],
    [third]: ['value of Ref A'],
  });
});

it('leaves alone what is no statement', () => {
  const text = node('text');
  expect(leftUndecidable(text, [unknownValue('Ref A')])).toBe(text);
});

it.each([
  ['value of Ref A', true],
  ['aws:SourceIp', false],
  ['the value of Ref A', false],
])('%s is made for a unknownValue: %s', (key, expected) => {
  expect(isUnknownValueKey(key)).toBe(expected);
});

it('says of a document that is not known that it may allow and deny anything', () => {
  const conditions = [{ operator: 'StringEquals', key: 'value of X', values: ['known'] }];
  const anything = { actions: ['*'], resources: ['*'], conditions };
  expect(unknownDocument('X', 'x')).toEqual({
    version: '2012-10-17',
    statements: [
      { effect: 'Allow', ...anything, index: 0 },
      { effect: 'Deny', ...anything, index: 1 },
    ],
  });
});

it.each([
  ['arn:aws:iam::aws:policy/AmazonS3FullAccess', ['Allow']],
  ['arn:aws-cn:iam::aws:policy/service-role/X', ['Allow']],
  ['arn:aws:iam::aws:policy/AWSDenyAll', ['Allow', 'Deny']],
  ['arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2', ['Allow', 'Deny']],
  ['arn:aws:iam::111122223333:policy/x', ['Allow', 'Deny']],
])('an unknown %s may %j', (name, effects) => {
  expect(unknownDocument('X', name).statements.map(({ effect }) => effect)).toEqual(effects);
});
