import type { JsonNode } from '../iam/json-node.ts';

/** Which layer of policies a document is read for; `trust`: who may assume a role. */
export const POLICY_LAYERS = ['identity', 'permissions-boundary', 'scp', 'trust'] as const;
export type PolicyLayer = (typeof POLICY_LAYERS)[number];

/** Where in a file a policy document is. Its `name` tells it from others in the same file. */
export type Candidate = {
  /** Empty where the whole file is the document. */
  readonly name: string;
  /** The role, user or group that it belongs to, as far as the file tells. */
  readonly owner: string | undefined;
  /** Where it is of another layer than the one that the file is read for: the boundary of an identity. */
  readonly layer?: PolicyLayer;
} & (
  | { readonly kind: 'node'; readonly node: JsonNode; readonly unknowns: readonly UnknownValue[] }
  /** The document is JSON text inside a JSON string. */
  | { readonly kind: 'text'; readonly text: string; readonly at: number | undefined }
  /** There is a document, but its text is not known yet. */
  | { readonly kind: 'unknown'; readonly what: string; readonly at: number | undefined }
);

/** A value inside a document that is only known later. */
export interface UnknownValue {
  readonly what: string;
  readonly at: number | undefined;
}

/** Policies that a file uses as boundaries are of that layer, and allow nothing by themselves. */
export function withBoundaries(
  candidates: readonly Candidate[],
  names: readonly string[],
): readonly Candidate[] {
  return candidates.map((candidate) =>
    names.includes(candidate.name) ? { ...candidate, layer: 'permissions-boundary' } : candidate,
  );
}
