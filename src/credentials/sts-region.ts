/** What boto3 makes of the region of an STS call. */
import { readEndpointSettings } from '../aws/endpoints.ts';
import { credentialError } from './errors.ts';
import type { CredentialError, ProviderName } from './model.ts';
import { isValidRegionName } from './region-name.ts';
import type { ProviderScope } from './scope.ts';

/**
 * The error for a region that cannot be used. None is fine at AWS's own global endpoint, but a signed call to a
 * configured endpoint needs one.
 *
 * Source: botocore `validate_region_name`, `ClientEndpointBridge`, `RequestSigner`.
 */
export function stsRegionError(
  scope: ProviderScope,
  region: string | undefined,
  provider: ProviderName,
): CredentialError | undefined {
  const error = (botocoreError: string, message: string) =>
    credentialError('invalid-config', botocoreError, message, { provider });
  if (region !== undefined && !isValidRegionName(region)) {
    return error('InvalidRegionError', 'The region is not a region name.');
  }
  if (region !== undefined && region !== '') return undefined;
  const { choose } = readEndpointSettings({
    flag: undefined,
    env: scope.env,
    profile: scope.sessionEntries,
    services: scope.config.services,
  });
  const isCustom = choose('sts').kind === 'custom';
  if (region === undefined && isCustom) {
    return error('NoRegionError', 'STS has an endpoint URL of its own, and then boto3 wants a region.');
  }
  if (region === '' && !isCustom) return error('ValueError', 'The region is blank.');
  return undefined;
}
