/** How one AWS call ends: with a value, or with a failure of a known kind. Nothing here throws. */

import type { Denial } from './denial/denial.ts';

export type ServiceName =
  | 'sts'
  | 'iam'
  | 'ec2'
  | 's3'
  | 'kms'
  | 'sso'
  | 'sso-oidc'
  | 'signin'
  | 'service-quotas';

/** What a call is sent to: a service of AWS, or a source of credentials that is none. */
export type CallTarget = ServiceName | 'instance-metadata' | 'container-credentials' | 'credential-process';

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
  /** Signed for a region that is not the endpoint's. */
  | 'wrong-region'
  | 'clock-skew'
  | 'not-found'
  | 'throttled'
  | 'network'
  | 'timeout'
  | 'server-error'
  | 'malformed-answer'
  | 'unsupported-operation'
  | 'opt-in-required'
  /** The image is not in the region, or not shared with the account: no policy changes that. */
  | 'image-not-shared'
  /** The account is on AWS's free plan, which launches few types of instances only. */
  | 'free-plan'
  | 'proxy'
  | 'certificate'
  /** The file of trusted certificates that is named is of no use: boto3 fails in the same way, on every call. */
  | 'ca-bundle'
  | 'cancelled'
  /** A mutating call succeeded although it was a dry run, or was about to be sent as none. */
  | 'read-only-violation'
  | 'other';

/** Failures by which nobody who knows has answered: they decide nothing, and the same call may work next time. */
const OPERATIONAL: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'throttled',
  'network',
  'timeout',
  'server-error',
  'malformed-answer',
  'unsupported-operation',
  'proxy',
  'certificate',
  'cancelled',
]);

/** Whether a failure leaves open what was asked. */
export function isOperational({ kind }: Pick<AwsFailure, 'kind'>): boolean {
  return OPERATIONAL.has(kind);
}

/** An endpoint that a setting names. */
export interface CustomEndpoint {
  readonly url: string;
  /** The flag, variable, or file and line. */
  readonly location: string;
  /** The variable, where one sets it. */
  readonly variable?: string;
}

export interface AwsFailure {
  readonly kind: FailureKind;
  readonly service: CallTarget;
  readonly operation: string;
  /** AWS's error code, or the system's (`ENOTFOUND`), as received; at most 128 characters. */
  readonly code: string;
  /** The service's message, shortened, with anything that looks like a secret removed. */
  readonly message: string;
  readonly httpStatus?: number;
  /** What the service names beside the code: `TOKEN_EXPIRED` and its like from the sign-in service. */
  readonly reason?: string;
  /** The endpoint's host, for failures on the way there and for answers that are none of AWS. */
  readonly host?: string;
  /** The proxy that was asked to reach it, as `host:port`. */
  readonly proxy?: string;
  /** The time limit of the whole run ended it, not that of the call. */
  readonly isRunLimit?: true;
  /** The title of the page that came in place of an answer of AWS, as proxies and logins of networks send. */
  readonly page?: string;
  /** The endpoint, where a setting leads anywhere but to AWS. */
  readonly endpoint?: CustomEndpoint;
  /** For `clock-skew`: the server's clock less ours, in milliseconds, where the answer says. */
  readonly skewMs?: number;
  /** For `denied`: what the text says, read before it was shortened. */
  readonly denial?: Denial;
  /** How often the call was sent, where more than once. */
  readonly attempts?: number;
}

export type AwsResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };
