/** What chooses the profile beside a flag, and which it would be otherwise. */
import type { FileLine } from '../file-line.ts';
import type { Host } from '../host.ts';
import { findVariableOrigins } from '../shell-files/variable-origins.ts';
import { type ProfileSummary, summarise } from './list-profiles.ts';
import { PROFILE_VARIABLES } from './profile.ts';
import type { Resolution } from './resolve.ts';

/** A variable that names a profile. */
export interface ProfileVariable {
  readonly name: (typeof PROFILE_VARIABLES)[number];
  readonly value: string;
  /** Where files set it to this value; empty where none is known to. */
  readonly origins: readonly FileLine[];
}

export interface ProfileChoice {
  /** Those that are set, the one that boto3 takes first. */
  readonly variables: readonly ProfileVariable[];
  /** The variables with keys, which count before a profile that a variable names; empty where there is no whole key. */
  readonly keys: readonly string[];
  /** The profile `default`, which counts where nothing names another; undefined where there is none. */
  readonly fallback: ProfileSummary | undefined;
}

/** Reads start files of shells only where a variable names a profile. */
export async function profileChoice({ config, scope }: Resolution, host: Host): Promise<ProfileChoice> {
  const set = PROFILE_VARIABLES.flatMap((name) => {
    const value = host.env[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const [variables, fallback] = await Promise.all([
    Promise.all(
      set.map(async ({ name, value }) => ({
        name,
        value,
        origins: await findVariableOrigins(name, value, host),
      })),
    ),
    config.profiles.has('default')
      ? summarise('default', { config, facts: scope.facts }, host, false)
      : undefined,
  ]);
  return { variables, keys: keyVariables(host.env), fallback };
}

/** Source: botocore `EnvProvider`. */
function keyVariables(env: Host['env']): readonly string[] {
  if (!env.AWS_ACCESS_KEY_ID || !env.AWS_SECRET_ACCESS_KEY) return [];
  return ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].filter((name) => env[name]);
}
