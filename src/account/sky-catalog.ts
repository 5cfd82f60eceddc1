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
  const root = catalogRoot(host);
  const schemas = new Set((await host.listDirectory(root)).map((name) => name.split('/')[0] ?? name));
  const others = [...schemas].filter((name) => /^v\d+$/.test(name)).sort((a, b) => numberOf(b) - numberOf(a));
  for (const schema of [...(schemas.has(SCHEMA) ? [SCHEMA] : []), ...others]) {
    const file = await host.readFile(`${root}/${schema}/aws/images.csv`);
    if (file.kind !== 'file') continue;
    return imageIn(new TextDecoder().decode(file.bytes), imageTagOf(instanceType), region);
  }
  return undefined;
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
