/** What one tool makes of this machine, in the words of all four. */
import type { ProviderName } from '../config/providers.ts';
import type { FileLine } from '../file-line.ts';

/** In the order in which they are shown; the first is the one that SkyPilot uses. */
export const TOOLS = ['boto3', 'cli-v1', 'cli-v2', 'js-sdk'] as const;
export type ToolId = (typeof TOOLS)[number];

/** The rows of the comparison, those that decide about whose account it is first. */
export const ROWS = [
  'profile',
  'credentials',
  'region',
  'endpoint',
  'certificates',
  'proxy',
  'fips',
] as const;
export type RowId = (typeof ROWS)[number];

/** Where what is said of a tool comes from. */
export type ToolHow =
  /** skycheck's own reading by boto3's rules, as in every other command. */
  | { readonly kind: 'resolved' }
  /** `aws configure list` ran; what it does not print is by its rules. */
  | { readonly kind: 'ran'; readonly program: string; readonly version: string }
  /** The tool itself answered, in a process without network and without the right to write. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'rules'; readonly because: 'not-installed' | 'did-not-run' | 'sandbox' };

/** A setting's value, and what sets it. */
export interface Setting {
  /** Undefined where nothing sets it. */
  readonly value: string | undefined;
  readonly variable?: string;
  /** The line that sets it, where a file does. */
  readonly at?: FileLine;
  readonly flag?: string;
  /** What the tool would ask where nothing sets it. */
  readonly otherwise?: 'instance-metadata';
  /** Why the tool refuses it, as a sentence. */
  readonly problem?: string;
}

export const NOT_SET: Setting = { value: undefined };

/** The source of keys, as far as it can be known without a call. */
export interface KeySource {
  /** botocore's name of it. */
  readonly provider: ProviderName;
  /** Where it is configured: variables, a file and line, a session. */
  readonly location: string;
  readonly at?: FileLine;
  /** Equal where two tools would be given the same identity; undefined where only the keys show that. */
  readonly id: string | undefined;
}

export type KeyView =
  | {
      readonly kind: 'keys';
      readonly source: KeySource;
      /** The access key, masked. */
      readonly accessKeyId: string;
      /** Equal for equal keys; never shown. Undefined where only the masks are known. */
      readonly fingerprint: string | undefined;
      /** The cache that they are from, where a tool keeps one. */
      readonly cache?: KeyCache;
    }
  /** The tool would make this call for them, which was not made. */
  | { readonly kind: 'not-fetched'; readonly source: KeySource; readonly call: string }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly at?: FileLine;
    }
  | { readonly kind: 'none' };

/** Keys of a role that an AWS CLI keeps between runs, which no SDK does. */
export interface KeyCache {
  /** Shown with `~`. */
  readonly file: string;
  /** Their end, milliseconds since 1970. */
  readonly until: number;
}

export interface ToolView {
  readonly tool: ToolId;
  readonly how: ToolHow;
  readonly profile: Setting;
  readonly credentials: KeyView;
  readonly region: Setting;
  /** Of STS; not set where it is AWS's own. */
  readonly endpoint: Setting;
  /** The file of certificates that is trusted in place of, or for Node beside, the public ones. */
  readonly certificates: Setting;
  readonly proxy: Setting;
  /** `true`, or not set. */
  readonly fips: Setting;
}
