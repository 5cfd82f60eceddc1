/** Context keys in a scenario's policies that the sandbox could not decide by. */

import { closestTo } from '../closest-word.ts';
import { contextKeysOf } from '../iam/context-keys.ts';
import { SERVICE_PREFIXES } from '../iam/known-actions.ts';
import type { NamedPolicy } from '../iam/policy-types.ts';
import { DOCUMENTED_KEYS } from './documented-keys.ts';
import { readPolicy } from './policies.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioDocument } from './scenario-documents.ts';
import { scenarioDocuments } from './scenario-documents.ts';
import type { PlacedIssue } from './scenario-issue.ts';

/** Documented keys whose value, or absence, in an ordinary call is nowhere documented. */
const NOT_MODELLED = ['aws:CalledViaAWSMCP', 'aws:ViaAWSMCPService', 'aws:IsMcpServiceAction'];

/** Services that the sandbox answers for: of these every documented key is known, or known to be absent. */
const SERVED = ['aws', 'ec2', 'iam', 's3', 'servicequotas', 'sts'];

const DOCUMENTED = DOCUMENTED_KEYS.trim()
  .split(/\s+/)
  .filter((key) => !NOT_MODELLED.includes(key));
const KNOWN: ReadonlySet<string> = new Set(DOCUMENTED.map((key) => key.toLowerCase()));
const SERVICES: ReadonlySet<string> = new Set(SERVICE_PREFIXES.trim().split(/\s+/));

/**
 * Whether the sandbox knows what a key is in the calls that it decides. Keys of services that it does not have are in no
 * call; those of identity providers (`saml:…`, `token.actions.githubusercontent.com:…`) are claims.
 */
export function isKnownContextKey(key: string): boolean {
  const name = key.toLowerCase();
  const prefix = name.slice(0, Math.max(0, name.indexOf(':')));
  if (prefix.includes('.') || prefix === 'saml') return true;
  const slash = name.indexOf('/');
  if (KNOWN.has(name) || (slash > 0 && KNOWN.has(`${name.slice(0, slash)}/*`))) return true;
  return SERVICES.has(prefix) && !SERVED.includes(prefix);
}

/** One problem for each key of a policy that is neither known nor set by the scenario itself. */
export function checkContextKeys(scenario: Scenario): readonly PlacedIssue[] {
  const byHand = new Set(Object.keys(scenario.context).map((key) => key.toLowerCase()));
  return scenarioDocuments(scenario).flatMap((entry) =>
    unknownKeys(entry, byHand).map((key) => ({
      path: [...entry.path, ...placeOf(entry.document, key)],
      message: problemText(entry.what, key),
    })),
  );
}

function unknownKeys({ document, usage }: ScenarioDocument, byHand: ReadonlySet<string>): readonly string[] {
  const read = readPolicy(JSON.stringify(document), usage);
  if (read.kind === 'invalid') return [];
  const policy: NamedPolicy = { name: '', type: 'none', document: read.document };
  return contextKeysOf([policy]).filter((key) => !isKnownContextKey(key) && !byHand.has(key.toLowerCase()));
}

function problemText(what: string, key: string): string {
  const near = closestTo(key, DOCUMENTED);
  const guess = near === undefined ? '' : ` (did you mean "${near}"?)`;
  return `${what} asks for the context key "${key}", which the sandbox does not know${guess}; give it a value, or null where calls do not have it, under "context"`;
}

/** Where the key is a condition; nowhere more exact than the document for policy variables. */
function placeOf(document: Readonly<Record<string, unknown>>, key: string): readonly PropertyKey[] {
  const { Statement } = document;
  const many = Array.isArray(Statement);
  const statements: readonly unknown[] = many ? Statement : [Statement];
  for (const [index, statement] of statements.entries()) {
    for (const [operator, keys] of entriesOf(memberOf(statement, 'Condition'))) {
      const found = entriesOf(keys).find(([name]) => name.toLowerCase() === key.toLowerCase());
      if (found !== undefined)
        return ['Statement', ...(many ? [index] : []), 'Condition', operator, found[0]];
    }
  }
  return [];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function memberOf(value: unknown, name: string): unknown {
  return entriesOf(value).find(([key]) => key === name)?.[1];
}
