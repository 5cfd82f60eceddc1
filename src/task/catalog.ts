/** SkyPilot's catalog of what AWS sells, as far as the choice of an instance type looks at it. */

/** A type in a zone. */
export interface CatalogRow {
  readonly instanceType: string;
  readonly accelerator: string | undefined;
  readonly acceleratorCount: number | undefined;
  readonly vcpus: number;
  readonly memoryGib: number;
  /** In dollars an hour; undefined for what is not sold so. */
  readonly price: number | undefined;
  readonly spotPrice: number | undefined;
  readonly region: string;
  /** The zone's name where the account's mapping is known, such as `us-east-1a`; else its id, such as `use1-az1`. */
  readonly zone: string;
  /** Such as `x86_64`, `arm64`. */
  readonly arch: string | undefined;
  /** `ssd` or `hdd`. */
  readonly localDisk: string | undefined;
  readonly nvme: boolean;
  /** Of all local disks together, in GB. */
  readonly localDiskSize: number;
}

/** A device's memory. */
export interface DeviceMemory {
  readonly gpu: string;
  readonly gb: number;
  readonly manufacturer: string;
}

export interface AcceleratorName {
  readonly name: string;
  /** A list in one text, as the catalog has it. */
  readonly clouds: string;
}

export interface Catalog {
  /** `skypilot` where it is SkyPilot's own; `ours` where the home has none, and a choice is likely at best. */
  readonly source: 'skypilot' | 'ours';
  readonly rows: readonly CatalogRow[];
  readonly devices: readonly DeviceMemory[];
  readonly accelerators: readonly AcceleratorName[];
  /** Tags of images by region; undefined where the home has no list of them. */
  readonly imageTags: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** Whether a row is told apart by zones' names, which depend on the account, and not by their ids. */
export function hasZoneName({ region, zone }: Pick<CatalogRow, 'region' | 'zone'>): boolean {
  return zone.startsWith(region);
}

/** Zone ids to names, as an account has them. */
export type ZoneNames = ReadonlyMap<string, string>;

/** Rows of `vms.csv`; those of regions that an account has not enabled drop out, as SkyPilot has it. */
export function vmRows(csv: string, zones: ZoneNames | undefined): readonly CatalogRow[] {
  return records(csv).flatMap((at) => {
    const zone = at('AvailabilityZone');
    const name = zones === undefined ? zone : zones.get(zone);
    if (name === undefined) return [];
    return {
      instanceType: at('InstanceType'),
      accelerator: at('AcceleratorName') || undefined,
      acceleratorCount: numberIn(at('AcceleratorCount')),
      vcpus: numberIn(at('vCPUs')) ?? Number.NaN,
      memoryGib: numberIn(at('MemoryGiB')) ?? Number.NaN,
      price: numberIn(at('Price')),
      spotPrice: numberIn(at('SpotPrice')),
      region: at('Region'),
      zone: name,
      arch: at('Arch') || undefined,
      localDisk: at('LocalDiskType') || undefined,
      nvme: at('NVMeSupported').toLowerCase() === 'true',
      localDiskSize: (numberIn(at('LocalDiskSize')) ?? 0) * (numberIn(at('LocalDiskCount')) ?? 0),
    };
  });
}

/** Rows of `metadata.csv`. */
export function deviceRows(csv: string): readonly DeviceMemory[] {
  return records(csv).flatMap((at) => {
    const gb = numberIn(at('MemoryGB'));
    return gb === undefined ? [] : { gpu: at('GPU'), gb, manufacturer: at('Manufacturer') };
  });
}

/** Rows of `accelerators.csv`. */
export function acceleratorRows(csv: string): readonly AcceleratorName[] {
  return records(csv).map((at) => ({ name: at('AcceleratorName'), clouds: at('Clouds') }));
}

/** Of `images.csv`: the tags that have an image, by region. */
export function imageTagRows(csv: string): ReadonlyMap<string, ReadonlySet<string>> {
  const tags = new Map<string, Set<string>>();
  for (const at of records(csv)) {
    if (at('ImageId') === '') continue;
    const ofRegion = tags.get(at('Region')) ?? new Set<string>();
    tags.set(at('Region'), ofRegion.add(at('Tag')));
  }
  return tags;
}

/** Of `az_mappings-….csv`. */
export function zoneNameRows(csv: string): ZoneNames {
  return new Map(records(csv).map((at) => [at('AvailabilityZone'), at('AvailabilityZoneName')]));
}

type CellReader = (column: string) => string;

/** The lines of a CSV file below its head; a column that lacks is empty. */
function records(csv: string): readonly CellReader[] {
  const [head = '', ...lines] = csv.split(/\r?\n/);
  const columns = new Map(head.split(',').map((name, index) => [name.trim(), index]));
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.includes('"') ? quotedCells(line) : line.split(',');
      return (column) => cells[columns.get(column) ?? -1] ?? '';
    });
}

function quotedCells(line: string): readonly string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

function numberIn(cell: string): number | undefined {
  const value = cell === '' ? Number.NaN : Number(cell);
  return Number.isNaN(value) ? undefined : value;
}
