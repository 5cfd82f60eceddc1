/**
 * The spellings of accelerators: `H100:8`, a map, a list, `80GB+:8`, `nvidia:24GB:1`.
 *
 * Source: SkyPilot `sky/resources.py`, `_parse_accelerators_from_str` and `_set_accelerators`;
 * `sky/utils/accelerator_registry.py`.
 */
import type { FileLine } from '../file-line.ts';
import type { ConfigNode } from '../skypilot/config/tree.ts';
import type { AcceleratorName, DeviceMemory } from './catalog.ts';
import { isNull, pythonFloat, pythonInt, pythonText } from './python-values.ts';
import { memoryAmount } from './quantities.ts';
import { type Accelerator, TaskRefused } from './task.ts';

const MEMORY = /^[0-9]+[GgMmTt][Bb]\+?$/;

/** The specs that a value of `accelerators` stands for, each once; none where no device has that memory. */
export function acceleratorSpecs(
  value: ConfigNode,
  devices: readonly DeviceMemory[],
): { readonly specs: readonly string[]; readonly ordered: boolean } {
  const texts =
    value.kind === 'list'
      ? value.items.map(pythonText)
      : value.kind === 'map'
        ? [...value.entries].map(([name, { value: count }]) =>
            isNull(count) ? name : `${name}:${pythonText(count)}`,
          )
        : [pythonText(value)];
  const specs = texts.flatMap((text) => byMemory(text, devices, value.at) ?? [text]);
  return { specs: [...new Set(specs)], ordered: value.kind === 'list' };
}

/** The devices of a certain memory, as specs; undefined where a text names none. */
function byMemory(
  text: string,
  devices: readonly DeviceMemory[],
  at: FileLine,
): readonly string[] | undefined {
  const parts = text.split(':');
  const [first = '', second = '', third = ''] = parts;
  const meant =
    parts.length === 3
      ? { manufacturer: first, memory: second, count: third }
      : parts.length === 2 && MEMORY.test(first)
        ? { manufacturer: undefined, memory: first, count: second }
        : parts.length === 2 && MEMORY.test(second)
          ? { manufacturer: first, memory: second, count: '1' }
          : parts.length === 1 && MEMORY.test(first)
            ? { manufacturer: undefined, memory: first, count: '1' }
            : undefined;
  if (meant === undefined) return undefined;
  const count = pythonInt(meant.count);
  const amount = MEMORY.test(meant.memory)
    ? memoryAmount(meant.memory, 'amount of memory', { whole: true, plus: true })
    : undefined;
  if (count === undefined || typeof amount !== 'string')
    throw new TaskRefused(
      'load',
      `"${text}" is no accelerator: by memory it is written as 80GB, 80GB+:8 or nvidia:24GB:1`,
      at,
    );
  const least = amount.endsWith('+');
  const memory = Number(amount.replace('+', ''));
  return devices
    .filter(({ gb }) => (least ? gb >= memory : gb === memory))
    .filter(
      ({ manufacturer }) =>
        meant.manufacturer === undefined || manufacturer.toLowerCase() === meant.manufacturer.toLowerCase(),
    )
    .map(({ gpu }) => `${gpu}:${count}`);
}

/** The accelerator of one spec, `NAME` or `NAME:COUNT`. */
export function acceleratorOf(spec: string, at: FileLine | undefined): Accelerator {
  const parts = spec.split(':');
  const [name = '', text] = parts;
  const count = text === undefined ? 1 : pythonFloat(text);
  if (parts.length > 2 || count === undefined)
    throw new TaskRefused(
      'load',
      `"${spec}" is no accelerator: write NAME or NAME:COUNT, such as H100:8`,
      at,
    );
  if (count <= 0)
    throw new TaskRefused('load', `"${spec}": the number of accelerators has to be more than 0`, at);
  return { name, count };
}

/**
 * The name as SkyPilot's list spells it: any case, and a part of a name where only one has it.
 *
 * @param known - the list, with the clouds that have each; empty where there is none
 * @param cloud - undefined for any
 */
export function canonicalName(
  name: string,
  cloud: string | undefined,
  known: readonly AcceleratorName[],
  at: FileLine,
): string {
  const lower = name.toLowerCase();
  if (lower.startsWith('tpu-')) return lower;
  const pattern = patternOf(name);
  if (pattern === undefined)
    throw new TaskRefused(
      'validate',
      `"${name}" is no name of an accelerator that SkyPilot can look for`,
      at,
    );
  const exact = known.find((candidate) => candidate.name.toLowerCase() === lower);
  if (exact !== undefined) return exact.name;
  const names = known
    .filter((candidate) => pattern.test(candidate.name))
    .filter(({ clouds }) => cloud === undefined || clouds.toLowerCase().includes(cloud))
    .map((candidate) => candidate.name);
  const [only] = names;
  if (names.length > 1)
    throw new TaskRefused('validate', `"${name}" may be any of ${names.join(', ')}: write one of them`, at);
  return only ?? name;
}

/** SkyPilot takes a name for a regular expression; undefined where it is none. */
export function patternOf(name: string, whole = false): RegExp | undefined {
  try {
    return new RegExp(whole ? `^(?:${name})$` : name, 'i');
  } catch {
    return undefined;
  }
}
