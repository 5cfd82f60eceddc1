/** Making typed credential errors. */

import type { AwsFailure } from '../aws/aws-result.ts';
import type { ConfigFileError } from '../config/aws-config-types.ts';
import type { FileLine } from '../file-line.ts';
import type { CredentialError, CredentialErrorCode, ProviderName } from './credentials-outcome.ts';

interface Extra {
  readonly provider?: ProviderName;
  readonly source?: FileLine | undefined;
}

/** Puts an error together; an undefined source is left out. */
export function credentialError(
  code: CredentialErrorCode,
  botocoreError: string,
  message: string,
  extra: Extra = {},
): CredentialError {
  const { provider, source } = extra;
  return {
    code,
    botocoreError,
    message,
    ...(provider === undefined ? {} : { provider }),
    ...(source === undefined ? {} : { source }),
  };
}

/** The error that boto3 raises for a file that it cannot parse, whatever the profile. */
export function parseError(error: ConfigFileError): CredentialError {
  const message = `boto3 cannot parse ${error.source.file}, and so refuses every profile: ${error.message}.`;
  return credentialError(error.kind, 'ConfigParseError', message, { source: error.source });
}

const TRANSPORT_ERRORS: Partial<Record<AwsFailure['kind'], string>> = {
  network: 'EndpointConnectionError',
  timeout: 'ConnectTimeoutError',
  proxy: 'ProxyConnectionError',
  certificate: 'SSLError',
};

/** True where the call did not reach the service, so that its answer is unknown. */
export function isTransportFailure(failure: AwsFailure): boolean {
  return TRANSPORT_ERRORS[failure.kind] !== undefined;
}

/** The class that botocore raises for a failed call. */
export function botocoreErrorOf(failure: AwsFailure): string {
  return (
    TRANSPORT_ERRORS[failure.kind] ??
    (failure.kind === 'malformed-answer' ? 'ResponseParserError' : 'ClientError')
  );
}

/** A failed AWS call as a credential error; the service's own words are not repeated. */
export function callError(
  failure: AwsFailure,
  refused: CredentialErrorCode,
  provider: ProviderName,
  source?: FileLine,
): CredentialError {
  const where = failure.host === undefined ? failure.service : failure.host;
  const reached = !isTransportFailure(failure);
  const message = reached
    ? `${failure.operation} was refused with ${failure.code}.`
    : `${failure.operation} did not reach ${where} (${failure.code}).`;
  return {
    ...credentialError(reached ? refused : 'no-network', botocoreErrorOf(failure), message, {
      provider,
      source,
    }),
    service: { code: failure.code, operation: failure.operation },
  };
}
