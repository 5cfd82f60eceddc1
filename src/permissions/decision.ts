/** Decisions about requirements, and the evidence that they rest on. */
import type { Denial } from '../aws/denial/denial.ts';
import type { LaunchContext } from '../skypilot/launch-context.ts';
import type {
  Capability,
  Impact,
  PermissionId,
  Requirement,
  ResourceKind,
} from '../skypilot/requirements.ts';

export const DECISIONS = ['allowed', 'denied', 'likely', 'unknown'] as const;
export type Decision = (typeof DECISIONS)[number];

export const EVIDENCE_KINDS = ['simulation', 'dry-run', 'read', 'policy', 'inferred'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/**
 * Which layer of policies denies: `no-allow` and `explicit-deny` are those of the identity's own policies, and
 * `explicit-deny` also where AWS tells of a Deny and not in which policy; `unknown` where it gives no reason.
 */
export const LAYERS = [
  'no-allow',
  'explicit-deny',
  'permissions-boundary',
  'scp',
  'rcp',
  'session-policy',
  'resource-policy',
  'trust-policy',
  'vpc-endpoint-policy',
  'unknown',
] as const;
export type Layer = (typeof LAYERS)[number];

/** One requirement on one concrete resource: what a decision is made about. */
export interface RequiredPermission {
  /** The requirement's id and the resource's kind, such as `compute/ec2:RunInstances@volume`. */
  readonly id: PermissionId;
  readonly requirement: Requirement;
  readonly resourceKind: ResourceKind;
  /** The ARN that is asked about, or `*`. */
  readonly resource: string;
  /** The ARN pattern that a policy statement for it names. */
  readonly pattern: string;
  /** What SkyPilot does without it in this launch. */
  readonly impact: Impact;
  /** The keys of the request, and of those that it may have. */
  readonly context: LaunchContext;
  /** Why this launch does without it; undefined where it does not. */
  readonly notNeededBecause: string | undefined;
}

/** That nothing is decided, and why. */
export interface UnknownEvidence {
  readonly kind: EvidenceKind;
  readonly decision: 'unknown';
  readonly reason: string;
  /** The condition keys that decide, and whose values are not known. */
  readonly conditionKeys?: readonly string[];
  /** The identity's own policies allow it; what is open is another layer. */
  readonly grantedByIdentity?: true;
  /** How a dry run was denied that names something in place of SkyPilot's own. */
  readonly standInDenial?: Denial;
}

/** What one source says about one permission. Only a denial has a cause. */
export type Evidence =
  | {
      readonly kind: EvidenceKind;
      readonly decision: 'allowed' | 'likely';
      readonly reason: string;
      /** Whether it is allowed does not matter: what it would make is there already. */
      readonly notNeeded?: true;
      /** It was tried on something in place of SkyPilot's own. */
      readonly standIn?: true;
      /** For what is likely: the condition keys whose values are not known. */
      readonly conditionKeys?: readonly string[];
    }
  | UnknownEvidence
  | {
      readonly kind: EvidenceKind;
      readonly decision: 'denied';
      /** All that is known about it. */
      readonly denial: Denial;
      readonly reason: string;
    };

/** The one decision that a permission ends with. */
export interface DecidedPermission {
  readonly permission: RequiredPermission;
  readonly decision: Decision;
  /** What the decision rests on; undefined where nothing was asked. */
  readonly evidence: EvidenceKind | undefined;
  /** For a denial. */
  readonly layer: Layer | undefined;
  /** For a denial: all that is known about it. */
  readonly denial: Denial | undefined;
  readonly reason: string;
  /** All evidence about it, the weightiest first. */
  readonly allEvidence: readonly Evidence[];
}

export const CAPABILITY_STATUSES = ['enabled', 'disabled', 'unknown'] as const;
export type CapabilityStatus = (typeof CAPABILITY_STATUSES)[number];

export interface DecidedCapability extends Capability {
  readonly status: CapabilityStatus;
  readonly permissions: readonly DecidedPermission[];
}
