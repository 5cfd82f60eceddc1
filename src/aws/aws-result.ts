/** How one AWS call ends: with a value, or with a failure of a known kind. Nothing here throws. */

export type ServiceName = 'sts' | 'iam' | 'ec2' | 's3' | 'sso' | 'sso-oidc' | 'signin' | 'service-quotas';

/**
 * The kind of a failure.
 *
 * `denied` is the only one that says something about permissions; every other kind is operational and never
 * becomes a denial.
 */
export type FailureKind =
  | 'denied'
  | 'invalid-access-key'
  | 'wrong-secret-key'
  | 'expired-credentials'
  | 'clock-skew'
  | 'not-found'
  | 'throttled'
  | 'network'
  | 'timeout'
  | 'server-error'
  | 'malformed-answer'
  | 'unsupported-operation'
  | 'opt-in-required'
  | 'proxy'
  | 'certificate'
  | 'cancelled'
  /** A mutating call succeeded although it was a dry run, or was about to be sent as none. */
  | 'read-only-violation'
  | 'other';

/** The kind of policy that AWS names as the reason of a denial. */
export type DenyingPolicy =
  | 'identity'
  | 'permissions-boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'resource'
  | 'vpc-endpoint';

/** What AWS's text of a denial tells, read before the text was shortened. */
export interface Denial {
  /** The action that was denied, `service:Action`: not always the one that was called. */
  readonly action?: string;
  readonly resource?: string;
  /** Absent where AWS does not tell. AWS names one kind even where several deny. */
  readonly policy?: DenyingPolicy;
  /** True for a Deny statement, false for a missing Allow; absent where AWS does not tell. */
  readonly explicit?: boolean;
}

export interface AwsFailure {
  readonly kind: FailureKind;
  readonly service: ServiceName;
  readonly operation: string;
  /** AWS's error code, or the system's (`ENOTFOUND`), as received; at most 128 characters. */
  readonly code: string;
  /** The service's message, shortened, with anything that looks like a secret removed. */
  readonly message: string;
  readonly httpStatus?: number;
  /** What the service names beside the code: `TOKEN_EXPIRED` and its like from the sign-in service. */
  readonly reason?: string;
  /** The endpoint's host, for failures on the way there. */
  readonly host?: string;
  /** For `clock-skew`: the server's clock less ours, in milliseconds, where the answer tells. */
  readonly skewMs?: number;
  /** For `denied`. */
  readonly denial?: Denial;
  /** What EC2 encodes for DecodeAuthorizationMessage; it describes the account and is never shown. */
  readonly encodedAuthorizationMessage?: string;
  /** How often the call was sent, where more than once. */
  readonly attempts?: number;
}

export type AwsResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };
