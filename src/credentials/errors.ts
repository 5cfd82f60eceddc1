/** Making typed credential errors. */
import { type AwsFailure, isOperational } from '../aws/aws-result.ts';
import { failureText } from '../aws/failure-text.ts';
import type { ConfigFileError } from '../config/aws-config-types.ts';
import { type FileLine, placeText } from '../file-line.ts';
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
  const message = `${placeText(error.source)} ${error.message}; boto3 refuses the whole file, and so every profile.`;
  return credentialError(error.kind, 'ConfigParseError', message, { source: error.source });
}

const TRANSPORT_ERRORS: Partial<Record<AwsFailure['kind'], string>> = {
  network: 'EndpointConnectionError',
  timeout: 'ConnectTimeoutError',
  proxy: 'ProxyConnectionError',
  certificate: 'SSLError',
  'ca-bundle': 'SSLError',
};

/** True where the call did not reach the service, so that its answer is unknown. */
export function isTransportFailure(failure: AwsFailure): boolean {
  return TRANSPORT_ERRORS[failure.kind] !== undefined;
}

/** The class that botocore raises for a failed call. */
function botocoreErrorOf(failure: AwsFailure): string {
  return (
    TRANSPORT_ERRORS[failure.kind] ??
    (failure.kind === 'malformed-answer' ? 'ResponseParserError' : 'ClientError')
  );
}

/**
 * A failed call as a credential error, which keeps all of the failure.
 *
 * @param refused - the code where the service refused; faults of the way there and of the service itself, and a wrong
 *   clock, have codes of their own, whichever call they meet
 */
export function callError(
  failure: AwsFailure,
  refused: CredentialErrorCode,
  provider: ProviderName,
  more: Extra & { readonly botocoreError?: string } = {},
): CredentialError {
  const code = faultCode(failure) ?? refused;
  const message = `${failureText(failure)}.`;
  const botocoreError = more.botocoreError ?? botocoreErrorOf(failure);
  return { ...credentialError(code, botocoreError, message, { provider, ...more }), failure };
}

/** The code of what no credentials are to blame for; undefined for a refusal. */
function faultCode(failure: AwsFailure): CredentialErrorCode | undefined {
  switch (failure.kind) {
    case 'clock-skew':
      return 'clock-skew';
    case 'certificate':
      return 'certificate-untrusted';
    case 'ca-bundle':
      return 'ca-bundle-unreadable';
    default:
  }
  if (isTransportFailure(failure)) return 'no-network';
  return isOperational(failure) ? 'aws-call-failed' : undefined;
}
