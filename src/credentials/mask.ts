const ASTERISKS = '*'.repeat(16);

/**
 * A key as `aws configure list` shows it: sixteen asterisks and the last four characters. Where AWS's own mask would
 * show all of a very short secret, nothing of it is shown.
 */
export function maskKey(key: string): string {
  return key.length > 4 ? ASTERISKS + key.slice(-4) : ASTERISKS;
}
