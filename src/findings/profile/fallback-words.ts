/** The profile that counts where nothing names another, in words. */
import { textValue } from '../../config/aws-config.ts';
import type { ProfileSummary } from '../../credentials/list-profiles.ts';
import type { Facts } from '../facts.ts';

/** Whether it is there, and names a source of credentials. */
export function isUsable(fallback: ProfileSummary | undefined): boolean {
  return fallback?.credentials.kind === 'provider';
}

/** What files tell of its account: `, account 111122223333`, ` (key ending in MPLE)`, `, which does not exist`. */
export function fallbackWords(fallback: ProfileSummary | undefined): string {
  if (fallback === undefined) return ', which does not exist';
  const { credentials, accountId, roleName, accessKey } = fallback;
  switch (credentials.kind) {
    case 'none':
      return ', which holds no credentials';
    case 'error':
      return ', which boto3 cannot use';
    case 'provider':
      if (accountId !== undefined) {
        return ` (account ${accountId}${roleName === undefined ? '' : `, ${roleName}`})`;
      }
      return accessKey === undefined
        ? ` (${credentials.provider})`
        : ` (key ending in ${accessKey.slice(-4)})`;
  }
}

/** The account of the profile in use, from AWS or from the files. */
export function accountWords({ identity, config, profileName }: Facts): string {
  const account =
    identity.kind === 'known'
      ? identity.account
      : textValue(config.profiles.get(profileName), 'sso_account_id');
  return account === undefined ? '' : `, account ${account}`;
}
