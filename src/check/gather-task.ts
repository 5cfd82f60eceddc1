/** Reads a task, and finds out what SkyPilot makes of it here: nothing of it asks AWS. */
import * as path from 'node:path';
import { catalogFile, storedZoneNames } from '../account/sky-catalog.ts';
import type { AwsResult } from '../aws/aws-result.ts';
import type { AvailabilityZone } from '../aws/ec2.ts';
import { expandUser } from '../config/python-path.ts';
import type { Host } from '../host.ts';
import type { RegionLaunch } from '../permissions/launch-regions.ts';
import type { Launch } from '../skypilot/launch.ts';
import type { SkyConfig } from '../skypilot/sky-config.ts';
import {
  acceleratorRows,
  type Catalog,
  deviceRows,
  imageTagRows,
  vmRows,
  type ZoneNames,
  zoneNameRows,
} from '../task/catalog.ts';
import type { ChoiceSettings } from '../task/choose.ts';
import { decideTask, type TaskDecision } from '../task/decide-task.ts';
import { capabilitiesFor, controllerFor, purposeOf } from '../task/needs.ts';
import { readTask, type TaskRead } from '../task/read-task.ts';
import type { PathKind } from '../task/storage.ts';
import type { TaskFacts, TaskRequest } from '../task/task-facts.ts';
import { NO_IMAGE_SIZES } from '../task/validate.ts';
import { type BesideQuestion, gatherBeside } from './gather-beside.ts';
import type { CheckRequest } from './request.ts';

/** A task that was read, before anybody asked AWS. */
interface ReadTask {
  readonly request: TaskRequest;
  readonly read: TaskRead;
  readonly catalogs: CatalogFiles;
  readonly paths: ReadonlyMap<string, PathKind>;
}

/** Texts of SkyPilot's catalog; undefined for files that are not there. */
interface CatalogFiles {
  readonly vms: string | undefined;
  readonly devices: string | undefined;
  readonly accelerators: string | undefined;
  readonly images: string | undefined;
  readonly zones: string | undefined;
}

/** A task on its way: the check that it asks for, and what is known once AWS was asked. */
export interface PlannedTask {
  readonly request: CheckRequest;
  /** What is not to be shown of it. */
  readonly secretValues: ReadonlySet<string>;
  atAws(asked: AskedBeside): Promise<TaskFacts>;
}

/** Reads a task, and makes the check of it. */
export async function planTask(
  task: TaskRequest,
  request: CheckRequest,
  config: SkyConfig,
  host: Host,
): Promise<PlannedTask> {
  const read = await readTaskHere(task, host);
  return {
    secretValues: read.read.secretValues,
    request: requestForTask(request, await taskFacts(read, config, undefined)),
    atAws: (asked) => taskAtAws(read, config, asked),
  };
}

async function readTaskHere(task: TaskRequest, host: Host): Promise<ReadTask> {
  const [vms, devices, accelerators, images, zones] = await Promise.all([
    catalogFile(host, 'aws/vms.csv'),
    catalogFile(host, 'common/metadata.csv'),
    catalogFile(host, 'common/accelerators.csv'),
    catalogFile(host, 'aws/images.csv'),
    storedZoneNames(host),
  ]);
  const catalogs = { vms, devices, accelerators, images, zones };
  const { devices: known } = await catalogOf(catalogs, undefined);
  const read = await readTask(task.text, task.file, task.flags, known);
  return { request: task, read, catalogs, paths: await pathKinds(read, host) };
}

/** SkyPilot's catalog where the home has it; what lacks of it is ours. */
async function catalogOf(files: CatalogFiles, zones: ZoneNames | undefined): Promise<Catalog> {
  const { ourCatalog } = await import('../task/our-catalog.ts');
  const ours = ourCatalog();
  const stored = files.zones === undefined ? undefined : zoneNameRows(files.zones);
  const rows = files.vms === undefined ? [] : vmRows(files.vms, zones ?? stored);
  return {
    source: rows.length > 0 ? 'skypilot' : 'ours',
    rows: rows.length > 0 ? rows : ours.rows,
    devices: files.devices === undefined ? ours.devices : deviceRows(files.devices),
    accelerators: files.accelerators === undefined ? ours.accelerators : acceleratorRows(files.accelerators),
    imageTags: files.images === undefined ? undefined : imageTagRows(files.images),
  };
}

