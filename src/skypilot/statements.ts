import { groupBy } from '../group-by.ts';

/** Policy statements that grant requirements: as few and as narrow as the AWS page writes them. */

/** An Allow statement of an IAM policy. */
export interface AllowStatement {
  readonly Effect: 'Allow';
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, string>>;
}

/** One action on one resource pattern, with the condition that the documented policy puts on it. */
export interface Grant {
  readonly action: string;
  readonly pattern: string;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
}

/**
 * Merges grants into statements: first the patterns of each action, then the actions with equal patterns.
 *
 * Nothing is widened: the statements allow exactly the grants.
 */
export function statementsFor(grants: readonly Grant[]): AllowStatement[] {
  const byAction = groupBy(grants, (grant) => JSON.stringify([grant.action, grant.condition]));
  const merged = [...byAction.values()].map((group) => ({
    action: group[0].action,
    condition: group[0].condition,
    patterns: [...new Set(group.map((grant) => grant.pattern))].sort(),
  }));
  const byPatterns = groupBy(merged, (entry) => JSON.stringify([entry.patterns, entry.condition]));
  return [...byPatterns.values()].map((group) => {
    const { condition, patterns } = group[0];
    return {
      Effect: 'Allow',
      Action: oneOrMany(group.map((entry) => entry.action)),
      Resource: oneOrMany(patterns),
      ...(condition === undefined ? {} : { Condition: copyCondition(condition) }),
    };
  });
}

function oneOrMany(values: readonly string[]): string | string[] {
  const [first, ...rest] = [...new Set(values)].sort();
  return first !== undefined && rest.length === 0 ? first : [...new Set(values)].sort();
}

function copyCondition(condition: NonNullable<Grant['condition']>): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(condition).map(([operator, keys]) => [operator, { ...keys }]));
}
