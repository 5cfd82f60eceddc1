/** Points in time as credentials files, caches and variables write them. */

export type Timestamp =
  | { readonly kind: 'instant'; readonly ms: number }
  /** A time without a zone, which boto3 cannot compare with the clock: it raises TypeError. */
  | { readonly kind: 'zoneless' }
  | { readonly kind: 'unreadable' };

const ISO =
  /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2}))(?:[T ]?(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{3,5})?$/i;
const RFC_1123 = /^[a-z]{3}, (\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (GMT|UTC|[+-]\d{4})$/i;
const KNOWN_ZONE = /^(Z|UTC|GMT|[+-].*)$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function offsetMinutes(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

function instant(parts: readonly number[], milliseconds: number, zone: string | undefined): Timestamp {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds));
  const exists = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day && utc.getUTCHours() === hour;
  if (!exists || minute > 59 || second > 59) return { kind: 'unreadable' };
  if (zone === undefined || !KNOWN_ZONE.test(zone)) return { kind: 'zoneless' };
  return { kind: 'instant', ms: utc.getTime() - offsetMinutes(zone) * 60_000 };
}

/**
 * Reads the spellings in use: ISO 8601 (with `Z`, `UTC` or an offset) and RFC 1123.
 *
 * Source: botocore reads them with `dateutil.parser.parse`, which knows more.
 */
export function parseTimestamp(text: string): Timestamp {
  const iso = ISO.exec(text.trim());
  if (iso !== null) {
    const [, year, month, day, bareMonth, bareDay, hour, minute, second, fraction, zone] = iso;
    const parts = [year, month ?? bareMonth, day ?? bareDay, hour, minute, second];
    const milliseconds = Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
    return instant(
      parts.map((part) => Number(part ?? 0)),
      milliseconds,
      zone,
    );
  }
  const rfc = RFC_1123.exec(text.trim());
  if (rfc === null) return { kind: 'unreadable' };
  const month = MONTHS.indexOf((rfc[2] ?? '').toLowerCase()) + 1;
  const parts = [rfc[3], month, rfc[1], rfc[4], rfc[5], rfc[6]].map(Number);
  return instant(parts, 0, rfc[7]);
}
