import { describe, expect, it } from 'vitest';
import { type JsonNode, nodeOf } from '../../src/iam/json-node.ts';
import { resolveDocument } from '../../src/policy/cloudformation-document.ts';

const VALUES = { account: '111122223333', partition: 'aws', region: 'us-east-1', dnsSuffix: 'amazonaws.com' };
const ME = { Ref: 'AWS::AccountId' };
const B = { Ref: 'B' };

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'null':
      return null;
    case 'number':
      return Number(node.text);
    default:
      return node.value;
  }
}

/** The statements that come of one, and what is in doubt. */
function resolved(Statement: unknown): {
  readonly statements: unknown;
  readonly unknowns: readonly string[];
} {
  const read = nodeOf({ Version: '2012-10-17', Statement });
  if (read.kind === 'failed') throw new Error(read.message);
  const { node, unknowns } = resolveDocument(read.node, VALUES);
  const document = plain(node) as { readonly Version: unknown; readonly Statement: unknown };
  expect(document.Version).toBe('2012-10-17');
  return { statements: document.Statement, unknowns: unknowns.map(({ what }) => what) };
}

const leftUndecidable = (...whats: readonly string[]) =>
  Object.fromEntries(whats.map((what) => [`value of ${what}`, 'known']));
const list = { Sid: 'S', Effect: 'Allow', Action: ['s3:Get*'], Resource: ['*'] };

describe('a statement of a template', () => {
  it('has its values filled in, lists as lists', () => {
    expect(resolved({ Sid: 'S', Effect: 'Allow', Action: 's3:Get*', Resource: ['*'] })).toEqual({
      statements: [list],
      unknowns: [],
    });
    const filled = resolved({
      ...list,
      Resource: { 'Fn::Sub': 'arn:aws:s3:::${AWS::AccountId}' },
      Sid: { 'Fn::Sub': 'S${AWS::Region}' },
    });
    expect(filled).toEqual({
      statements: [{ ...list, Sid: 'Sus-east-1', Resource: ['arn:aws:s3:::111122223333'] }],
      unknowns: [],
    });
  });

  it('stays for what is known, and stands in unknownValue beside that', () => {
    const { statements, unknowns } = resolved({ ...list, Resource: ['arn:a', B] });
    const [certain, unsure] = statements as readonly Record<string, unknown>[];
    expect(certain).toEqual({ ...list, Resource: ['arn:a'] });
    expect(unsure).toMatchObject({ Effect: 'Allow', Resource: ['arn:a', '*'] });
    expect(unsure).not.toHaveProperty('Sid');
    expect(Object.values(unsure?.Condition ?? {})).toEqual([leftUndecidable('Ref B')]);
    expect(unknowns).toEqual(['Ref B']);
  });

  it('is in unknownValue as a whole, with its Sid, where nothing of a list is known', () => {
    const { statements } = resolved({ ...list, Resource: B });
    expect(statements).toMatchObject([{ Sid: 'S', Resource: ['*'] }]);
  });

  it.each(['NotAction', 'NotResource'])('may apply to anything where %s is not known', (element) => {
    const { [element.slice(3) as 'Action']: _without, ...rest } = list;
    const { statements, unknowns } = resolved({ ...rest, [element]: ['arn:a', B] });
    expect(statements).toMatchObject([{ [element.slice(3)]: '*' }]);
    expect((statements as readonly object[])[0]).not.toHaveProperty(element);
    expect(unknowns).toEqual(['Ref B']);
  });

  it('keeps NotAction that is known', () => {
    const { Action: _without, ...rest } = list;
    expect(resolved({ ...rest, NotAction: 'iam:*' }).statements).toEqual([{ ...rest, NotAction: ['iam:*'] }]);
  });

  it('of both branches of Fn::If is in unknownValue, without Sid', () => {
    const other = { ...list, Sid: 'O', Effect: 'Deny' };
    const { statements, unknowns } = resolved([list, { 'Fn::If': ['Prod', list, [other, other]] }]);
    expect(statements).toMatchObject([list, { Effect: 'Allow' }, { Effect: 'Deny' }, { Effect: 'Deny' }]);
    for (const statement of (statements as readonly object[]).slice(1)) {
      expect(statement).not.toHaveProperty('Sid');
      expect(Object.values((statement as { Condition: object }).Condition)).toEqual([
        leftUndecidable('Fn::If Prod'),
      ]);
    }
    expect(unknowns).toEqual(['Fn::If Prod', 'Fn::If Prod', 'Fn::If Prod']);
  });

  it('of a branch in a branch hangs on both', () => {
    const { statements } = resolved({
      'Fn::If': ['A', { 'Fn::If': ['B', list, { Ref: 'AWS::NoValue' }] }, { Ref: 'AWS::NoValue' }],
    });
    const [only, ...more] = statements as readonly { Condition: object }[];
    expect(Object.values(only?.Condition ?? {})).toEqual([leftUndecidable('Fn::If B', 'Fn::If A')]);
    expect(more).toEqual([]);
  });

  it('of Fn::If without a name hangs on Fn::If', () => {
    expect(resolved({ 'Fn::If': [{ Ref: 'X' }, list, list] }).unknowns).toEqual(['Fn::If', 'Fn::If']);
  });

  it('that is none is left as it is', () => {
    expect(resolved(['text', 1]).statements).toEqual(['text', 1]);
    expect(resolved({ 'Fn::If': 'text' }).statements).toEqual([{ 'Fn::If': 'text' }]);
  });
});

