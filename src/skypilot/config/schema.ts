/**
 * What SkyPilot accepts in the parts of its configuration that concern AWS. One wrong key and every `sky` command stops.
 *
 * Source: SkyPilot `sky/utils/schemas.py`, `get_config_schema`.
 */

import { closestTo } from '../../closest-word.ts';
import type { FileLine } from '../../file-line.ts';
import { type ConfigNode, nodeAt } from './tree.ts';

/** A part of a configuration that SkyPilot refuses. */
export interface ConfigProblem {
  readonly at: FileLine;
  /** Such as `aws.vpc_name`. */
  readonly path: string;
  /** A plain sentence part that names no value of the file. */
  readonly message: string;
}

interface Shape {
  readonly words: string;
  fits(node: ConfigNode): boolean;
}

const isString = (node: ConfigNode) => node.kind === 'scalar' && typeof node.value === 'string';
const isNull = (node: ConfigNode) => node.kind === 'scalar' && node.value === null;
const isListOf = (fits: (node: ConfigNode) => boolean) => (node: ConfigNode) =>
  node.kind === 'list' && node.items.every(fits);
const isMapOf = (fits: (node: ConfigNode) => boolean) => (node: ConfigNode) =>
  node.kind === 'map' && [...node.entries.values()].every(({ value }) => fits(value));
const isOneOf = (words: readonly string[]) => (node: ConfigNode) =>
  node.kind === 'scalar' && typeof node.value === 'string' && words.includes(node.value.toLowerCase());
const isPattern = (node: ConfigNode) =>
  node.kind === 'map' && node.entries.size === 1 && isMapOf(isString)(node);

const TEXT: Shape = { words: 'a string', fits: isString };
const FLAG: Shape = {
  words: 'true or false',
  fits: (node) => node.kind === 'scalar' && typeof node.value === 'boolean',
};
const TEXTS: Shape = { words: 'a list of strings', fits: isListOf(isString) };
const NAME: Shape = { words: 'a string or null', fits: (node) => isString(node) || isNull(node) };
const NAMES: Shape = {
  words: 'a string, a list of strings or null',
  fits: (node) => NAME.fits(node) || TEXTS.fits(node),
};
const TAGS: Shape = { words: 'a map of strings', fits: isMapOf(isString) };
const BY_CLUSTER: Shape = {
  words: 'a string, or a list of maps with one cluster name pattern each',
  fits: (node) => isString(node) || isListOf(isPattern)(node),
};
const CAPABILITIES: Shape = {
  words: 'a list of compute and storage',
  fits: isListOf(isOneOf(['compute', 'storage'])),
};
const ENFORCED: Shape = {
  words: 'a list of instance and volume',
  fits: isListOf(isOneOf(['instance', 'volume'])),
};
const PROXY: Shape = {
  words: 'a string, null, or a map of regions to strings',
  fits: (node) => NAME.fits(node) || isMapOf(NAME.fits)(node),
};
const COMMANDS: Shape = {
  words: 'a list of strings or of lists of strings',
  fits: isListOf((node) => isString(node) || TEXTS.fits(node)),
};

const AWS_KEYS: Readonly<Record<string, Shape>> = {
  labels: TAGS,
  instance_tags: TAGS,
  enforce_tags: ENFORCED,
  vpc_name: NAME,
  vpc_names: NAMES,
  subnet_names: NAMES,
  use_internal_ips: FLAG,
  use_ssm: FLAG,
  ssh_proxy_command: PROXY,
  security_group_name: BY_CLUSTER,
  ssh_user: TEXT,
  disk_encrypted: FLAG,
  prioritize_reservations: FLAG,
  specific_reservations: TEXTS,
  remote_identity: BY_CLUSTER,
  post_provision_runcmd: COMMANDS,
  capabilities: CAPABILITIES,
};

const WORKSPACE_AWS_KEYS: Readonly<Record<string, Shape>> = {
  profile: TEXT,
  disabled: FLAG,
  capabilities: CAPABILITIES,
  remote_identity: BY_CLUSTER,
};

/** Everything in one file that SkyPilot would refuse, as far as AWS is concerned. */
export function problemsIn(root: ConfigNode): readonly ConfigProblem[] {
  if (root.kind !== 'map') return [{ at: root.at, path: '', message: 'the file has to hold a map of keys' }];
  const workspaces = nodeAt(root, 'workspaces');
  return [
    ...keysOf(nodeAt(root, 'aws'), 'aws', AWS_KEYS),
    ...bothTags(nodeAt(root, 'aws')),
    ...typed(root, 'allowed_clouds', TEXTS),
    ...typed(root, 'active_workspace', TEXT),
    ...typed(root, 'workspaces', {
      words: 'a map of workspaces',
      fits: isMapOf((node) => node.kind === 'map'),
    }),
    ...(workspaces?.kind === 'map'
      ? [...workspaces.entries].flatMap(([name, { value }]) =>
          keysOf(nodeAt(value, 'aws'), `workspaces.${name}.aws`, WORKSPACE_AWS_KEYS),
        )
      : []),
  ];
}

function keysOf(
  node: ConfigNode | undefined,
  place: string,
  keys: Readonly<Record<string, Shape>>,
): readonly ConfigProblem[] {
  if (node === undefined) return [];
  if (node.kind !== 'map') return [{ at: node.at, path: place, message: 'has to be a map' }];
  return [...node.entries].flatMap(([key, { keyAt, value }]) => {
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    const path = `${place}.${key}`;
    if (shape === undefined) return [{ at: keyAt, path, message: unknownKey(key, Object.keys(keys)) }];
    return shape.fits(value) ? [] : [{ at: keyAt, path, message: `has to be ${shape.words}` }];
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = closestTo(key, known);
  return near === undefined ? 'is no key that SkyPilot knows' : `is no key that SkyPilot knows; ${near} is`;
}

function typed(root: ConfigNode, key: string, shape: Shape): readonly ConfigProblem[] {
  const node = nodeAt(root, key);
  if (node === undefined || shape.fits(node)) return [];
  return [{ at: node.at, path: key, message: `has to be ${shape.words}` }];
}

function bothTags(aws: ConfigNode | undefined): readonly ConfigProblem[] {
  const old = aws?.kind === 'map' ? aws.entries.get('instance_tags') : undefined;
  if (old === undefined || nodeAt(aws, 'labels') === undefined) return [];
  return [
    { at: old.keyAt, path: 'aws.instance_tags', message: 'is the old name of labels; both may not be set' },
  ];
}
