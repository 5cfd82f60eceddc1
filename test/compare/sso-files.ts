import { createHash } from 'node:crypto';

/** Where the login of a session is stored. */
export function tokenPath(session: string): string {
  return `~/.aws/sso/cache/${createHash('sha1').update(session).digest('hex')}.json`;
}
