import { createHash } from 'node:crypto';
import { NOW } from './fake-host.ts';

const iso = (offsetMs: number) => new Date(NOW + offsetMs).toISOString();

/** A stored login of an sso-session that can be renewed, as a file of a home. */
export function ssoLoginFile(session: string, endsIn: number): Readonly<Record<string, string>> {
  const hash = createHash('sha1').update(session).digest('hex');
  return {
    [`~/.aws/sso/cache/${hash}.json`]: JSON.stringify({
      accessToken: 'access',
      expiresAt: iso(endsIn),
      clientId: 'client',
      clientSecret: 'secret',
      refreshToken: 'refresh',
      registrationExpiresAt: iso(86_400_000),
    }),
  };
}
