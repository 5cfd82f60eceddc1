/** Times as people read them: relative, and where it matters in UTC as well. */

const MINUTE = 60_000;
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
];

/**
 * A span in its largest unit, rounded down, such as "2 hours"; from two days on in days.
 *
 * @param ms - milliseconds, the sign aside
 */
export function span(ms: number): string {
  const length = Math.abs(ms);
  for (const [name, unit] of UNITS) {
    const count = Math.floor(length / unit);
    if (count >= (name === 'day' ? 2 : 1)) return `${count} ${name}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}

/**
 * How long something still lasts, to the minute within a day, since hours matter then: "7 h 59 min", "40 minutes",
 * "3 days".
 *
 * @param ms - milliseconds
 */
export function timeLeft(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  const hours = Math.floor(minutes / 60);
  if (hours < 1 || hours >= 48) return span(ms);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/**
 * "2 hours ago", "in 7 h 59 min".
 *
 * @param iso - the time, in ISO 8601
 * @param now - the time of the report, in ISO 8601
 */
export function relativeTime(iso: string, now: string): string {
  const distance = Date.parse(iso) - Date.parse(now);
  return distance > 0 ? `in ${timeLeft(distance)}` : `${span(distance)} ago`;
}

/** "2026-11-28 19:09 UTC". */
export function utcTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
