/**
 * A setting's value for people: its first line only. An indented line below a setting continues its value, and
 * such a line often holds a secret key.
 */
export function shown(value: string): string {
  const end = value.indexOf('\n');
  return end < 0 ? value : `${value.slice(0, end)} …`;
}
