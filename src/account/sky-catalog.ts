/** SkyPilot's catalogue in the home: which machine image it launches. */
import type { Host } from '../host.ts';
import { imageTagOf } from '../skypilot/launch-image.ts';

/** The schema that the newest release known here reads. Source: SkyPilot `sky/skylet/constants.py`, CATALOG_SCHEMA_VERSION. */
const SCHEMA = 'v8';

/** Where the catalogues are, a folder a schema. Source: SkyPilot `sky/catalog/common.py`. */
export function catalogRoot({ env, home }: Pick<Host, 'env' | 'home'>): string {
  const runtime = env.SKY_RUNTIME_DIR;
  const root = runtime === undefined || runtime === '' ? home : runtime.replace(/^~(?=\/|$)/, home);
  return `${root.replace(/\/+$/, '')}/.sky/catalogs`;
}

/**
 * The id of the image that SkyPilot launches by default in a region; undefined where the home has no catalogue, or it
 * names none.
 */
export async function skyImageId(
  host: Host,
  region: string,
  instanceType: string,
): Promise<string | undefined> {
  const csv = await catalogFile(host, 'aws/images.csv');
  return csv === undefined ? undefined : imageIn(csv, imageTagOf(instanceType), region);
}

/**
 * A file of the catalogue, of the schema that SkyPilot reads or else of the newest; undefined where there is none.
 *
 * @param name - such as `aws/vms.csv`
 */
export async function catalogFile(host: Host, name: string): Promise<string | undefined> {
  return (await newestFile(host, name))?.text;
}

/** A file, and the newest folder that has it. */
async function newestFile(
  host: Host,
  name: string,
): Promise<{ readonly folder: string; readonly text: string } | undefined> {
  const root = catalogRoot(host);
  const schemas = new Set((await host.listDirectory(root)).map((entry) => entry.split('/')[0] ?? entry));
  const others = [...schemas]
    .filter((entry) => /^v\d+$/.test(entry))
    .sort((a, b) => numberOf(b) - numberOf(a));
  for (const schema of [...(schemas.has(SCHEMA) ? [SCHEMA] : []), ...others]) {
    const file = await host.readFile(`${root}/${schema}/${name}`);
    if (file.kind === 'file')
      return { folder: `${root}/${schema}`, text: new TextDecoder().decode(file.bytes) };
  }
  return undefined;
}

/** Which zone has which name in the account, as SkyPilot wrote it down; undefined unless it did so for one account. */
export async function storedZoneNames(host: Host): Promise<string | undefined> {
  const folder = (await newestFile(host, 'aws/images.csv'))?.folder;
  if (folder === undefined) return undefined;
  const names = (await host.listDirectory(`${folder}/aws`)).filter((name) =>
    /^az_mappings-\w+\.csv$/.test(name),
  );
  const [only] = names;
  if (only === undefined || names.length > 1) return undefined;
  const file = await host.readFile(`${folder}/aws/${only}`);
  return file.kind === 'file' ? new TextDecoder().decode(file.bytes) : undefined;
}

function numberOf(schema: string): number {
  return Number(schema.slice(1));
}

/** No column of it holds a comma. */
function imageIn(csv: string, tag: string, region: string): string | undefined {
  const [head = '', ...rows] = csv.split(/\r?\n/);
  const columns = head.split(',');
  const at = (row: readonly string[], name: string) => row[columns.indexOf(name)];
  const row = rows
    .map((line) => line.split(','))
    .find((cells) => at(cells, 'Tag') === tag && at(cells, 'Region') === region);
  const id = row === undefined ? undefined : at(row, 'ImageId');
  return id?.startsWith('ami-') === true ? id : undefined;
}
