/** AWS refuses requests whose time is off by more. Source: STS "Signature expired … - 5 min." */
export const TOLERATED_SKEW_MS = 5 * 60 * 1000;

/**
 * How far the server's clock is ahead of ours, in milliseconds, as an answer says: by the times in a refusal's
 * text, or else by its Date header.
 *
 * @param now - our clock when the answer came, milliseconds since 1970
 */
export function skewOf(message: string, dateHeader: string | undefined, now: number): number | undefined {
  return skewInText(message) ?? skewOfHeader(dateHeader, now);
}

/**
 * "Signature expired: OURS is now earlier than LIMIT (THEIRS - 5 min.)", "Signature not yet current: OURS is
 * still later than LIMIT (THEIRS + 5 min.)".
 */
function skewInText(message: string): number | undefined {
  const match = /Signature (?:expired|not yet current): (\S+) .*\((\d{8}T\d{6}Z) [-+]/.exec(message);
  const ours = basicTime(match?.[1]);
  const theirs = basicTime(match?.[2]);
  return ours === undefined || theirs === undefined ? undefined : theirs - ours;
}

/** The header counts whole seconds, so the middle of its second is taken. */
function skewOfHeader(header: string | undefined, now: number): number | undefined {
  const server = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(server) ? undefined : server + 500 - now;
}

function basicTime(text: string | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}
