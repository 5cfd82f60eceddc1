/**
 * The one instance type that SkyPilot launches for an alternative, and where it would try it.
 *
 * Source: SkyPilot `sky/clouds/aws.py`, `_get_feasible_launchable_resources`; `sky/catalog/common.py`;
 * `sky/optimizer.py`. Prices are used for their order only, and never shown.
 */
import { groupBy } from '../group-by.ts';
import { patternOf } from './accelerators.ts';
import accepted from './accepted-words.json';
import { type Catalog, type CatalogRow, hasZoneName } from './catalog.ts';
import { pythonFloat } from './python-values.ts';
import { localDiskOf } from './quantities.ts';
import { isForAws, placeOf, type Task, type TaskDag, TaskRefused, type TaskResources } from './task.ts';

/** A region, with its zones in the order of trial. */
export interface Place {
  readonly region: string;
  /** Names, or ids where the account's names are not known. */
  readonly zones: readonly string[];
}

/** What AWS has for an alternative. */
export interface Choice {
  readonly resources: TaskResources;
  /** All types that fit, the cheapest first: SkyPilot launches the first and no other. */
  readonly types: readonly string[];
  /** Where the first is sold, in the order in which SkyPilot's catalog lists it. */
  readonly places: readonly Place[];
  /** The same in the order in which SkyPilot would try it. */
  readonly trials: readonly Place[];
  /** Other numbers of the accelerator that AWS has. */
  readonly didYouMean: readonly string[];
  /** `other-cloud` where AWS is not meant. */
  readonly kind: 'aws' | 'other-cloud';
}

export interface TaskChoice {
  readonly task: Task;
  readonly choices: readonly Choice[];
  /** The first place of the alternative that SkyPilot starts with; several where equal prices leave it open. */
  readonly starts: readonly Start[];
}

export interface Start {
  readonly choice: Choice;
  readonly region: string;
  /** Set where SkyPilot asks for one zone: on spot, with reservations, or where the task names it. */
  readonly zone: string | undefined;
}

/** Settings that change where SkyPilot looks. */
export interface ChoiceSettings {
  /** Reservations are zonal: with them each zone is tried by itself. */
  readonly byZone: boolean;
  /** Regions that a map of `ssh_proxy_command` names; undefined for all. */
  readonly proxyRegions: readonly string[] | undefined;
}

/** Refuses at `feasible` where a type and its accelerators contradict each other. */
export function choicesOf(task: Task, catalog: Catalog, settings: ChoiceSettings): readonly Choice[] {
  // Our own table has an order and no prices: no limit can be held against it.
  const known = (resources: TaskResources): TaskResources =>
    catalog.source === 'ours' ? { ...resources, maxHourlyCost: undefined } : resources;
  return task.alternatives.map((resources) => choose(known(resources), catalog, settings));
}

function choose(resources: TaskResources, catalog: Catalog, settings: ChoiceSettings): Choice {
  const none = { resources, types: [], places: [], trials: [], didYouMean: [] };
  if (!isForAws(resources)) return { ...none, kind: 'other-cloud' };
  const { types, didYouMean } = typesFor(resources, catalog.rows);
  const [type] = types;
  if (type === undefined) return { ...none, didYouMean, kind: 'aws' };
  const rows = offers(type, resources, catalog.rows, settings);
  const listed = placesOf(rows);
  const places = [...listed.filter(isUs), ...listed.filter((place) => !isUs(place))];
  // The cheapest region is tried first, and of equal ones the first that is listed.
  const cheapest = new Map(
    [...groupBy(rows, ({ region }) => region)].map(([region, own]) => [region, lowest(own, resources)]),
  );
  const trials = [...places].sort((a, b) => (cheapest.get(a.region) ?? 0) - (cheapest.get(b.region) ?? 0));
  return { resources, types, places, trials, didYouMean, kind: 'aws' };
}

function isUs({ region }: Place): boolean {
  return region.startsWith('us-');
}

function lowest(rows: readonly CatalogRow[], resources: TaskResources): number {
  return Math.min(...rows.map((row) => priceOf(row, resources) ?? Number.POSITIVE_INFINITY));
}

function priceOf(row: CatalogRow, { spot }: Pick<TaskResources, 'spot'>): number | undefined {
  return spot ? row.spotPrice : row.price;
}

