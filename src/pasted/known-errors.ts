/** Errors of boto3, of AWS and of SkyPilot that are no denial, by what they are written as, and what they mean here. */
import type { FindingCode } from '../findings/registry.ts';

export type ErrorMeaning =
  /** There is a finding about it, with its page. */
  | { readonly kind: 'finding'; readonly code: FindingCode }
  /** No setting and no permission is wrong. */
  | { readonly kind: 'words'; readonly title: string; readonly advice: string };

export interface KnownError {
  readonly meaning: ErrorMeaning;
  /** The line in which it was found. */
  readonly line: string;
}

const finding = (code: FindingCode): ErrorMeaning => ({ kind: 'finding', code });
const words = (title: string, advice: string): ErrorMeaning => ({ kind: 'words', title, advice });

const QUOTA = words(
  'The vCPU quota of the account is used up',
  'It is no permission. skycheck aws --quotas shows the quotas with the links to raise them.',
);
const CAPACITY = words(
  'AWS has no such machine free there at the moment',
  'It is no permission. Try other regions or zones, another instance type, or later; SkyPilot tries the next by itself.',
);

/** The code of an error as boto3 and the AWS CLI write it: `An error occurred (CODE) when calling …`. */
const code = (...names: readonly string[]) =>
  new RegExp(`\\((?:${names.join('|')})\\)|<Code>(?:${names.join('|')})</Code>`);

/**
 * The first that fits a line counts. Sources: botocore `exceptions`, the services' lists of error codes, SkyPilot 0.14
 * `sky/clouds/aws.py` and `sky/provision/aws`.
 */
const KNOWN: readonly (readonly [pattern: RegExp, meaning: ErrorMeaning])[] = [
  [/signature (?:expired|not yet current)|request is too (?:old|skewed)/i, finding('clock-skew')],
  [code('RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture'), finding('clock-skew')],
  [code('SignatureDoesNotMatch'), finding('secret-key-wrong')],
  [code('ExpiredToken', 'ExpiredTokenException'), finding('session-token-expired')],
  [
    code('InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId'),
    finding('access-key-invalid'),
  ],
  [/not able to validate the provided access credentials/i, finding('account-refused')],
  [code('OptInRequired'), finding('account-not-opted-in')],
  [code('Blocked'), finding('account-blocked')],
  [code('PendingVerification'), finding('account-being-verified')],
  [/not eligible for (?:the )?free[ -]tier|free tier .*instance type/i, finding('account-on-free-plan')],
  [code('InstanceLimitExceeded', 'VcpuLimitExceeded', 'MaxSpotInstanceCountExceeded'), QUOTA],
  [code('InsufficientInstanceCapacity', 'InsufficientHostCapacity', 'SpotMaxPriceTooLow'), CAPACITY],
  [code('InvalidAMIID\\.NotFound', 'InvalidAMIID\\.Unavailable'), finding('image-not-shared')],
  [
    /no access.*role|ForbiddenException.*GetRoleCredentials|GetRoleCredentials.*(?:No access|Forbidden)/i,
    finding('sso-role-not-assigned'),
  ],
  [/error loading sso token: token for .* does not exist/i, finding('sso-never-logged-in')],
  [
    /sso session associated with this profile has expired|token has expired and refresh failed|UnauthorizedSSOTokenError|TokenRetrievalError/i,
    finding('sso-token-expired'),
  ],
  [/using the login credential provider requires|login_session/i, finding('login-unsupported')],
  [/the config profile \(.*\) could not be found|ProfileNotFound/i, finding('profile-not-found')],
  [/unable to parse config file|ConfigParseError/i, finding('config-syntax-error')],
  [/partial credentials found|PartialCredentialsError/i, finding('partial-credentials')],
  [/error when retrieving credentials from custom-process/i, finding('credential-process-failed')],
  [/error when retrieving credentials from (?:iam-role|container-role)/i, finding('metadata-failed')],
  [code('InvalidIdentityToken', 'IDPCommunicationError'), finding('web-identity-failed')],
  [/unable to locate credentials|NoCredentialsError|credentials are not set/i, finding('no-credentials')],
  [
    /certificate verify failed|CERTIFICATE_VERIFY_FAILED|SSL validation failed|SSLError/i,
    finding('certificate-untrusted'),
  ],
  [/provided region_name .* doesn't match|InvalidRegionError/i, finding('region-malformed')],
  [/you must specify a region|NoRegionError/i, finding('region-needed')],
  [
    /could not connect to the endpoint url|EndpointConnectionError|connect timeout on endpoint|failed to connect to proxy/i,
    finding('no-network'),
  ],
  [/no default vpc|no (?:vpc|subnet)s? .*(?:found|match)|no usable subnet/i, finding('regions-not-usable')],
  [/multi-?factor authentication|MultiFactorAuth(?:entication)? failed/i, finding('mfa-required')],
];

const MAX_LINES = 20_000;
const MAX_LINE = 4_000;

/** The errors in a text, each meaning once, with the first line that has it. */
export function knownErrorsIn(pasted: string): readonly KnownError[] {
  const found = new Map<ErrorMeaning, KnownError>();
  for (const raw of pasted.split(/\r?\n/).slice(-MAX_LINES)) {
    const line = raw.slice(0, MAX_LINE).trim();
    const [, meaning] = KNOWN.find(([pattern]) => pattern.test(line)) ?? [];
    if (meaning !== undefined && !sameFound(found, meaning)) found.set(meaning, { meaning, line });
  }
  return [...found.values()];
}

function sameFound(found: ReadonlyMap<ErrorMeaning, KnownError>, meaning: ErrorMeaning): boolean {
  if (meaning.kind === 'words') return found.has(meaning);
  return [...found.keys()].some((other) => other.kind === 'finding' && other.code === meaning.code);
}
