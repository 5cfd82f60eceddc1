/** SkyPilot's configuration, as far as AWS is concerned: found, merged and read by SkyPilot's own rules. */
import type { FileLine } from '../file-line.ts';
import type { Host } from '../host.ts';
import { besideDatabase, type ConfigProblem, problemsIn } from './config/refusals.ts';
import { type IgnoredKey, ignoredKeys, withoutServerKeys } from './config/server-keys.ts';
import { configSources, type ReadSource, readSource, type SkyConfigFile } from './config/sources.ts';
import { type ConfigNode, nodeAt, overlay } from './config/tree.ts';

/** A setting with the place that sets it. */
export interface Located<T> {
  readonly value: T;
  readonly at: FileLine;
}

/** A value for the clusters whose names match a glob; the first that matches counts. */
export interface ByCluster {
  readonly pattern: string;
  readonly value: string;
}

export interface SkyWorkspace {
  readonly name: string;
  /** The profile of the AWS files that SkyPilot uses in this workspace. */
  readonly profile: Located<string> | undefined;
  readonly disabled: Located<boolean> | undefined;
}

/** What it says; undefined where it says nothing, or something of a wrong type. */
export interface SkyConfig {
  readonly workspace: SkyWorkspace;
  readonly allowedClouds: Located<readonly string[]> | undefined;
  /** In lower case; the workspace's, else those of `aws`. */
  readonly capabilities: Located<readonly string[]> | undefined;
  /** `aws.vpc_names`, else `aws.vpc_name`; tried in turn. */
  readonly vpcNames: Located<readonly string[]> | undefined;
  readonly subnetNames: Located<readonly string[]> | undefined;
  readonly useInternalIps: Located<boolean> | undefined;
  readonly useSsm: Located<boolean> | undefined;
  /** `regions` are those of a map; undefined for one command for all. */
  readonly sshProxyCommand: Located<{ readonly regions: readonly string[] | undefined }> | undefined;
  readonly securityGroupName: Located<readonly ByCluster[]> | undefined;
  readonly remoteIdentity: Located<readonly ByCluster[]> | undefined;
  readonly diskEncrypted: Located<boolean> | undefined;
  /** Tags for instances, volumes and buckets. */
  readonly labels: Located<Readonly<Record<string, string>>> | undefined;
  /** What has to be tagged: `instance`, `volume`. */
  readonly enforceTags: Located<readonly string[]> | undefined;
  readonly prioritizeReservations: Located<boolean> | undefined;
  readonly specificReservations: Located<readonly string[]> | undefined;
  readonly apiServerEndpoint: Located<string> | undefined;
  /** URLs of the buckets that carry files of jobs and services; without them each has one of its own. */
  readonly jobsBucket: Located<string> | undefined;
  readonly serveBucket: Located<string> | undefined;
  /** `jobs.force_disable_cloud_bucket`: files of jobs go through no bucket. */
  readonly withoutCloudBucket: Located<boolean> | undefined;
  /** Where `logs.store` sends the logs of clusters. */
  readonly logStore: Located<string> | undefined;
}

export interface SkyConfigRead {
  /** The files that exist or ought to, the lowest first. */
  readonly files: readonly SkyConfigFile[];
  readonly problems: readonly ConfigProblem[];
  /** Keys of the project's file and of `--config` that only the server's own file may set. */
  readonly ignored: readonly IgnoredKey[];
  readonly config: SkyConfig;
}

/** Source: SkyPilot `sky/skylet/constants.py`, SKYPILOT_DEFAULT_WORKSPACE. */
const DEFAULT_WORKSPACE = 'default';

/**
 * Finds and reads the configuration. Settings that SkyPilot refuses are problems; the rest is read all the same.
 *
 * The API server of this machine reads the user's file as its own. What the project's file and `--config` add reaches
 * it with each request, keys aside that are the server's. Source: SkyPilot `sky/skypilot_config.py`.
 *
 * @param flag - the absolute path of `--config`, which wins over every other file
 */
export async function loadSkyConfig(host: Host, flag: string | undefined): Promise<SkyConfigRead> {
  const sources = await configSources(host, flag);
  const read = (await Promise.all(sources.map((source) => readSource(host, source)))).filter(
    (source) => source !== undefined,
  );
  const layers = read.flatMap(({ file, root }) => (root === undefined ? [] : [{ role: file.role, root }]));
  const maps = layers.filter(({ root }) => root.kind === 'map');
  const server = merge(maps.filter(isServers));
  const asked = merge(maps.map((layer) => (isServers(layer) ? layer : bare(layer))));
  const ignored = maps.flatMap((layer) => (isServers(layer) ? [] : ignoredKeys(layer.root, server)));
  return {
    files: read.map(({ file }) => file),
    problems: await refusals(layers, server, asked),
    ignored,
    config: configOf(asked, merge(maps)),
  };
}

