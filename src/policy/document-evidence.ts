/** What documents allow by themselves, whatever else the identity has. */
import { parsePolicyDocument } from '../iam/parse-policy.ts';
import type { PolicyDocument } from '../iam/policy-types.ts';
import type { Evidence, RequiredPermission } from '../permissions/decision.ts';
import { layerOfDenial } from '../permissions/denial-layer.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import type { AddedPolicy } from './added-policies.ts';
import { policyEvidence } from './policy-evidence.ts';

/** What is asked of documents. */
export interface DocumentQuestion {
  readonly permissions: readonly RequiredPermission[];
  /** Of an account and a region that are known. */
  readonly scope: ArnScope;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What a document of skycheck's own making allows.
 *
 * @returns by the permissions' ids; nothing where IAM would not take the document
 */
export function documentEvidence(policy: object, question: DocumentQuestion): ReadonlyMap<string, Evidence> {
  const parsed = parsePolicyDocument(policy);
  if (parsed.kind === 'invalid') return new Map();
  return evidenceOf([{ name: 'the document', document: parsed.document }], question);
}

/**
 * What policies would change that an identity is given: what they allow is likely, for no other layer was asked; what
 * they deny is denied; of the rest they say nothing.
 */
export function addedEvidence(
  policies: readonly AddedPolicy[],
  question: DocumentQuestion,
): ReadonlyMap<string, Evidence> {
  const found = evidenceOf(policies, question);
  return new Map([...found].flatMap(([id, evidence]) => changed(evidence).map((change) => [id, change])));
}

function changed(evidence: Evidence): readonly Evidence[] {
  if (evidence.decision === 'unknown') return [];
  if (evidence.decision === 'denied')
    return layerOfDenial(evidence.denial) === 'explicit-deny' ? [evidence] : [];
  return [{ ...evidence, decision: 'likely', reason: `${evidence.reason}; ${ALONE}` }];
}

const ALONE = 'other layers of policies could not be asked about';

function evidenceOf(
  policies: readonly { readonly name: string; readonly document: PolicyDocument }[],
  { permissions, scope, now }: DocumentQuestion,
): ReadonlyMap<string, Evidence> {
  const layers = {
    identity: policies.map(({ name, document }) => ({ name, type: 'inline' as const, document })),
  };
  const known = { ...scope, knownAccount: scope.account, knownRegion: scope.region, regionStated: true };
  return policyEvidence(permissions, layers, known, now).evidence;
}