/** What the local sources of buckets are. */
async function pathKinds(read: TaskRead, host: Host): Promise<ReadonlyMap<string, PathKind>> {
  const tasks = read.kind === 'read' ? read.dag.tasks : [];
  const sources = tasks
    .flatMap(({ storages }) => storages)
    .flatMap(({ source }) => source ?? [])
    .filter((source) => !source.includes('://'));
  const kinds = sources.map(async (source): Promise<[string, PathKind]> => {
    const file = await host.readFile(path.resolve(host.cwd, await expandUser(source, host)));
    const kind = file.kind === 'missing' || file.kind === 'directory' ? file.kind : 'file';
    return [source, kind];
  });
  return new Map(await Promise.all(kinds));
}

/**
 * What SkyPilot makes of a task.
 *
 * @param zones - as AWS names them in this account; undefined where nobody asked
 */
async function taskFacts(
  { request, read, catalogs, paths }: ReadTask,
  config: SkyConfig,
  zones: ZoneNames | undefined,
): Promise<TaskFacts> {
  const catalog = await catalogOf(catalogs, zones);
  const settings = settingsOf(config);
  const decided = decideTask(read, {
    catalog,
    images: NO_IMAGE_SIZES,
    pathKind: (source) => paths.get(source) ?? 'unknown',
    settings,
  });
  const decision = request.isMadeUp ? withoutPlace(decided) : decided;
  const purpose = request.purpose ?? purposeOf(decision.dag);
  return {
    file: request.file,
    purpose,
    decision,
    certainty: catalog.source === 'skypilot' ? 'sure' : 'likely',
    flagsIgnored: read.kind === 'read' && read.flagsIgnored,
    asked: capabilitiesFor(decision.tasks, purpose, config),
    controller: controllerFor(decision.dag, purpose, catalog, settings),
    places: [],
    buckets: [],
  };
}

function withoutPlace(decision: TaskDecision): TaskDecision {
  const { refusal } = decision;
  return refusal === undefined ? decision : { ...decision, refusal: { ...refusal, at: undefined } };
}

function settingsOf(config: SkyConfig): ChoiceSettings {
  const byZone =
    config.prioritizeReservations?.value === true || (config.specificReservations?.value ?? []).length > 0;
  return { byZone, proxyRegions: config.sshProxyCommand?.value.regions };
}

/** What was asked of AWS beside the task. */
export interface AskedBeside {
  readonly zones: readonly (AwsResult<readonly AvailabilityZone[]> | undefined)[];
  readonly launch: Pick<Launch, 'instanceType' | 'spot'>;
  readonly launches: readonly RegionLaunch[];
  readonly beside: BesideQuestion;
}

/** The same once AWS was asked: with this account's zones, and where the launch was tried. */
async function taskAtAws(
  task: ReadTask,
  config: SkyConfig,
  { zones, launch, launches, beside }: AskedBeside,
): Promise<TaskFacts> {
  const known = zones.flatMap((read) => (read?.kind === 'ok' ? read.value : []));
  const facts = await taskFacts(task, config, zoneNamesOf(known));
  const places = launches.flatMap(({ region, launch: kind, reason }) =>
    kind === 'not-asked'
      ? []
      : [{ instanceType: launch.instanceType, spot: launch.spot, region, launch: { kind, reason } }],
  );
  return { ...facts, places, ...(await gatherBeside(facts, config, beside)) };
}

/** Zone ids to names, of what AWS said of regions; undefined where it said nothing. */
function zoneNamesOf(zones: readonly AvailabilityZone[]): ZoneNames | undefined {
  const known = zones.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name] as const]));
  return known.length === 0 ? undefined : new Map(known);
}

/** The check of a task is the check of its first launch: its type and market, where SkyPilot would start it. */
function requestForTask(request: CheckRequest, task: TaskFacts): CheckRequest {
  const start = task.decision.tasks?.[0]?.starts[0];
  const required = [...new Set([...request.required, ...task.asked])];
  if (start === undefined) return { ...request, required };
  const { types, resources } = start.choice;
  return {
    ...request,
    required,
    startRegion: start.region,
    launch: {
      instanceType: types[0],
      spot: resources.spot,
      diskSize: resources.diskSize,
      diskTier: resources.diskTier,
      labels: resources.labels,
    },
  };
}
