/** Policies that an identity might be given, out of files of any form that `policy check` reads. */
import { partitionById } from '../aws-facts/partitions.ts';
import type { PolicyDocument } from '../iam/policy-types.ts';
import { inferScope } from './infer-scope.ts';
import { type ReadPolicy, readPolicies } from './read-policies.ts';
import type { PolicySource } from './read-source.ts';

/** A policy that the identity does not have yet. */
export interface AddedPolicy {
  /** The file, and where it holds several the name inside it. */
  readonly name: string;
  readonly file: string;
  readonly document: PolicyDocument;
  /** The document as JSON text, as IAM takes it. */
  readonly json: string;
}

export type AddedPolicies =
  | { readonly kind: 'policies'; readonly policies: readonly AddedPolicy[] }
  /** What is wrong with the files, each with its place. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Reads the policies of identities in the files. What is not known yet, as before `terraform apply`, is refused. */
export function addedPolicies(sources: readonly PolicySource[]): AddedPolicies {
  const nothingStated = { account: undefined, partition: undefined, region: undefined, role: '' };
  const answer = inferScope(
    sources.map(({ text }) => text),
    nothingStated,
  );
  if (answer.kind === 'several-accounts') {
    return refused(`These policies name several accounts: ${answer.accounts.join(', ')}.`);
  }
  const { scope } = answer;
  const values = { ...scope, dnsSuffix: partitionById(scope.partition)?.dnsSuffix ?? 'amazonaws.com' };
  const wanted = { layer: 'identity', identity: undefined } as const;
  const reads = sources.map((source) => readPolicies(source, wanted, values));
  const problems = reads.flatMap((read) => (read.kind === 'refused' ? read.problems : []));
  if (problems.length > 0) return { kind: 'refused', problems };
  const policies = reads
    .flatMap((read) => (read.kind === 'read' ? read.policies : []))
    .filter(({ layer }) => layer === 'identity');
  return eachKnown(policies);
}

function eachKnown(policies: readonly ReadPolicy[]): AddedPolicies {
  const known = policies.flatMap(({ name, file, document, json }) =>
    json === undefined ? [] : [{ name, file, document, json }],
  );
  const unknown = policies.flatMap(({ remarks }) =>
    remarks.flatMap(({ kind, text }) => (kind === 'policy-value-not-known-yet' ? [`${text}.`] : [])),
  );
  return unknown.length > 0 ? { kind: 'refused', problems: unknown } : { kind: 'policies', policies: known };
}

function refused(problem: string): AddedPolicies {
  return { kind: 'refused', problems: [problem] };
}
