/** What stops boto3 from making a client at all, whatever its credentials. */

import { readEndpointSettings } from '../aws/endpoints.ts';
import { isRegionNameAccepted } from '../aws-facts/regions.ts';
import { type ClientService, clientSettingError } from './client-settings.ts';
import type { CredentialError } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import type { ProviderScope } from './scope.ts';

function servicesOf(scope: ProviderScope) {
  return readEndpointSettings({
    flag: undefined,
    env: scope.env,
    profile: scope.sessionEntries,
    services: scope.config.services,
  });
}

function hasEndpoint(scope: ProviderScope, service: 'sts' | 'sso'): boolean {
  return servicesOf(scope).choose(service).kind === 'custom';
}

/**
 * The error that boto3 raises for a client of a service, whatever the credentials: a region that is no host name, a
 * setting that it does not take, or an SSO session that the profile names in vain.
 *
 * Source: botocore `Session.create_client`.
 */
export function clientError(
  scope: ProviderScope,
  region: string | undefined,
  service: ClientService,
): CredentialError | undefined {
  if (region !== undefined && !isRegionNameAccepted(region)) {
    return credentialError(
      'credentials-config-invalid',
      'InvalidRegionError',
      'The region is not a region name.',
    );
  }
  return clientSettingError(scope, service);
}

/** The error of an SSO client for the region of the profile or session. */
export function ssoClientError(scope: ProviderScope, region: string): CredentialError | undefined {
  const blank = region === '' && !hasEndpoint(scope, 'sso');
  if (isRegionNameAccepted(region) && !blank) return clientSettingError(scope, 'sso');
  const botocoreError = blank ? 'ValueError' : 'InvalidRegionError';
  const problem = blank ? 'sso_region is blank.' : 'sso_region is not a region name.';
  // boto3 finds a malformed region before the session, and a blank one after it.
  const error = credentialError('credentials-config-invalid', botocoreError, problem);
  return blank ? (clientSettingError(scope, 'sso') ?? error) : error;
}

/** The error of an STS client: {@link clientError}, or a blank region that makes no address. */
export function stsClientError(
  scope: ProviderScope,
  region: string | undefined,
): CredentialError | undefined {
  const general = clientError(scope, region, 'sts');
  if (general !== undefined || region !== '' || hasEndpoint(scope, 'sts')) return general;
  return credentialError('credentials-config-invalid', 'ValueError', 'The region is blank.');
}

/**
 * The error of a signed STS call without a region: fine at AWS's global endpoint, not at a configured one.
 *
 * Source: botocore `RequestSigner`.
 */
export function stsSigningError(
  scope: ProviderScope,
  region: string | undefined,
): CredentialError | undefined {
  if (region !== undefined || !hasEndpoint(scope, 'sts')) return undefined;
  const message = 'STS has an endpoint URL of its own, and then boto3 wants a region.';
  return credentialError('credentials-config-invalid', 'NoRegionError', message);
}
