import type { ConnectionOptions } from './connection-options.ts';
import type { LaunchOptions } from './launch-options.ts';
import type { ReportOptions } from './report-options.ts';
import type { TaskOptions } from './task-options.ts';

/** The command line of `skycheck aws`, as typed. */
export interface AwsOptions extends ReportOptions, ConnectionOptions, LaunchOptions, TaskOptions {
  /** Names and patterns, in the order given. */
  readonly profile: readonly string[];
  readonly allProfiles: boolean;
  /** Names and patterns, in the order given. */
  readonly region: readonly string[];
  readonly allRegions: boolean;
  /** Files with policies that the identity is supposed to have. */
  readonly withPolicy: readonly string[];
  readonly offline: boolean;
  readonly simulate: boolean;
  readonly probe: boolean;
  readonly quotas: boolean;
  readonly timings: boolean;
  /** Milliseconds. */
  readonly validFor?: number;
  /** Milliseconds. */
  readonly wait?: number;
  /** True for a bare `--sandbox`. */
  readonly sandbox?: string | true;
}
