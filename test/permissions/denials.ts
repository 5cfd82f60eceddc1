import type { Denial, PolicyKind } from '../../src/aws/denial/denial.ts';
import type { Evidence, EvidenceKind, Layer } from '../../src/permissions/decision.ts';

const POLICIES: Readonly<Partial<Record<Layer, PolicyKind>>> = {
  'explicit-deny': 'identity',
  'permissions-boundary': 'permissions-boundary',
  scp: 'scp',
  rcp: 'rcp',
  'session-policy': 'session',
  'resource-policy': 'resource',
  'trust-policy': 'trust',
  'vpc-endpoint-policy': 'vpc-endpoint',
};

/** A denial whose layer is the one given. */
export function denialIn(layer: Layer): Denial {
  if (layer === 'unknown') return { cause: { kind: 'not-told' } };
  const kind = POLICIES[layer];
  return kind === undefined
    ? { cause: { kind: 'missing-allow', in: 'identity' } }
    : { cause: { kind: 'explicit-deny', in: kind, statements: [] } };
}

/** Evidence of a denial in a layer. */
export function deniedIn(layer: Layer, kind: EvidenceKind = 'simulation', reason = 'because'): Evidence {
  return { kind, decision: 'denied', denial: denialIn(layer), reason };
}
