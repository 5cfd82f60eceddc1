/** Who and where the user is, by Python's rules, which boto3 and SkyPilot follow. */
import * as os from 'node:os';
import type { Host } from '../host.ts';

/**
 * The home directory by Python's rule, which boto3 follows. Source: CPython `posixpath.expanduser`, `ntpath.expanduser`
 * (`HOME` counts for nothing on Windows since 3.8).
 *
 * @param fallback - the home of the user database
 */
export function pythonHome(env: Host['env'], platform: NodeJS.Platform, fallback: () => string): string {
  if (platform !== 'win32') return env.HOME ?? fallback();
  if (env.USERPROFILE !== undefined) return env.USERPROFILE;
  return env.HOMEPATH === undefined ? fallback() : `${env.HOMEDRIVE ?? ''}${env.HOMEPATH}`;
}

/** That of the user database; where the user is not in it, as in some containers, Python leaves `~` as it is. */
export function userHome(): string {
  try {
    return os.homedir();
  } catch {
    return '~';
  }
}

/** Source: CPython `getpass.getuser`. */
export function pythonUserName(env: Host['env']): string {
  const named = [env.LOGNAME, env.USER, env.LNAME, env.USERNAME].find((name) => name);
  if (named !== undefined) return named;
  try {
    return os.userInfo().username;
  } catch {
    return 'unknown';
  }
}
