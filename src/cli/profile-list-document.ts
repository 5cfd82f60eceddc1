/** The list of profiles as data. */

import type { ProfileList, ProfileSummary } from '../credentials/list-profiles.ts';
import type { SsoLoginState } from '../credentials/sso-login-state.ts';
import type { ProfileListDocument } from '../report/configure-schema.ts';
import { isoTime } from '../time.ts';

/** What `configure list-profiles --format json` prints; `error` is what keeps boto3 from knowing any profile. */
export function profileListContent(
  list: ProfileList,
  error: ProfileListDocument['error'] | undefined,
): Omit<ProfileListDocument, 'schemaVersion'> {
  return {
    active: {
      name: list.activeName,
      exists: list.profiles.some(({ active }) => active),
      because: list.activeBecause ?? null,
      overriddenBy: list.overriddenBy ?? null,
    },
    profiles: list.profiles.map((profile) => ({
      name: profile.name,
      active: profile.active,
      kind: kindOf(profile),
      error:
        profile.credentials.kind === 'error'
          ? { code: profile.credentials.error.code, message: profile.credentials.error.message }
          : null,
      account: profile.accountId ?? null,
      role: profile.roleName ?? null,
      region: profile.region.value ?? null,
      sso: ssoOf(profile),
      definedAt: profile.definedAt.map(({ file, line }) => ({ file, line })),
    })),
    error: error ?? null,
  };
}

/** The provider of its credentials; `none`, or `error`. */
export function kindOf({ credentials }: ProfileSummary): string {
  return credentials.kind === 'provider' ? credentials.provider : credentials.kind;
}

function ssoOf({ sso }: ProfileSummary): ProfileListDocument['profiles'][number]['sso'] {
  if (sso === undefined) return null;
  const end = endOf(sso.login);
  return {
    session: sso.sessionName ?? null,
    startUrl: sso.startUrl,
    state: sso.login.kind,
    expiresAt: end === undefined ? null : isoTime(end),
    needsLogin: sso.login.kind !== 'valid' && sso.login.kind !== 'renews',
  };
}

function endOf(login: SsoLoginState): number | undefined {
  switch (login.kind) {
    case 'valid':
      return login.until;
    case 'renews':
    case 'expired':
      return login.since;
    default:
      return undefined;
  }
}
