/** Identifiers of made-up things: the same names always give the same ids, and none can be taken for real. */
import { createHash } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function digest(parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/**
 * An identifier in the style of AWS's documentation, such as `AKIA…EXAMPLE`.
 *
 * @param prefix `AKIA`, `ASIA` (20 characters), or `AIDA`, `AROA`, `AIPA`, `ANPA`, `AGPA` (21 characters).
 */
export function uniqueId(prefix: string, ...parts: string[]): string {
  const length = prefix === 'AKIA' || prefix === 'ASIA' ? 20 : 21;
  const letters = [...digest([prefix, ...parts])].map((byte) => BASE32[byte % 32]).join('');
  return `${prefix}${letters.slice(0, length - prefix.length - 7)}EXAMPLE`;
}

/** A secret access key of 40 characters that ends in `EXAMPLEKEY`, as those of AWS's documentation do. */
export function secretKey(...parts: string[]): string {
  return `${digest(['secret', ...parts])
    .toString('base64')
    .slice(0, 30)}EXAMPLEKEY`;
}

/** An opaque token of the given length. */
export function opaqueToken(length: number, ...parts: string[]): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1)
    text += digest(['token', String(block), ...parts]).toString('base64url');
  return text.slice(0, length);
}

/** An id of an EC2 resource: `vpc-0` and 16 hexadecimal digits. */
export function resourceId(kind: string, ...parts: string[]): string {
  return `${kind}-0${digest([kind, ...parts])
    .toString('hex')
    .slice(0, 16)}`;
}

/** Sixteen hexadecimal digits, as at the end of the roles of IAM Identity Center. */
export function hexId(...parts: string[]): string {
  return digest(['hex', ...parts])
    .toString('hex')
    .slice(0, 16);
}
