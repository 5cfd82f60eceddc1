/** Paths as boto3 expands them: `$VAR`, `${VAR}`, `~` and `~user`. */
import type { Host } from '../host.ts';

/** Replaces variables that are set, leaves the others as written. Source: CPython `posixpath.expandvars`. */
export function expandVariables(path: string, env: Host['env']): string {
  return path.replace(/\$([A-Za-z0-9_]+|\{[^}]*\})/g, (written, name: string) => {
    const key = name.startsWith('{') ? name.slice(1, -1) : name;
    return env[key] ?? written;
  });
}

/** The home directory of another user; undefined where the user database file does not name it. */
async function homeOfUser(user: string, host: Host): Promise<string | undefined> {
  const read = await host.readFile('/etc/passwd');
  if (read.kind !== 'file') return undefined;
  const line = new TextDecoder()
    .decode(read.bytes)
    .split('\n')
    .find((candidate) => candidate.startsWith(`${user}:`));
  return line?.split(':')[5];
}

/** Replaces a leading `~` or `~user`. Source: CPython `posixpath.expanduser`. */
export async function expandUser(path: string, host: Host): Promise<string> {
  if (!path.startsWith('~')) return path;
  const slash = path.indexOf('/', 1);
  const end = slash < 0 ? path.length : slash;
  const home = end === 1 ? host.home : await homeOfUser(path.slice(1, end), host);
  if (home === undefined) return path;
  return home.replace(/\/+$/, '') + path.slice(end) || '/';
}
