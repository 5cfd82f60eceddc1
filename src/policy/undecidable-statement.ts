import type { JsonMember, JsonNode } from '../iam/json-node.ts';
import { OPERATOR_NAMES } from '../iam/operators/registry.ts';
import type { PolicyDocument, Statement } from '../iam/policy-types.ts';
import type { UnknownValue } from './candidate.ts';

/** No context key of AWS has a blank, so these are in no request: with missing keys undecided, it cannot hold or fail. */
const keyFor = (what: string) => `value of ${what}`;

/** Whether a context key is one of those that `leftUndecidable` made. */
export function isUnknownValueKey(key: string): boolean {
  return key.startsWith('value of ');
}

/** The statement with conditions that cannot be decided, one for each value that is not known. */
export function leftUndecidable(statement: JsonNode, unknowns: readonly UnknownValue[]): JsonNode {
  if (statement.kind !== 'object') return statement;
  const { at, members } = statement;
  const condition = members.find(({ name }) => name === 'Condition')?.value;
  const known = condition?.kind === 'object' ? condition.members : [];
  const undecidable = [...new Set(unknowns.map(({ what }) => what))].map(
    (what): JsonMember => ({ name: keyFor(what), nameAt: at, value: { kind: 'string', value: 'known', at } }),
  );
  // Any operator serves, as long as the statement does not use it already.
  const name = OPERATOR_NAMES.find((operator) => known.every((member) => member.name !== operator)) ?? 'Null';
  const operator: JsonMember = { name, nameAt: at, value: { kind: 'object', members: undecidable, at } };
  const value: JsonNode = { kind: 'object', members: [...known, operator], at };
  return {
    ...statement,
    members: [
      ...members.filter((member) => member.name !== 'Condition'),
      { name: 'Condition', nameAt: at, value },
    ],
  };
}

/**
 * A document of which nothing is known: it may allow anything and deny anything. The managed policies of AWS only allow.
 *
 * @param name - the policy's own, an ARN where it has one
 */
export function unknownDocument(what: string, name: string): PolicyDocument {
  const statement = (effect: Statement['effect'], index: number): Statement => ({
    effect,
    actions: ['*'],
    resources: ['*'],
    conditions: [{ operator: 'StringEquals', key: keyFor(what), values: ['known'] }],
    index,
  });
  const allow = statement('Allow', 0);
  return {
    version: '2012-10-17',
    statements: onlyAllows(name) ? [allow] : [allow, statement('Deny', 1)],
  };
}

/** Source: AWS Managed Policy Reference; these two are its only policies that deny. */
function onlyAllows(name: string): boolean {
  return /^arn:[a-z-]+:iam::aws:policy\/(?!.*(AWSDenyAll|AWSCompromisedKeyQuarantine))/.test(name);
}
