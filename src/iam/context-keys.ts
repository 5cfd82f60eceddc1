import type { NamedPolicy, PolicyDocument, Statement } from './policy-types.ts';
import { piecesOf } from './variables.ts';

/**
 * Every context key that policies mention, in conditions and as policy variables, each once in its first
 * spelling: what GetContextKeysForPrincipalPolicy lists, and what the simulator can report as missing.
 *
 * Source: IAM API Reference, "GetContextKeysForPrincipalPolicy".
 */
export function contextKeysOf(policies: readonly NamedPolicy[]): readonly string[] {
  return uniqueKeys(
    policies.flatMap(({ document }) =>
      document.statements.flatMap((statement) => keysOfStatement(statement, document.version)),
    ),
  );
}

/** The keys without those that differ only in case from an earlier one. */
export function uniqueKeys(keys: readonly string[]): readonly string[] {
  const spellings = new Map<string, string>();
  for (const key of keys) {
    const folded = key.toLowerCase();
    if (!spellings.has(folded)) spellings.set(folded, key);
  }
  return [...spellings.values()];
}

function keysOfStatement(statement: Statement, version: PolicyDocument['version']): readonly string[] {
  const resources = statement.resources ?? statement.notResources ?? [];
  return [
    ...resources.flatMap((resource) => variablesIn(resource, version)),
    ...statement.conditions.flatMap(({ key, values }) => [
      key,
      ...values.flatMap((value) => variablesIn(value, version)),
    ]),
  ];
}

function variablesIn(text: string, version: PolicyDocument['version']): readonly string[] {
  if (version !== '2012-10-17') return [];
  return piecesOf(text).flatMap((piece) =>
    piece.kind === 'variable' && piece.key !== '' ? [piece.key] : [],
  );
}
