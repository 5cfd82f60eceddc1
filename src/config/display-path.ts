/** Shortens a path for people: the home directory becomes `~`. */
export function displayPath(path: string, home: string): string {
  const base = home.replace(/\/+$/, '');
  if (base === '') return path;
  if (path === base) return '~';
  return path.startsWith(`${base}/`) ? `~${path.slice(base.length)}` : path;
}
