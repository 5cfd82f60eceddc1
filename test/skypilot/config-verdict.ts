/** What skycheck makes of configuration files, in the words of a verdict of SkyPilot's own reader. */
import { awsIsOff, loadSkyConfig, skyRefusesConfig } from '../../src/skypilot/sky-config.ts';
import { fakeHost } from '../credentials/fake-host.ts';

/** What was read; with `refused` nothing else is compared. */
export interface ConfigVerdict {
  readonly refused: boolean;
  readonly endpoint?: string | null;
  readonly workspace?: string;
  readonly profile?: string | null;
  readonly disabled?: boolean | null;
  readonly allowsAws?: boolean;
  readonly useInternalIps?: boolean;
}

export interface ConfigFiles {
  readonly user: string | null;
  readonly project: string | null;
  readonly flag: string | null;
}

/** Reads the files as skycheck does; `refusedFor` says why, for people. */
export async function readAsSkycheck(
  files: ConfigFiles,
): Promise<ConfigVerdict & { readonly refusedFor: string }> {
  const host = fakeHost({
    files: {
      ...(files.user === null ? {} : { '~/.sky/config.yaml': files.user }),
      ...(files.project === null ? {} : { '/work/.sky.yaml': files.project }),
      ...(files.flag === null ? {} : { '/work/flag.yaml': files.flag }),
    },
  });
  const read = await loadSkyConfig(host, files.flag === null ? undefined : '/work/flag.yaml');
  const refusedFor = read.problems
    .map(({ at, path, message }) => `${at.line}: ${path} ${message}`)
    .join('; ');
  if (skyRefusesConfig(read)) return { refused: true, refusedFor };
  const { workspace, apiServerEndpoint, allowedClouds, useInternalIps } = read.config;
  return {
    refused: false,
    endpoint: apiServerEndpoint?.value ?? null,
    workspace: workspace.name,
    profile: workspace.profile?.value ?? null,
    disabled: workspace.disabled?.value ?? null,
    allowsAws:
      allowedClouds === undefined ||
      awsIsOff({ ...read.config, workspace: { ...workspace, disabled: undefined } }) === undefined,
    useInternalIps: useInternalIps?.value ?? false,
    refusedFor,
  };
}
