import type { CapabilityId } from '../../skypilot/requirements.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { LaunchOptions } from './launch-options.ts';
import type { ReportOptions } from './report-options.ts';

/** Whom a generated policy is for. */
export const AUDIENCES = ['user', 'role', 'skycheck', 'github'] as const;

/** What a policy is written as: the document alone, or what makes everything around it. */
export const POLICY_FORMATS = ['json', 'terraform', 'cloudformation', 'cli'] as const;

export interface GithubRepository {
  readonly owner: string;
  readonly repository: string;
}

/** The command line of `skycheck policy generate`. */
export interface GenerateOptions extends ConnectionOptions {
  readonly with?: readonly CapabilityId[];
  readonly for: (typeof AUDIENCES)[number];
  /** `auto`, or twelve digits. */
  readonly account: string;
  readonly partition?: string;
  readonly role: string;
  readonly format: (typeof POLICY_FORMATS)[number];
  /** The name of the user that is made. */
  readonly user: string;
  readonly documentedOnly: boolean;
  /** Jobs of a repository on GitHub: which, and of which kind. */
  readonly repo?: GithubRepository;
  readonly environment?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly pullRequest: boolean;
  readonly audience?: string;
  readonly issuer?: string;
  readonly ownerId?: string;
  readonly repoId?: string;
  /** The name of the role that the jobs assume. */
  readonly ciRole: string;
  readonly profile?: string;
  /** What the checked identity lacks, in place of chosen capabilities. */
  readonly missing: boolean;
  /** With it: files with policies that the identity is supposed to have. */
  readonly withPolicy: readonly string[];
  readonly require: readonly CapabilityId[];
  readonly region?: string;
  readonly config?: string;
  readonly sandbox?: string | true;
}

/** The command line of `skycheck policy check`. */
export interface PolicyCheckOptions extends ReportOptions, LaunchOptions {
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
  readonly role?: string;
}
