/** The services of which boto3 makes no client, though it makes one of STS: a setting of theirs is refused. */
import type { RefusedClient } from '../conditions/condition-facts.ts';
import { clientError } from '../credentials/client-error.ts';
import type { CredentialsOutcome } from '../credentials/credentials-outcome.ts';
import type { Resolution } from '../credentials/resolve.ts';

const SERVICES: readonly RefusedClient['service'][] = ['ec2', 'iam', 's3'];

/**
 * @param region - of the clients
 * @param credentials - where they failed nothing is said again: what stops STS stops all
 */
export function refusedClients(
  { scope }: Resolution,
  region: string | undefined,
  credentials: CredentialsOutcome,
): readonly RefusedClient[] {
  if (credentials.kind === 'failed') return [];
  return SERVICES.flatMap((service) => {
    const error = clientError(scope, region, service);
    return error === undefined ? [] : [{ service, error }];
  });
}