/** Rows in which a type is sold as it is asked for, by price, region and zone. */
function offers(
  type: string,
  resources: TaskResources,
  rows: readonly CatalogRow[],
  { proxyRegions }: ChoiceSettings,
): readonly CatalogRow[] {
  const { region, zone, images } = resources;
  const isImageHere = (name: string) => images === undefined || images.has(undefined) || images.has(name);
  return rows
    .filter((row) => row.instanceType === type && priceOf(row, resources) !== undefined)
    .filter((row) => region === undefined || row.region === region)
    .filter((row) => isInZone(row, zone))
    .filter((row) => isImageHere(row.region) && proxyRegions?.includes(row.region) !== false)
    .sort(
      (a, b) =>
        (priceOf(a, resources) ?? 0) - (priceOf(b, resources) ?? 0) ||
        compare(a.region, b.region) ||
        compare(a.zone, b.zone),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function placesOf(rows: readonly CatalogRow[]): readonly Place[] {
  return [...groupBy(rows, ({ region }) => region)].map(([region, own]) => ({
    region,
    zones: own.flatMap(({ zone }) => zone || []),
  }));
}

interface Types {
  readonly types: readonly string[];
  readonly didYouMean: readonly string[];
}

function typesFor(resources: TaskResources, rows: readonly CatalogRow[]): Types {
  const { instanceType, accelerator } = resources;
  if (instanceType !== undefined) {
    checkCombination(instanceType, resources, rows);
    const isSold = rows.some(
      (row) =>
        row.instanceType === instanceType &&
        priceOf(row, resources) !== undefined &&
        isInPlace(row, resources),
    );
    return { types: isSold ? [instanceType] : [], didYouMean: [] };
  }
  return accelerator === undefined
    ? { types: defaultTypes(resources, rows), didYouMean: [] }
    : acceleratorTypes(resources, rows);
}

function isInPlace(row: CatalogRow, { region, zone }: TaskResources): boolean {
  return (region === undefined || row.region.toLowerCase() === region.toLowerCase()) && isInZone(row, zone);
}

/** Where an account's names of zones are not known, a zone of the region may be the one that is asked for. */
function isInZone(row: CatalogRow, zone: string | undefined): boolean {
  if (zone === undefined) return true;
  return hasZoneName(row) ? row.zone.toLowerCase() === zone.toLowerCase() : zone.startsWith(row.region);
}

/** Accelerators beside a type have to be those that it has. */
function checkCombination(instanceType: string, resources: TaskResources, rows: readonly CatalogRow[]): void {
  const { accelerator } = resources;
  const row = rows.find((candidate) => candidate.instanceType === instanceType);
  if (accelerator === undefined || row === undefined) return;
  const isRight =
    row.accelerator?.toLowerCase() === accelerator.name.toLowerCase() &&
    Math.abs((row.acceleratorCount ?? 0) - accelerator.count) < 1e-9 * Math.max(1, accelerator.count);
  if (isRight) return;
  const has =
    row.accelerator === undefined ? 'no accelerator' : `${row.accelerator}:${row.acceleratorCount ?? ''}`;
  throw new TaskRefused(
    'feasible',
    `${instanceType} has ${has}, and ${accelerator.name}:${accelerator.count} is asked for`,
    placeOf(resources, 'accelerators'),
  );
}

/** Only the cheapest of the default families. */
function defaultTypes(resources: TaskResources, all: readonly CatalogRow[]): readonly string[] {
  const { cpus, memory, maxHourlyCost, spot } = resources;
  const prefixes = accepted.defaultFamilies.map((family) => `${family}.`);
  const rows = all
    .filter(({ instanceType }) => prefixes.some((prefix) => instanceType.startsWith(prefix)))
    .filter((row) => hasLocalDisk(row, resources) && isInPlace(row, resources))
    .filter(hasCpus(cpus === undefined && memory === undefined ? DEFAULT_CPUS : cpus))
    .filter(hasMemory(memory ?? DEFAULT_MEMORY));
  const priced = spot && maxHourlyCost !== undefined ? { spot: true } : { spot: false };
  return byPrice(rows, priced, maxHourlyCost).slice(0, 1);
}

/** Source: SkyPilot `sky/catalog/aws_catalog.py`, `_DEFAULT_NUM_VCPUS`, `_DEFAULT_MEMORY_CPU_RATIO`. */
const DEFAULT_CPUS = '8+';
const DEFAULT_MEMORY = '4x';

function acceleratorTypes(resources: TaskResources, all: readonly CatalogRow[]): Types {
  const { accelerator, maxHourlyCost, cpus, memory } = resources;
  const { name, count } = accelerator ?? { name: '', count: 0 };
  const whole = patternOf(name, true);
  const part = patternOf(name);
  const rows = all.filter((row) => hasLocalDisk(row, resources) && isInPlace(row, resources));
  const exact = rows.filter(
    (row) =>
      row.accelerator !== undefined &&
      whole?.test(row.accelerator) === true &&
      Math.abs((row.acceleratorCount ?? Number.NaN) - count) <= 0.01,
  );
  if (exact.length === 0) {
    const near = rows
      .filter((row) => row.accelerator !== undefined && part?.test(row.accelerator) === true)
      .filter((row) => (row.acceleratorCount ?? 0) >= count);
    return { types: [], didYouMean: [...new Set(sortedByPrice(near, { spot: false }).map(nameAndCount))] };
  }
  const fitting = exact.filter(hasCpus(cpus)).filter(hasMemory(memory));
  return { types: byPrice(fitting, resources, maxHourlyCost), didYouMean: [] };
}

function nameAndCount({ accelerator, acceleratorCount = 0 }: CatalogRow): string {
  const count = Number.isInteger(acceleratorCount) ? acceleratorCount : acceleratorCount.toFixed(2);
  return `${accelerator}:${count}`;
}

/** Types by their lowest price; none where none is sold so. */
function byPrice(
  rows: readonly CatalogRow[],
  market: Pick<TaskResources, 'spot'>,
  most: number | undefined,
): readonly string[] {
  if (rows.every((row) => priceOf(row, market) === undefined)) return [];
  const affordable =
    most === undefined
      ? rows
      : rows.filter((row) => (priceOf(row, market) ?? Number.POSITIVE_INFINITY) <= most);
  return [...new Set(sortedByPrice(affordable, market).map(({ instanceType }) => instanceType))];
}

/** What is not sold comes last. */
function sortedByPrice(
  rows: readonly CatalogRow[],
  market: Pick<TaskResources, 'spot'>,
): readonly CatalogRow[] {
  const price = (row: CatalogRow) => priceOf(row, market) ?? Number.MAX_VALUE;
  return [...rows].sort((a, b) => price(a) - price(b));
}

function hasCpus(wanted: string | undefined): (row: CatalogRow) => boolean {
  if (wanted === undefined) return () => true;
  const amount = pythonFloat(wanted.replace(/\+$/, '')) ?? Number.NaN;
  return wanted.endsWith('+') ? ({ vcpus }) => vcpus >= amount : ({ vcpus }) => vcpus === amount;
}

/** `64`, `64+`, or `4x` for so much a vCPU. */
function hasMemory(wanted: string | undefined): (row: CatalogRow) => boolean {
  if (wanted === undefined) return () => true;
  const amount = pythonFloat(wanted.replace(/[+x]$/, '')) ?? Number.NaN;
  if (wanted.endsWith('+')) return ({ memoryGib }) => memoryGib >= amount;
  if (wanted.endsWith('x')) return ({ memoryGib, vcpus }) => memoryGib >= vcpus * amount;
  return ({ memoryGib }) => memoryGib === amount;
}

function hasLocalDisk(row: CatalogRow, { localDisk }: TaskResources): boolean {
  if (localDisk === undefined) return true;
  const { kind, size, atLeast } = localDiskOf(localDisk);
  if (row.localDisk !== 'ssd' || (kind === 'nvme' && !row.nvme)) return false;
  return atLeast ? row.localDiskSize >= size : Math.abs(row.localDiskSize - size) < 1;
}

/** The places where SkyPilot would start each task; refuses at `optimize` where there is none. */
export function optimized(
  dag: TaskDag,
  chosen: readonly (readonly Choice[])[],
  catalog: Catalog,
  settings: ChoiceSettings,
): readonly TaskChoice[] {
  const tasks = dag.tasks.map((task, index) => {
    const choices = chosen[index] ?? [];
    const options = optionsOf(task, choices, catalog, settings);
    if (options.length === 0) throw nothingFits(task, choices);
    return { task, choices, options };
  });
  const region = dag.kind === 'job-group' ? commonRegion(dag, tasks) : undefined;
  return tasks.map(({ task, choices, options }) => {
    const here = region === undefined ? options : options.filter((option) => option.region === region);
    const least = Math.min(...here.map(({ price }) => price));
    const starts = choices.flatMap(
      (choice) => here.find((o) => o.choice === choice && o.price === least) ?? [],
    );
    return { task, choices, starts };
  });
}

interface Option extends Start {
  readonly price: number;
}

/** Every request that SkyPilot might begin with; of ordered alternatives those of the first that has any. */
function optionsOf(
  task: Task,
  choices: readonly Choice[],
  catalog: Catalog,
  { byZone }: ChoiceSettings,
): readonly Option[] {
  const each = choices.map((choice) => {
    const { resources, types, places } = choice;
    const rows = catalog.rows.filter(({ instanceType }) => instanceType === types[0]);
    const priceIn = (region: string, zone: string | undefined) =>
      lowest(
        rows.filter((row) => row.region === region && isInZone(row, zone)),
        resources,
      );
    return places.flatMap(({ region, zones }) =>
      ((resources.spot || byZone) && zones.length > 0 ? zones : [resources.zone]).map((zone) => ({
        choice,
        region,
        zone,
        price: priceIn(region, zone),
      })),
    );
  });
  return task.ordered ? (each.find((options) => options.length > 0) ?? []) : each.flat();
}

/** All jobs of a group go to one region, the cheapest for all together. */
function commonRegion(
  { name, interConnection, tasks: jobs }: TaskDag,
  tasks: readonly { readonly task: Task; readonly options: readonly Option[] }[],
): string | undefined {
  const at = jobs[0]?.at;
  if (interConnection === true)
    throw new TaskRefused(
      'optimize',
      `inter_connection: true of ${name ?? 'the group'} works on Kubernetes only`,
      at,
    );
  const first = [...new Set((tasks[0]?.options ?? []).map(({ region }) => region))];
  const common = first.filter((region) =>
    tasks.every(({ options }) => options.some((option) => option.region === region)),
  );
  if (common.length === 0) {
    if (interConnection === false) return undefined;
    throw new TaskRefused('optimize', 'no region has what all jobs of the group ask for', at);
  }
  const total = (region: string) =>
    tasks.reduce(
      (sum, { task, options }) =>
        sum + task.nodes * Math.min(...options.filter((o) => o.region === region).map(({ price }) => price)),
      0,
    );
  return [...common].sort((a, b) => total(a) - total(b) || compare(a, b))[0];
}

function nothingFits(task: Task, choices: readonly Choice[]): TaskRefused {
  const onAws = choices.filter(({ kind }) => kind === 'aws');
  const didYouMean = [...new Set(onAws.flatMap((choice) => choice.didYouMean))].sort();
  const clouds = [...new Set(choices.flatMap(({ resources }) => resources.cloud ?? []))];
  if (onAws.length === 0)
    return new TaskRefused('optimize', `the task is for ${clouds.join(', ')}, and not for AWS`, task.at);
  const [first] = onAws;
  const asked = onAws.map(({ resources }) => requestText(resources)).join(', or ');
  const hint = didYouMean.length === 0 ? '' : `; AWS has ${didYouMean.join(', ')}`;
  return new TaskRefused(
    'optimize',
    `SkyPilot's catalog of AWS has nothing for ${asked}${hint}`,
    first === undefined
      ? task.at
      : placeOf(first.resources, 'accelerators', 'instance_type', 'cpus', 'memory', 'local_disk', 'infra'),
  );
}

/** What an alternative asks for, in a line. */
function requestText(resources: TaskResources): string {
  const { accelerator, instanceType, cpus, memory, localDisk, maxHourlyCost, spot, region, zone } = resources;
  const parts = [
    instanceType,
    accelerator === undefined ? undefined : `${accelerator.name}:${accelerator.count}`,
    cpus === undefined ? undefined : `cpus ${cpus}`,
    memory === undefined ? undefined : `memory ${memory}`,
    localDisk === undefined ? undefined : `local_disk ${localDisk}`,
    maxHourlyCost === undefined ? undefined : `max_hourly_cost ${maxHourlyCost}`,
  ].filter((part) => part !== undefined);
  const where = zone ?? region;
  return `${parts.length === 0 ? 'the default machine' : parts.join(' ')}${spot ? ' on spot' : ''}${where === undefined ? '' : ` in ${where}`}`;
}
