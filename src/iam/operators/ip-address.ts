import { truthOf } from '../truth.ts';
import type { Comparison } from './comparison.ts';

/** An address as 16-bit groups (IPv6) or bytes (IPv4), each `width` bits wide. */
interface Address {
  readonly groups: readonly number[];
  readonly width: 8 | 16;
}

interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/**
 * Whether an address lies in a network in CIDR notation, IPv4 or IPv6; without a prefix, the address itself.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "IP address condition operators".
 */
export const ipAddress: Comparison = (requested, wanted) => {
  const network = networkIn(wanted.text);
  if (network === undefined) return 'unknown';
  const address = addressIn(requested);
  return truthOf(address !== undefined && contains(network, address));
};

function contains(network: Network, address: Address): boolean {
  const { groups, width } = network.address;
  if (width !== address.width) return false;
  return groups.every((group, index) => {
    const bits = Math.min(width, Math.max(0, network.prefix - index * width));
    const shift = width - bits;
    return group >> shift === (address.groups[index] ?? 0) >> shift;
  });
}

function networkIn(text: string): Network | undefined {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  const address = addressIn(addressText);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = address.groups.length * address.width;
  if (prefixText === undefined) return { address, prefix: bits };
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  return prefix <= bits ? { address, prefix } : undefined;
}

function addressIn(text: string): Address | undefined {
  if (!text.includes(':')) {
    const bytes = ipv4Bytes(text);
    return bytes === undefined ? undefined : { groups: bytes, width: 8 };
  }
  const groups = ipv6Groups(text);
  return groups === undefined ? undefined : { groups, width: 16 };
}

function ipv4Bytes(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function ipv6Groups(text: string): readonly number[] | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const before = groupsIn(head);
  if (tail === undefined) return before?.length === 8 ? before : undefined;
  const after = groupsIn(tail);
  if (before === undefined || after === undefined) return undefined;
  const zeros = 8 - before.length - after.length;
  return zeros < 1 ? undefined : [...before, ...Array<number>(zeros).fill(0), ...after];
}

/** The groups of one side of `::`; the last two may be written as an IPv4 address. */
function groupsIn(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const bytes = index === parts.length - 1 ? ipv4Bytes(part) : undefined;
    if (bytes === undefined) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    groups.push(a * 256 + b, c * 256 + d);
  }
  return groups.length > 8 ? undefined : groups;
}
