import type { AwsResult } from '../aws/aws-result.ts';
import type { Evidence } from './decision.ts';
import { denialReason, UNEXPLAINED } from './denial-layer.ts';

/**
 * What a harmless real call says about the action that it is.
 *
 * A read that worked proves that very read and nothing else. "Not found" proves it too: AWS answers so only to
 * those who may look.
 */
export function evidenceOfRead(result: AwsResult<unknown>): Evidence {
  if (result.kind === 'ok') {
    return { kind: 'read', decision: 'allowed', reason: 'a real call was answered' };
  }
  const { failure } = result;
  if (failure.kind === 'not-found') {
    return {
      kind: 'read',
      decision: 'allowed',
      reason: 'a real call was answered (there is no such resource)',
    };
  }
  if (failure.kind === 'denied') {
    const denial = failure.denial ?? UNEXPLAINED;
    const reason = `a real call was denied: ${denialReason(denial)}`;
    return { kind: 'read', decision: 'denied', denial, reason };
  }
  return { kind: 'read', decision: 'unknown', reason: `a real call failed: ${failure.code}` };
}
