/** What SkyPilot refuses of a configuration. One wrong key and every `sky` command stops. */
import type { FileLine } from '../../file-line.ts';
import { SchemaReader } from './json-schema.ts';
import { type ConfigNode, entryAt, nodeAt } from './tree.ts';

/** A part of a configuration that SkyPilot refuses. */
export interface ConfigProblem {
  readonly at: FileLine;
  /** Such as `aws.vpc_name`. */
  readonly path: string;
  /** A plain sentence part that names no value of the file. */
  readonly message: string;
}

/**
 * Everything in one configuration that SkyPilot would refuse, of whatever section.
 *
 * Source: SkyPilot `sky/skypilot_config.py`, `parse_and_validate_config_file` and `_validate_config`.
 *
 * @param reader - `client` for keys that the server does not look at
 */
export async function problemsIn(
  root: ConfigNode,
  reader: 'client' | 'server',
): Promise<readonly ConfigProblem[]> {
  if (root.kind !== 'map') return [{ at: root.at, path: '', message: 'the file has to hold a map of keys' }];
  const { default: accepted } = await import('./accepted-config.json');
  const { $defs, ...schema } = accepted.schema;
  // SkyPilot takes `db` out before it looks at the rest.
  const { db, ...properties } = schema.properties;
  const violations = new SchemaReader($defs, reader === 'server').violations(root, {
    ...schema,
    properties: { ...properties, db: {} },
  });
  return [
    ...violations.map(({ at, path, message }) => problem(at, path.join('.'), message)),
    ...database(root, db.type),
    ...externalLinks(root),
  ];
}

/** Keys that SkyPilot knew by another name. Source: SkyPilot `sky/utils/schemas.py`, before 0.10. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['aws.instance_tags', 'labels'],
  ['gcp.instance_tags', 'labels'],
]);

function problem(at: FileLine, path: string, message: string): ConfigProblem {
  const name = RENAMED.get(path);
  return {
    at,
    path,
    message: name === undefined ? message : `is no key that SkyPilot knows any more; ${name} is`,
  };
}

/** The address of the database goes into a variable. Source: SkyPilot, the same place. */
function database(root: ConfigNode, type: string): readonly ConfigProblem[] {
  const entry = entryAt(root, ['db']);
  const value = entry?.value;
  if (entry === undefined || value === undefined) return [];
  const isUnset =
    (value.kind === 'scalar' && !value.value) ||
    (value.kind === 'list' && value.items.length === 0) ||
    (value.kind === 'map' && value.entries.size === 0);
  if (isUnset || (value.kind === 'scalar' && typeof value.value === type)) return [];
  return [{ at: entry.keyAt, path: 'db', message: 'has to be a string' }];
}

/**
 * A server whose configuration lies in a database takes nothing else from the file.
 *
 * Source: SkyPilot `sky/skypilot_config.py`, `_reload_config_as_server`, which lets a single other key pass.
 */
export function besideDatabase(root: ConfigNode): readonly ConfigProblem[] {
  const entry = entryAt(root, ['db']);
  if (entry === undefined || root.kind !== 'map') return [];
  const isSet =
    entry.value.kind === 'scalar' && typeof entry.value.value === 'string' && entry.value.value !== '';
  return isSet && root.entries.size > 2
    ? [{ at: entry.keyAt, path: 'db', message: 'may not be set beside other keys' }]
    : [];
}

/** Source: SkyPilot `sky/skypilot_config.py`, DASHBOARD_LINK_TEMPLATE_VARIABLES. */
const LINK_VARIABLES = ['cluster_name', 'job_id', 'job_name', 'user', 'workspace'];

/** Source: SkyPilot `sky/skypilot_config.py`, `_validate_dashboard_external_links`. */
function externalLinks(root: ConfigNode): readonly ConfigProblem[] {
  const links = nodeAt(root, 'dashboard', 'external_links');
  if (links?.kind !== 'list') return [];
  return links.items.flatMap((link, index) => {
    const path = `dashboard.external_links[${index}]`;
    const [regex, url] = [nodeAt(link, 'regex'), nodeAt(link, 'url')];
    const variables = [...textOf(url).matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? '');
    const wrong = variables.find((name) => !LINK_VARIABLES.includes(name));
    return [
      ...(regex !== undefined && isNoRegex(textOf(regex))
        ? [{ at: regex.at, path: `${path}.regex`, message: 'is no regular expression' }]
        : []),
      ...(url !== undefined && wrong !== undefined
        ? [
            {
              at: url.at,
              path: `${path}.url`,
              message: `names a variable that SkyPilot does not know; ${LINK_VARIABLES.join(', ')} are`,
            },
          ]
        : []),
    ];
  });
}

function textOf(node: ConfigNode | undefined): string {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
}

/** Python's own kinds of groups are taken for right. */
function isNoRegex(text: string): boolean {
  try {
    return new RegExp(text) === undefined;
  } catch {
    return !text.includes('(?') && !/\\[AZ]/.test(text);
  }
}
