/** A URL as it may be shown: its origin and path, for the rest may hold a password or a token. */
export function bareUrl(text: string): string {
  if (!URL.canParse(text)) return '(not a URL)';
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
