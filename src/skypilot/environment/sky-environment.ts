/** What is installed beside SkyPilot, and whether `aws login` works there. */
import type { Host } from '../../host.ts';
import { hasModule, sitePackagesOf, versionOf } from './site-packages.ts';
import { findSkyCommand } from './sky-command.ts';

export type SkyEnvironment =
  | {
      readonly kind: 'found';
      readonly sky: string;
      readonly python: string;
      /** Versions of packages; undefined where they are not there. */
      readonly skypilot: string | undefined;
      readonly botocore: string | undefined;
      readonly awscrt: string | undefined;
      /** Environments that uv makes have no pip of their own. */
      readonly hasPip: boolean;
    }
  | { readonly kind: 'not-known'; readonly reason: string };

/** Finds it by the first `sky` on PATH; looks at files only. */
export async function findSkyEnvironment(host: Host): Promise<SkyEnvironment> {
  const command = await findSkyCommand(host);
  if (command.kind === 'none') return { kind: 'not-known', reason: 'there is no `sky` on PATH' };
  if (command.kind === 'not-known') return command;
  const { sky, python } = command;
  const packages = await sitePackagesOf(host, python);
  const skypilot = versionOf(packages, 'skypilot', 'skypilot_nightly');
  const botocore = versionOf(packages, 'botocore');
  if (skypilot === undefined && botocore === undefined && !hasModule(packages, 'botocore'))
    return { kind: 'not-known', reason: `the packages of ${python} were not found` };
  const isThere = hasModule(packages, 'awscrt') && hasModule(packages, '_awscrt');
  return {
    kind: 'found',
    sky,
    python,
    skypilot,
    botocore,
    awscrt: isThere ? (versionOf(packages, 'awscrt') ?? 'some') : undefined,
    hasPip: hasModule(packages, 'pip'),
  };
}

/** Whether boto3 in SkyPilot's environment takes the keys of `aws login`. */
export type LoginSupport =
  | { readonly kind: 'supported' }
  /** `package` has to be installed, or be newer. */
  | {
      readonly kind: 'unsupported';
      readonly package: 'awscrt' | 'botocore';
      readonly found: string | undefined;
      readonly python: string;
      readonly hasPip: boolean;
    }
  | { readonly kind: 'switched-off'; readonly variable: 'BOTO_DISABLE_CRT' }
  | { readonly kind: 'not-known'; readonly reason: string };

/** Source: botocore `compat.py` and `credentials.py`, LoginProvider, which came with 1.41.0. */
const LEAST = { botocore: [1, 41, 0], awscrt: [0, 28, 4] } as const;

/** Pure, but for the environment. */
export function loginSupport(environment: SkyEnvironment, env: Host['env']): LoginSupport {
  if (environment.kind === 'not-known') return environment;
  const { python, botocore, awscrt, hasPip } = environment;
  if (botocore !== undefined && isOlder(botocore, LEAST.botocore))
    return { kind: 'unsupported', package: 'botocore', found: botocore, python, hasPip };
  if (awscrt === undefined || isOlder(awscrt, LEAST.awscrt))
    return { kind: 'unsupported', package: 'awscrt', found: awscrt, python, hasPip };
  if (env.BOTO_DISABLE_CRT?.toLowerCase() === 'true')
    return { kind: 'switched-off', variable: 'BOTO_DISABLE_CRT' };
  return { kind: 'supported' };
}

/** The release in which SkyPilot's type of identity `login` came. */
const LOGIN_SINCE = [0, 13, 0] as const;

/** Whether a release of SkyPilot knows the type `login`; one that is not known counts as new. */
export function knowsLogin(environment: SkyEnvironment | undefined): boolean {
  const version = environment?.kind === 'found' ? environment.skypilot : undefined;
  return version === undefined || !isOlder(version, LOGIN_SINCE);
}

/** A version without numbers is taken for new. */
function isOlder(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, number] of least.entries()) {
    const part = parts[index] ?? 0;
    if (Number.isNaN(part)) return false;
    if (part !== number) return part < number;
  }
  return false;
}
