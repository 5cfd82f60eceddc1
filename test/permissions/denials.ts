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
  if (layer === 'unknown') return { cause: { kind: 'unexplained' } };
  const kind = POLICIES[layer];
  return kind === undefined
    ? { cause: { kind: 'missing-allow', in: 'identity' } }
    : { cause: { kind: 'explicit-deny', in: kind, statements: [] } };
}

/** Evidence of a denial in a layer. */
export function deniedIn(layer: Layer, kind: EvidenceKind = 'simulation', reason = 'because'): Evidence {
  return { kind, decision: 'denied', denial: denialIn(layer), reason };
}

/** By the policy that AWS puts on users whose key it found. */
export const DENIED_BY_QUARANTINE: Evidence = {
  kind: 'dry-run',
  decision: 'denied',
  reason: 'because',
  denial: {
    action: 'ec2:RunInstances',
    cause: {
      kind: 'explicit-deny',
      in: 'identity',
      policy: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
      statements: [],
    },
  },
};

/** By a statement that demands multi-factor authentication. */
export const DENIED_WITHOUT_MFA: Evidence = {
  kind: 'dry-run',
  decision: 'denied',
  reason: 'because',
  denial: {
    action: 'ec2:RunInstances',
    cause: {
      kind: 'explicit-deny',
      in: 'identity',
      statements: [
        {
          sid: 'NeedMfa',
          conditions: [{ key: 'aws:MultiFactorAuthPresent', values: ['false'] }],
          resources: ['*'],
        },
      ],
    },
  },
};
