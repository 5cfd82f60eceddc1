import { renewKeys } from '../credentials/renew-keys.ts';
import type { Facts } from '../facts.ts';
import type { FixStep } from '../fix-step.ts';
import { loginStep } from '../sso/login-step.ts';

/** Whom a denial concerns, as far as a fix depends on it. */
export interface DeniedIdentity {
  /** How sentences name it, such as the user's ARN. */
  readonly name: string;
  readonly account: string | undefined;
  /** The IAM user, where it is one. */
  readonly userName: string | undefined;
  /** The permission set whose role it is: IAM Identity Center makes such roles, and nobody edits them in the account. */
  readonly permissionSet: string | undefined;
  /** The profile that boto3 reads. */
  readonly profile: string;
  /** Whether the credentials never end: such have no multi-factor authentication. */
  readonly hasLongTermKey: boolean;
  /** The MFA device that the profile names. */
  readonly mfaSerial: string | undefined;
  readonly partition: string;
  /** How a session is begun anew; empty where each run begins one. */
  readonly renewal: readonly FixStep[];
}

/** The identity of a check; undefined where AWS has not named one. */
export function deniedIdentity(facts: Facts): DeniedIdentity | undefined {
  const { identity, credentials, config, profileName } = facts;
  if (identity.kind !== 'known') return undefined;
  const { principal, arn, account, partition } = identity;
  const mfaSerial = config.profiles.get(profileName)?.entries.get('mfa_serial')?.value;
  return {
    name: arn,
    account,
    partition,
    userName: principal.kind === 'user' ? principal.userName : undefined,
    permissionSet: principal.kind === 'role-session' ? principal.permissionSet : undefined,
    profile: profileName,
    hasLongTermKey:
      principal.kind === 'user' &&
      credentials.kind === 'loaded' &&
      credentials.credentials.sessionToken === undefined,
    renewal:
      credentials.kind === 'loaded' && credentials.provider === 'sso'
        ? [loginStep(profileName, facts)]
        : renewKeys(facts),
    mfaSerial: typeof mfaSerial === 'string' && mfaSerial !== '' ? mfaSerial : undefined,
  };
}
