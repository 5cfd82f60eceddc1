/** SkyPilot's configuration, and the profile that it chooses. */
import { type Resolution, resolveOffline } from '../credentials/resolve.ts';
import { placeText } from '../file-line.ts';
import type { ProfileChooser } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import { loadSkyConfig, type SkyConfigRead } from '../skypilot/sky-config.ts';
import type { CheckRequest } from './request.ts';

export interface CheckInputs {
  readonly skyConfig: SkyConfigRead;
  readonly resolution: Resolution;
}

export function readSky({ skyConfigFile }: Pick<CheckRequest, 'skyConfigFile'>, host: Host) {
  return loadSkyConfig(host, skyConfigFile);
}

/**
 * Reads the configuration and resolves the profile: that of `--profile`, else the workspace's, which SkyPilot hands
 * to boto3 explicitly, else boto3's own choice. Source: SkyPilot PR #7781.
 */
export async function resolveInputs(
  request: Pick<CheckRequest, 'profile' | 'skyConfigFile'>,
  host: Host,
): Promise<CheckInputs> {
  const sky = await readSky(request, host);
  const profile = request.profile ?? sky.config.workspace.profile?.value;
  return { skyConfig: sky, resolution: await resolveOffline(host, profile) };
}

/** The profile as the report says it: where the configuration chose it, the place there. */
export function profileSetting(
  { selection }: Resolution,
  { config }: SkyConfigRead,
  request: Pick<CheckRequest, 'profile'>,
): Resolution['selection']['setting'] {
  const chosen = config.workspace.profile;
  if (chosen === undefined || profileChooser(config, request) !== 'workspace') return selection.setting;
  return { ...selection.setting, type: 'config-file', location: placeText(chosen.at), source: chosen.at };
}

export function profileChooser(
  { workspace }: SkyConfigRead['config'],
  { profile }: Pick<CheckRequest, 'profile'>,
): ProfileChooser {
  if (profile !== undefined) return 'flag';
  return workspace.profile === undefined ? 'boto3' : 'workspace';
}
