/** What is said while a check runs, as soon as it is known: what files alone tell comes before any network. */
import type { IdentityFacts } from '../account/identity.ts';
import type { CredentialsOutcome, ResolvedSetting } from '../credentials/credentials-outcome.ts';
import type { Resolution } from '../credentials/resolve.ts';

/** The profile and the region, each with what sets it. */
export function placeFact({ selection, region }: Resolution): string {
  const profile = `Profile ${selection.setting.value ?? selection.profileName}${from(selection.setting)}`;
  return region.value === undefined
    ? `${profile}, no region`
    : `${profile}, region ${region.value}${from(region)}`;
}

function from({ location }: ResolvedSetting): string {
  return location === undefined ? '' : ` (${location})`;
}

/** Where the credentials come from, or why there are none. */
export function credentialsFact(credentials: CredentialsOutcome): string {
  switch (credentials.kind) {
    case 'loaded':
      return `Credentials: ${credentials.provider}, ${credentials.location}`;
    case 'failed':
      return `No credentials: ${credentials.error.message}`;
    case 'needs-network':
      return `Credentials: ${credentials.provider}, not loaded without a call`;
    case 'none':
      return 'No credentials';
  }
}

/** Who it is, or why that is not known. */
export function identityFact(identity: IdentityFacts): string | undefined {
  if (identity.kind === 'not-asked') return undefined;
  return identity.kind === 'known'
    ? `Identity: ${identity.arn}`
    : `AWS does not say who this is: ${identity.failure.code}`;
}
