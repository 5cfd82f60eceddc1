import { truthOf } from '../truth.ts';
import type { Comparison } from './comparison.ts';

const EPOCH_SECONDS = /^\d{5,15}(?:\.\d{1,9})?$/;
const ISO_DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?)?)?)?$/;

/**
 * The seconds since 1970 that a date means: ISO 8601 as in W3C's note on date and time formats, down from the
 * year alone, or seconds since 1970. A time without zone is UTC. Undefined for anything else.
 */
export function secondsOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (EPOCH_SECONDS.test(trimmed)) return Number(trimmed);
  const match = ISO_DATE.exec(trimmed);
  if (match === null) return undefined;
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '',
    zone = 'Z',
  ] = match;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(instant) || new Date(instant).getUTCDate() !== Number(day)) return undefined;
  const offset = zoneSeconds(zone);
  return offset === undefined ? undefined : instant / 1000 + Number(`0${fraction}`) - offset;
}

function zoneSeconds(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/**
 * A date operator from what it asks of the two moments.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Date condition operators".
 */
export function date(holds: (requested: number, wanted: number) => boolean): Comparison {
  return (requested, wanted) => {
    const wantedSeconds = secondsOf(wanted.text);
    if (wantedSeconds === undefined) return 'unknown';
    const requestedSeconds = secondsOf(requested);
    return truthOf(requestedSeconds !== undefined && holds(requestedSeconds, wantedSeconds));
  };
}
