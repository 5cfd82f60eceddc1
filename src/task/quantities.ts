/**
 * Amounts in a task file: memory, disks, times, ports, local disks.
 *
 * Source: SkyPilot `sky/utils/resources_utils.py`.
 */
import { floatText, pythonFloat, pythonInt } from './python-values.ts';

/** A text that SkyPilot refuses, in plain words. */
export interface Refused {
  readonly refused: string;
}

const UNITS = ['kb', 'ki', 'mb', 'mi', 'gb', 'gi', 'tb', 'ti', 'pb', 'pi'] as const;

/** How many GB a unit is. */
function unitSize(unit: (typeof UNITS)[number]): number {
  return 2 ** (10 * ('kmgtp'.indexOf(unit.charAt(0)) + 1) - 30);
}

/** What an amount may end with. */
interface Endings {
  readonly whole: boolean;
  readonly plus?: boolean;
  readonly times?: boolean;
}

/** An amount in GB as text, with the `+` or `x` at its end. */
export function memoryAmount(text: string, field: string, { whole, plus, times }: Endings): string | Refused {
  const refused = {
    refused: `"${text}" is no ${field}: write a number of GB, or a number with KB, MB, GB, TB or PB${plus ? ', or either with "+"' : ''}`,
  };
  let bare = text;
  let end = '';
  for (const [sign, isAllowed] of [
    ['+', plus],
    ['x', times],
  ] as const) {
    if (!bare.endsWith(sign)) continue;
    if (isAllowed !== true) return refused;
    bare = bare.slice(0, -1);
    end += sign;
  }
  const read = whole ? pythonInt : pythonFloat;
  if (read(bare) !== undefined) return `${bare}${end}`;
  const lower = bare.toLowerCase();
  const unit = UNITS.find((candidate) => lower.endsWith(candidate));
  const value = unit === undefined ? undefined : read(lower.slice(0, -unit.length));
  if (unit === undefined || value === undefined) return refused;
  const converted = value * unitSize(unit);
  if (whole && !Number.isInteger(converted)) return refused;
  return `${whole ? converted : floatText(converted)}${end}`;
}

const MINUTES = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 } as const;

/** Minutes, from `10`, `30m`, `2h`, `1d` or `1w`. */
export function minutesOf(text: string): number | undefined {
  const [, amount = '', unit] = /^(\d+)([mhdw])?$/i.exec(text) ?? [];
  if (amount === '') return undefined;
  const factor = Object.entries(MINUTES).find(([name]) => name === unit?.toLowerCase())?.[1] ?? 1;
  return Number(amount) * factor;
}

/** Ports and ranges, sorted and merged. */
export function mergePorts(texts: readonly string[]): string[] | Refused {
  const ranges: (readonly [number, number])[] = [];
  for (const text of texts) {
    const parts = /^\d+$/.test(text) ? [text, text] : text.split('-');
    const [from = '', to = ''] = parts;
    const isRight = parts.length === 2 && [from, to].every(isPort) && Number(from) <= Number(to);
    if (!isRight)
      return { refused: `"${text}" is no port: write one from 1 to 65535, or a range such as 8000-8010` };
    ranges.push([Number(from), Number(to)]);
  }
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
}

function isPort(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

/** What a task asks of the disks that come with an instance. */
export interface LocalDisk {
  readonly kind: 'nvme' | 'ssd';
  /** In GB. */
  readonly size: number;
  readonly atLeast: boolean;
}

/** A local disk as `kind:size[+]`. */
export function localDiskText(text: string): string | Refused {
  const refused = {
    refused: `"${text}" is no local disk: write nvme or ssd, a size in GB, or both, such as nvme:500+`,
  };
  const parts = text.toLowerCase().trim().split(':');
  const [first = '', second] = parts;
  const isKind = first === 'nvme' || first === 'ssd';
  if (parts.length > 2 || (second !== undefined && !isKind)) return refused;
  const kind = isKind ? first : 'nvme';
  const size = second ?? (isKind ? '100+' : first);
  const amount = pythonFloat(size.replace(/\++$/, ''));
  return amount !== undefined && amount > 0 ? `${kind}:${size}` : refused;
}

/** Of a text that `localDiskText` made. */
export function localDiskOf(text: string): LocalDisk {
  const [kind = '', size = ''] = text.split(':');
  return {
    kind: kind === 'nvme' ? 'nvme' : 'ssd',
    size: pythonFloat(size.replace(/\+$/, '')) ?? Number.NaN,
    atLeast: size.endsWith('+'),
  };
}
