/** Pages of a list behind opaque markers. */

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next: string | undefined;
}

/** The page that a marker points at; undefined for a marker that was never given. */
export function pageOf<T>(list: readonly T[], size: number, marker: string | undefined): Page<T> | undefined {
  const start = marker === undefined ? 0 : offsetOf(marker);
  if (start === undefined || (start > 0 && start >= list.length)) return undefined;
  const end = start + size;
  return { items: list.slice(start, end), next: end < list.length ? markerFor(end) : undefined };
}

function markerFor(offset: number): string {
  return Buffer.from(`page:${offset}`).toString('base64url');
}

function offsetOf(marker: string): number | undefined {
  const match = /^page:(\d{1,9})$/.exec(Buffer.from(marker, 'base64url').toString('utf8'));
  return match === null ? undefined : Number(match[1]);
}
