import type { ContextValues } from './request-context.ts';

/** One action on one resource, as policies see it. */
export interface AccessCheck {
  /** `service:Action`. */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** How the denial names the resource where it differs from the ARN; `undefined`: not at all for `*`. */
  readonly shownAs?: string;
  readonly context?: ContextValues;
}