interface Layer {
  readonly role: SkyConfigFile['role'];
  readonly root: ConfigNode;
}

function isServers({ role }: Layer): boolean {
  return role === 'user' || role === 'only';
}

function bare({ role, root }: Layer): Layer {
  return { role, root: withoutServerKeys(root) };
}

function merge(layers: readonly Layer[]): ConfigNode | undefined {
  const [first, ...over] = layers.map(({ root }) => root);
  return first === undefined ? undefined : over.reduce(overlay, first);
}

/** Each file has to be right by itself, and then what they make together. */
async function refusals(
  layers: readonly Layer[],
  server: ConfigNode | undefined,
  asked: ConfigNode | undefined,
): Promise<readonly ConfigProblem[]> {
  const single = await Promise.all(
    layers.map(async (layer) =>
      isServers(layer)
        ? [...(await problemsIn(layer.root, 'server')), ...besideDatabase(layer.root)]
        : [...(await problemsIn(layer.root, 'client')), ...(await problemsIn(bare(layer).root, 'server'))],
    ),
  );
  const found = unique(single.flat());
  const together = found.length > 0 || asked === undefined ? [] : await problemsIn(asked, 'server');
  return [...found, ...together, ...missingWorkspace(asked, server)];
}

function unique(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const keys = problems.map(({ at, path, message }) => JSON.stringify([at.file, at.line, path, message]));
  return problems.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** What leaves AWS out, and where it is set; undefined where SkyPilot may use it. */
export function awsIsOff({ workspace, allowedClouds }: SkyConfig): Located<string> | undefined {
  if (workspace.disabled?.value === true) {
    return { value: `workspaces.${workspace.name}.aws.disabled is true`, at: workspace.disabled.at };
  }
  const allowed = allowedClouds?.value.some((name) => name.toLowerCase() === 'aws');
  return allowedClouds === undefined || allowed === true
    ? undefined
    : { value: 'allowed_clouds does not list aws', at: allowedClouds.at };
}

/** Whether SkyPilot stops at its configuration, whatever the command. */
export function skyRefusesConfig({ files, problems }: SkyConfigRead): boolean {
  return (
    problems.length > 0 ||
    files.some(
      ({ state }) => state.kind === 'missing' || (state.kind === 'unreadable' && state.code !== TOO_LATE),
    )
  );
}

/** The code of a file that took too long: what it says is not known. */
const TOO_LATE = 'ETIMEDOUT';

/** Whether a part of the configuration was not read in time. */
export function isReadTooLate({ files }: SkyConfigRead): boolean {
  return files.some(({ state }) => state.kind === 'unreadable' && state.code === TOO_LATE);
}

/** The file of `--config` alone, so that a wrong one can be refused before anything is checked. */
export async function readConfigFlag(host: Host, flag: string): Promise<ReadSource['file'] | undefined> {
  const sources = await configSources(host, flag);
  const source = sources.find(({ role }) => role === 'flag');
  return source === undefined ? undefined : (await readSource(host, source))?.file;
}

/** @param client - everything that the client reads, keys of the server included */
function configOf(root: ConfigNode | undefined, client: ConfigNode | undefined): SkyConfig {
  const workspace = nodeAt(root, 'workspaces', workspaceName(root), 'aws');
  const aws = nodeAt(root, 'aws');
  const proxy = nodeAt(aws, 'ssh_proxy_command');
  return {
    workspace: {
      name: workspaceName(root),
      profile: textAt(workspace, 'profile'),
      disabled: flagAt(workspace, 'disabled'),
    },
    allowedClouds: textsAt(root, 'allowed_clouds'),
    capabilities: lowerCase(textsAt(workspace, 'capabilities') ?? textsAt(aws, 'capabilities')),
    vpcNames: vpcNamesOf(aws),
    subnetNames: textsAt(aws, 'subnet_names'),
    useInternalIps: flagAt(aws, 'use_internal_ips'),
    useSsm: flagAt(aws, 'use_ssm'),
    sshProxyCommand: proxyOf(proxy),
    securityGroupName: byClusterAt(aws, 'security_group_name'),
    remoteIdentity: byClusterAt(workspace, 'remote_identity') ?? byClusterAt(aws, 'remote_identity'),
    diskEncrypted: flagAt(aws, 'disk_encrypted'),
    labels: labelsAt(aws, 'labels'),
    enforceTags: textsAt(aws, 'enforce_tags'),
    prioritizeReservations: flagAt(aws, 'prioritize_reservations'),
    specificReservations: textsAt(aws, 'specific_reservations'),
    apiServerEndpoint: textAt(nodeAt(client, 'api_server'), 'endpoint'),
    jobsBucket: textAt(nodeAt(root, 'jobs'), 'bucket'),
    serveBucket: textAt(nodeAt(root, 'serve'), 'bucket'),
    withoutCloudBucket: flagAt(nodeAt(root, 'jobs'), 'force_disable_cloud_bucket'),
    logStore: textAt(nodeAt(root, 'logs'), 'store'),
  };
}

function workspaceName(root: ConfigNode | undefined): string {
  return textAt(root, 'active_workspace')?.value ?? DEFAULT_WORKSPACE;
}

function missingWorkspace(
  root: ConfigNode | undefined,
  server: ConfigNode | undefined,
): readonly ConfigProblem[] {
  const active = textAt(root, 'active_workspace');
  if (active === undefined || active.value === DEFAULT_WORKSPACE) return [];
  if (nodeAt(server, 'workspaces', active.value) !== undefined) return [];
  const message = `names the workspace "${active.value}", which is not under workspaces`;
  return [{ at: active.at, path: 'active_workspace', message }];
}

/** No names, or an empty one, leave the say to `vpc_name`. */
function vpcNamesOf(aws: ConfigNode | undefined): Located<readonly string[]> | undefined {
  const names = nodeAt(aws, 'vpc_names');
  const isSet = names?.kind === 'list' ? names.items.length > 0 : (textOf(names) ?? '') !== '';
  return textsAt(aws, isSet ? 'vpc_names' : 'vpc_name');
}

function textOf(node: ConfigNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

function textAt(parent: ConfigNode | undefined, key: string): Located<string> | undefined {
  const node = nodeAt(parent, key);
  const value = textOf(node);
  return node === undefined || value === undefined ? undefined : { value, at: node.at };
}

function flagAt(parent: ConfigNode | undefined, key: string): Located<boolean> | undefined {
  const node = nodeAt(parent, key);
  return node?.kind === 'scalar' && typeof node.value === 'boolean'
    ? { value: node.value, at: node.at }
    : undefined;
}

/** One text counts as a list of one. */
function textsAt(parent: ConfigNode | undefined, key: string): Located<readonly string[]> | undefined {
  const node = nodeAt(parent, key);
  const single = textOf(node);
  if (node === undefined) return undefined;
  if (single !== undefined) return { value: [single], at: node.at };
  return node.kind === 'list'
    ? { value: node.items.flatMap((item) => textOf(item) ?? []), at: node.at }
    : undefined;
}

function labelsAt(
  parent: ConfigNode | undefined,
  key: string,
): Located<Readonly<Record<string, string>>> | undefined {
  const node = nodeAt(parent, key);
  if (node?.kind !== 'map') return undefined;
  const labels = [...node.entries].flatMap(([name, { value }]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return { value: Object.fromEntries(labels), at: node.at };
}

function byClusterAt(parent: ConfigNode | undefined, key: string): Located<readonly ByCluster[]> | undefined {
  const node = nodeAt(parent, key);
  const single = textOf(node);
  if (node === undefined) return undefined;
  if (single !== undefined) return { value: [{ pattern: '*', value: single }], at: node.at };
  if (node.kind !== 'list') return undefined;
  const value = node.items.flatMap((item) =>
    item.kind !== 'map'
      ? []
      : [...item.entries].flatMap(([pattern, entry]) => {
          const text = textOf(entry.value);
          return text === undefined ? [] : [{ pattern, value: text }];
        }),
  );
  return { value, at: node.at };
}

function proxyOf(node: ConfigNode | undefined): SkyConfig['sshProxyCommand'] {
  if (node?.kind === 'map') return { value: { regions: [...node.entries.keys()] }, at: node.at };
  return textOf(node) === undefined || node === undefined
    ? undefined
    : { value: { regions: undefined }, at: node.at };
}

function lowerCase(list: Located<readonly string[]> | undefined): Located<readonly string[]> | undefined {
  return list === undefined
    ? undefined
    : { at: list.at, value: list.value.map((word) => word.toLowerCase()) };
}
