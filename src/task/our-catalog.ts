/** Our own small table of instance types, where the home has no catalog of SkyPilot's: an order, and no prices. */
import type { Catalog, CatalogRow } from './catalog.ts';
import { regions, rows } from './our-instance-types.json';

/** Memory of the devices that AWS has, in GB, as SkyPilot counts it. */
const MEMORY: Readonly<Record<string, number>> = {
  T4: 16,
  T4g: 16,
  V100: 16,
  'V100-32GB': 32,
  A10G: 24,
  L4: 24,
  A100: 40,
  L40S: 48,
  'A100-80GB': 80,
  H100: 80,
  RTXPRO6000: 96,
  H200: 141,
  B200: 180,
  B300: 288,
};

/** The table as a catalog; zones are not known, and each choice from it is likely at best. */
export function ourCatalog(): Catalog {
  const all = rows.flatMap(rowsOf);
  const names = [...new Set(all.flatMap(({ accelerator }) => accelerator ?? []))];
  return {
    source: 'ours',
    rows: all,
    devices: names.flatMap((gpu) => {
      const gb = MEMORY[gpu];
      return gb === undefined ? [] : { gpu, gb, manufacturer: 'nvidia' };
    }),
    accelerators: names.map((name) => ({ name, clouds: 'AWS' })),
    imageTags: undefined,
  };
}

function rowsOf(cells: (typeof rows)[number]): readonly CatalogRow[] {
  const [type, accelerator, count, vcpus, memory, order, arch, disk, nvme, offered] = cells;
  const mask = Number.parseInt(String(offered), 16);
  const price = typeof order === 'number' ? order : undefined;
  return regions
    .filter((_, index) => Math.floor(mask / 2 ** index) % 2 === 1)
    .map((region) => ({
      instanceType: String(type),
      accelerator: typeof accelerator === 'string' ? accelerator : undefined,
      acceleratorCount: typeof count === 'number' ? count : undefined,
      vcpus: Number(vcpus),
      memoryGib: Number(memory),
      price,
      spotPrice: price,
      region,
      zone: '',
      arch: String(arch),
      localDisk: Number(disk) > 0 ? 'ssd' : undefined,
      nvme: nvme === true,
      localDiskSize: Number(disk),
    }));
}
