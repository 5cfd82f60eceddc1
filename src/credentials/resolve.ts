/** Everything that is known before any call: files, profile, region and trace. */
import { loadAwsConfig } from '../config/aws-config.ts';
import type { AwsConfig } from '../config/aws-config-types.ts';
import type { Host } from '../host.ts';
import type { ResolutionTrace, ResolvedSetting } from './credentials-outcome.ts';
import { gatherTraceFacts } from './facts.ts';
import { type ProfileSelection, selectProfile } from './profile.ts';
import { resolveRegion } from './region.ts';
import type { ProviderScope } from './scope.ts';
import { resolveTrace, selectedScope } from './trace.ts';

export interface Resolution {
  readonly config: AwsConfig;
  readonly selection: ProfileSelection;
  readonly region: ResolvedSetting;
  readonly scope: ProviderScope;
  readonly trace: ResolutionTrace;
}

/** The files, read once however many profiles are resolved. */
export type ResolutionFiles = Pick<ProviderScope, 'config' | 'facts'>;

/** Reads every file that the resolution looks at. */
export async function readResolutionFiles(host: Host): Promise<ResolutionFiles> {
  const [config, facts] = await Promise.all([loadAwsConfig(host), gatherTraceFacts(host)]);
  return { config, facts };
}

/** Resolves one profile from files read before. `profile` is that of `--profile`; undefined for boto3's own choice. */
export function resolveFrom(
  files: ResolutionFiles,
  env: Host['env'],
  profile: string | undefined,
): Resolution {
  const { config, facts } = files;
  const selection = selectProfile(env, config, profile);
  const input = { env, config, selection, facts };
  return {
    config,
    selection,
    region: resolveRegion(env, config, selection),
    scope: selectedScope(input),
    trace: resolveTrace(input),
  };
}

/** Reads the files and resolves; makes no call and starts no process. */
export async function resolveOffline(host: Host, profile: string | undefined): Promise<Resolution> {
  return resolveFrom(await readResolutionFiles(host), host.env, profile);
}
