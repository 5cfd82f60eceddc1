/** The settings of the instance metadata service, which boto3 reads before it asks any provider. */

import { parsePythonInt } from '../config/python-text.ts';
import type { FileLine } from '../file-line.ts';
import type { CredentialError } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import type { ProviderScope } from './scope.ts';

export interface MetadataSettings {
  readonly timeoutSeconds: number;
  readonly attempts: number;
  readonly baseUrl: string;
  readonly v1Disabled: boolean;
}

export type MetadataSettingsResult =
  | { readonly kind: 'settings'; readonly settings: MetadataSettings }
  | { readonly kind: 'error'; readonly error: CredentialError };

interface Setting {
  readonly value: string;
  readonly name: string;
  readonly source?: FileLine;
}

const IPV4_URL = 'http://169.254.169.254/';
const IPV6_URL = 'http://[fd00:ec2::254]/';

/** A variable, even a blank one, else the profile's key. */
function setting(scope: ProviderScope, variable: string, key: string): Setting | undefined {
  const fromEnv = scope.env[variable];
  if (fromEnv !== undefined) return { value: fromEnv, name: variable };
  const entry = scope.sessionEntries.get(key);
  if (entry === undefined || typeof entry.value !== 'string') return undefined;
  return { value: entry.value, name: key, source: entry.source };
}

function fail(
  botocoreError: string,
  message: string,
  from: Setting,
): Extract<MetadataSettingsResult, { kind: 'error' }> {
  const error = credentialError('credentials-config-invalid', botocoreError, message, {
    source: from.source,
  });
  return { kind: 'error', error };
}

/** Source: botocore `utils.is_valid_uri`. */
function isValidUri(url: string): boolean {
  if (/[\t\r\n]/.test(url)) return false;
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[0-9a-f:.%a-z]+\]|[^/?#:]*)/i.exec(url)?.[1];
  if (host === undefined || host === '' || host.length > 255) return false;
  if (host.startsWith('[')) return true;
  return /^((?!-)[a-z\d-]{1,63}(?<!-)\.)*((?!-)[a-z\d-]{1,63}(?<!-))\.?$/i.test(host);
}

function baseUrl(
  scope: ProviderScope,
): { readonly kind: 'url'; readonly url: string } | Extract<MetadataSettingsResult, { kind: 'error' }> {
  const mode = setting(scope, 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', 'ec2_metadata_service_endpoint_mode');
  const ipv6 = setting(scope, 'AWS_IMDS_USE_IPV6', 'imds_use_ipv6')?.value.toLowerCase() === 'true';
  if (mode !== undefined && !['ipv4', 'ipv6'].includes(mode.value.toLowerCase())) {
    return fail('InvalidIMDSEndpointModeError', `${mode.name} is neither IPv4 nor IPv6.`, mode);
  }
  const custom = setting(scope, 'AWS_EC2_METADATA_SERVICE_ENDPOINT', 'ec2_metadata_service_endpoint');
  if (custom !== undefined && custom.value !== '') {
    if (isValidUri(custom.value)) return { kind: 'url', url: custom.value };
    return fail('InvalidIMDSEndpointError', `${custom.name} is not a URL.`, custom);
  }
  const useIpv6 = mode === undefined ? ipv6 : mode.value.toLowerCase() === 'ipv6';
  return { kind: 'url', url: useIpv6 ? IPV6_URL : IPV4_URL };
}

/**
 * Reads the settings. A bad one stops boto3 even where no metadata service is asked.
 *
 * Source: botocore `create_credential_resolver` and `IMDSFetcher`.
 */
export function metadataSettings(scope: ProviderScope): MetadataSettingsResult {
  const numbers = { timeoutSeconds: 1, attempts: 1 };
  const sources = [
    ['timeoutSeconds', 'AWS_METADATA_SERVICE_TIMEOUT', 'metadata_service_timeout'],
    ['attempts', 'AWS_METADATA_SERVICE_NUM_ATTEMPTS', 'metadata_service_num_attempts'],
  ] as const;
  for (const [name, variable, key] of sources) {
    const from = setting(scope, variable, key);
    if (from === undefined) continue;
    const value = parsePythonInt(from.value);
    if (value === undefined) return fail('ValueError', `${from.name} is not a whole number.`, from);
    numbers[name] = value;
  }
  const base = baseUrl(scope);
  if (base.kind === 'error') return base;
  const v1 = setting(scope, 'AWS_EC2_METADATA_V1_DISABLED', 'ec2_metadata_v1_disabled');
  const v1Disabled = v1?.value.toLowerCase() === 'true';
  return { kind: 'settings', settings: { ...numbers, baseUrl: base.url, v1Disabled } };
}
