import type { JsonMember, JsonNode } from './json-node.ts';
import { OPERATOR_NAMES, operatorOf } from './operators/registry.ts';
import type { Condition } from './policy-types.ts';
import type { ProblemList } from './problems.ts';
import { inPath, membersOf, quoted } from './problems.ts';

/**
 * Reads a Condition element. Numbers and booleans become texts, as written.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition".
 */
export function parseConditions(
  node: JsonNode | undefined,
  path: string,
  list: ProblemList,
): readonly Condition[] {
  if (node === undefined) return [];
  if (node.kind !== 'object') {
    list.problem('Condition must be an object of operators', path, node.at);
    return [];
  }
  const operators = membersOf(node.members, path, undefined, list);
  return [...operators.values()].flatMap((operator) => parseOperator(operator, path, list));
}

function parseOperator(operator: JsonMember, path: string, list: ProblemList): readonly Condition[] {
  const place = `${path}.${inPath(operator.name)}`;
  if (operator.value.kind !== 'object') {
    list.problem(
      `${quoted(operator.name)} must be an object of condition keys with their values`,
      place,
      operator.value.at,
    );
    return [];
  }
  checkOperator(operator, place, list);
  const keys = membersOf(operator.value.members, place, undefined, list);
  return [...keys.values()].map((key) => ({
    operator: operator.name,
    key: key.name,
    values: parseValues(key, `${place}.${inPath(key.name)}`, list),
  }));
}

function checkOperator(operator: JsonMember, place: string, list: ProblemList): void {
  if (operatorOf(operator.name).kind !== 'unknown') return;
  const folded = operator.name.toLowerCase();
  const meant = OPERATOR_NAMES.find((name) => name.toLowerCase() === folded);
  const hint = meant === undefined ? '' : ` (${meant} is)`;
  list.warning(`${quoted(operator.name)} is not a known condition operator${hint}`, place, operator.nameAt);
}

function parseValues(key: JsonMember, place: string, list: ProblemList): readonly string[] {
  const { value } = key;
  if (value.kind === 'array' && value.items.length === 0) {
    list.warning(`${quoted(key.name)} has no values to compare with`, place, value.at);
  }
  const items = value.kind === 'array' ? value.items : [value];
  return items.flatMap((item) => {
    if (item.kind === 'string') return [item.value];
    if (item.kind === 'number') return [item.text];
    if (item.kind === 'boolean') return [String(item.value)];
    list.problem('a condition compares with texts, numbers, true or false', place, item.at);
    return [];
  });
}