describe('a condition of a template', () => {
  const when = (Condition: unknown) => {
    const { statements, unknowns } = resolved({ ...list, Condition });
    return {
      conditions: (statements as readonly { Condition: unknown }[]).map((statement) => statement.Condition),
      unknowns,
    };
  };

  it('has its values filled in', () => {
    expect(when({ StringEquals: { a: ME, b: ['c', ME] } })).toEqual({
      conditions: [{ StringEquals: { a: ['111122223333'], b: ['c', '111122223333'] } }],
      unknowns: [],
    });
  });

  it('loses the keys that are not known, in doubt', () => {
    const { conditions, unknowns } = when({ StringEquals: { a: 'x', b: B }, Bool: { c: 'true' } });
    expect(conditions).toMatchObject([{ StringEquals: { a: ['x'] }, Bool: { c: ['true'] } }]);
    expect(Object.values(conditions[0] as object)).toContainEqual(leftUndecidable('Ref B'));
    expect(unknowns).toEqual(['Ref B']);
  });

  it('that is a function is in unknownValue as a whole', () => {
    const { conditions, unknowns } = when({ 'Fn::If': ['A', {}, {}] });
    expect(conditions.map((condition) => Object.values(condition as object))).toEqual([
      [leftUndecidable('Condition')],
    ]);
    expect(unknowns).toEqual(['Condition']);
  });

  it.each([['text'], [{ StringEquals: 'text' }]])('that is none is left as it is: %j', (condition) => {
    expect(when(condition)).toEqual({ conditions: [condition], unknowns: [] });
  });
});

it('leaves alone what is no document', () => {
  const read = nodeOf('text');
  if (read.kind === 'failed') throw new Error(read.message);
  expect(resolveDocument(read.node, VALUES)).toEqual({ node: read.node, unknowns: [] });
});

it('fills in what stands beside the statements', () => {
  const read = nodeOf({ Id: { 'Fn::Sub': 'p-${AWS::AccountId}' }, Version: 1, Statement: [] });
  if (read.kind === 'failed') throw new Error(read.message);
  expect(plain(resolveDocument(read.node, VALUES).node)).toEqual({
    Id: 'p-111122223333',
    Version: 1,
    Statement: [],
  });
});
