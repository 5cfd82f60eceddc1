/** What a document of skycheck's own making allows by itself. */
import { parsePolicyDocument } from '../iam/parse-policy.ts';
import type { Evidence, RequiredPermission } from '../permissions/decision.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import { policyEvidence } from './policy-evidence.ts';

/**
 * @param scope - of an account and a region that are known
 * @param now - milliseconds since 1970
 * @returns by the permissions' ids; nothing where IAM would not take the document
 */
export function documentEvidence(
  policy: object,
  permissions: readonly RequiredPermission[],
  scope: ArnScope,
  now: number,
): ReadonlyMap<string, Evidence> {
  const parsed = parsePolicyDocument(policy);
  if (parsed.kind === 'invalid') return new Map();
  const layers = {
    identity: [{ name: 'the document', type: 'inline' as const, document: parsed.document }],
  };
  const known = { ...scope, knownAccount: scope.account, knownRegion: scope.region, regionStated: true };
  return policyEvidence(permissions, layers, known, now).evidence;
}
