/** Whether the policies that bear on a call allow it. */
import { evaluate } from '../iam/evaluate.ts';
import type { AccessCheck } from './access-check.ts';
import { callerLayers } from './callers.ts';
import type { Denied } from './denial-text.ts';
import { denialError } from './denial-text.ts';
import { perimeterLayers } from './perimeter.ts';
import { contextOf } from './request-context.ts';
import type { ServiceCall } from './service-call.ts';

/** The denial of a check; undefined where it is allowed. What cannot be decided is denied. */
export function denialOf(call: ServiceCall, check: AccessCheck): Denied | undefined {
  const { action, resource } = check;
  const layers = { ...callerLayers(call.caller), ...perimeterLayers(call, check) };
  const { decision } = evaluate(layers, { action, resource, context: contextOf(call, check) });
  if (decision.kind === 'allowed') return undefined;
  if (decision.kind === 'denied') return decision;
  return { kind: 'denied', layer: 'no-allow', explicit: false, matched: [] };
}

/** Lets an allowed call pass and ends a denied one. */
export function authorise(call: ServiceCall, ...checks: readonly AccessCheck[]): void {
  for (const check of checks) {
    const denial = denialOf(call, check);
    if (denial !== undefined) throw denialError(call, check, denial);
  }
}
