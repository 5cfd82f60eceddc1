import type { ContextValues } from './context-values.ts';
import type { StoredPolicy } from './policies.ts';

/** One action on one resource, as policies see it. */
export interface AccessCheck {
  /** `service:Action`. */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** How the denial names the resource where it differs from the ARN; `undefined`: not at all for `*`. */
  readonly shownAs?: string;
  readonly context?: ContextValues;
  /** The account that the resource belongs to; the caller's where absent. */
  readonly owner?: string;
  /** The resource's own policy. */
  readonly resourcePolicy?: StoredPolicy;
}
