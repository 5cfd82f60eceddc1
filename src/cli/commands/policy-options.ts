import type { CapabilityId } from '../../skypilot/requirements.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { ReportOptions } from './report-options.ts';

/** Whom a generated policy is for. */
export const AUDIENCES = ['user', 'role', 'skycheck'] as const;

/** The command line of `skycheck policy generate`. */
export interface GenerateOptions extends ConnectionOptions {
  readonly with?: readonly CapabilityId[];
  readonly for: (typeof AUDIENCES)[number];
  /** `auto`, or twelve digits. */
  readonly account: string;
  readonly partition?: string;
  readonly role: string;
  readonly documentedOnly: boolean;
  readonly profile?: string;
  /** What the checked identity lacks, in place of chosen capabilities. */
  readonly missing: boolean;
  readonly require: readonly CapabilityId[];
  readonly region?: string;
  readonly config?: string;
  readonly sandbox?: string | true;
}

/** The command line of `skycheck policy check`. */
export interface PolicyCheckOptions extends ReportOptions {
  readonly boundary?: string;
  /** Whose policies, in a file about a whole account. */
  readonly identity?: string;
  readonly scp?: readonly string[];
  /** The trust policy of a role, to be held against the claims of a token. */
  readonly trust?: string;
  readonly claims?: string;
  readonly account?: string;
  readonly partition?: string;
  readonly region?: string;
  readonly role: string;
}
