/** What SkyPilot makes of this machine: what it would ship, what it remembers, whom its clusters belong to. */
import { readClusters } from '../account/clusters.ts';
import type { IdentityFacts } from '../account/identity.ts';
import { readSkyCaches } from '../account/sky-caches.ts';
import type { AwsConfig } from '../config/aws-config-types.ts';
import { displayPath } from '../config/display-path.ts';
import { configureList, configureListTable } from '../credentials/configure-list.ts';
import type { CredentialsOutcome } from '../credentials/credentials-outcome.ts';
import type { Resolution } from '../credentials/resolve.ts';
import type { SkyPilotFacts } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import { apiServerOf } from '../skypilot/api-server.ts';
import { knowsLogin } from '../skypilot/environment/sky-environment.ts';
import { skyCredentialsPath } from '../skypilot/identity-type.ts';
import { remoteIdentityOf } from '../skypilot/remote-identity.ts';
import type { SkyConfigRead } from '../skypilot/sky-config.ts';
import { type UploadFile, uploadOf } from '../skypilot/upload.ts';
import { lookForLogin } from './login-facts.ts';

/** Reads files only; the identity is needed to compare with. */
export async function gatherSkyPilot(
  sky: SkyConfigRead,
  resolution: Resolution,
  credentials: CredentialsOutcome,
  identity: IdentityFacts,
  host: Host,
): Promise<SkyPilotFacts> {
  const known = identity.kind === 'known' ? identity : undefined;
  const [file, caches, clusters, login] = await Promise.all([
    uploadFile(resolution.config, host),
    readSkyCaches(host, tables(resolution, credentials), known?.userId),
    known === undefined ? undefined : readClusters(host, [known.userId, known.account]),
    lookForLogin(resolution, host),
  ]);
  const remoteIdentity = remoteIdentityOf(sky.config);
  const { choice } = resolution.trace;
  const provider = choice.kind === 'provider' && credentials.kind !== 'none' ? choice.provider : undefined;
  return {
    skyConfig: sky,
    remoteIdentity,
    upload: uploadOf(provider, remoteIdentity, file, knowsLogin(login?.environment)),
    apiServer: apiServerOf(host, sky.config),
    login,
    caches,
    clusters: clusters ?? { kind: 'none' },
  };
}

async function uploadFile(config: AwsConfig, host: Host): Promise<UploadFile> {
  const { path } = skyCredentialsPath(host.env, host.home);
  const known = [config.credentials, config.config].find((file) => file.path === path);
  return {
    display: displayPath(path, host.home),
    exists: (await host.readFile(path)).kind === 'file',
    profiles: known?.sections.map(({ name }) => name) ?? [],
  };
}

/** What `aws configure list` may print here: SkyPilot's cache of identities is keyed by it. */
function tables(resolution: Resolution, credentials: CredentialsOutcome): readonly string[] {
  const { rows, error } = configureList(resolution, credentials);
  if (error !== undefined || credentials.kind !== 'loaded') return [];
  const { selection } = resolution;
  const newerSelection = { ...selection, tableLocation: selection.newerTableLocation };
  const newer = configureList({ ...resolution, selection: newerSelection }, credentials).rows;
  return [
    configureListTable(rows, 'v1'),
    configureListTable(newer, 'v1'),
    configureListTable(newer, 'v2'),
  ].map((lines) => lines.map((line) => `${line}\n`).join(''));
}
