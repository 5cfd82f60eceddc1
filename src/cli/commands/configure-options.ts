import type { ConnectionOptions } from './connection-options.ts';

/** The command line of `skycheck configure list`. */
export interface ConfigureListOptions extends ConnectionOptions {
  readonly profile?: string;
  readonly layout: 'v1' | 'v2';
  readonly format: 'text' | 'json';
  readonly offline: boolean;
}

/** The command line of `skycheck configure list-profiles`. */
export interface ListProfilesOptions {
  readonly verbose: boolean;
  readonly format: 'text' | 'json';
}

/** The command line of `skycheck configure compare`. */
export interface ConfigureCompareOptions extends Pick<ConnectionOptions, 'timeout'> {
  readonly profile?: string;
  readonly verbose: boolean;
  readonly format: 'text' | 'json';
  /** True for a bare `--sandbox`. */
  readonly sandbox?: string | true;
}
