/** Policies with their text, as IAM stores them: the text is what is read back and what positions count in. */

import { parsePolicyDocument } from '../iam/parse-policy.ts';
import type { PolicyUsage } from '../iam/parse-statement.ts';
import type { NamedPolicy, PolicyDocument } from '../iam/policy-types.ts';
import { elementSpans } from './json-spans.ts';

/** A place in a policy's text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface StoredPolicy extends NamedPolicy {
  readonly text: string;
  /** The name that the simulator gives it in a matched statement. */
  readonly sourceId: string;
}

export type PolicyRead =
  | { readonly kind: 'policy'; readonly document: PolicyDocument }
  | { readonly kind: 'invalid'; readonly message: string };

/** Reads a policy document; every problem becomes one message. */
export function readPolicy(text: string, usage: PolicyUsage = 'identity'): PolicyRead {
  const read = parsePolicyDocument(text, { usage });
  if (read.kind === 'parsed') return { kind: 'policy', document: read.document };
  return { kind: 'invalid', message: read.problems.map((problem) => problem.message).join('; ') };
}

/** A policy from a document that has been checked before. */
export function storePolicy(
  policy: Pick<NamedPolicy, 'name' | 'type' | 'arn'> & { readonly sourceId?: string },
  source: string | object,
  usage: PolicyUsage = 'identity',
): StoredPolicy {
  const text = typeof source === 'string' ? source : JSON.stringify(source, undefined, 2);
  const read = readPolicy(text, usage);
  if (read.kind === 'invalid') throw new Error(`policy ${policy.name}: ${read.message}`);
  return { ...policy, document: read.document, text, sourceId: policy.sourceId ?? policy.name };
}

/** A policy without statements, which no document could be: it allows nothing. */
export function emptyPolicy(name: string): StoredPolicy {
  return {
    name,
    type: 'none',
    sourceId: 'none',
    text: '{"Version":"2012-10-17","Statement":[]}',
    document: { version: '2012-10-17', statements: [] },
  };
}

/** The name in a managed policy's ARN; a name is its own. */
export function policyName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** Whether a policy that an evaluation names is one of the sandbox's. */
export function isStored(policy: NamedPolicy): policy is StoredPolicy {
  return 'text' in policy && 'sourceId' in policy;
}

/**
 * The place of a statement in its policy's text, as the simulator gives it: from behind the bracket or comma before
 * it to behind its closing brace.
 */
export function statementPosition(
  policy: StoredPolicy,
  index: number,
): { readonly start: Position; readonly end: Position } | undefined {
  const span = elementSpans(policy.text, 'Statement')[index];
  if (span === undefined) return undefined;
  return { start: positionAt(policy.text, span.start), end: positionAt(policy.text, span.end) };
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
