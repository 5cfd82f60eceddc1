/**
 * What is known about the profile, the region and the credentials that boto3 would use.
 *
 * The words are those of `aws configure list`: a value has a *type* (where it comes from) and a *location*.
 */

import type { AwsFailure } from '../aws/aws-result.ts';
import type { Credentials } from '../aws/credentials.ts';
import type { IniErrorKind } from '../config/aws-config-types.ts';
import type { ProviderName } from '../config/providers.ts';
import type { FileLine } from '../file-line.ts';
import type { TokenClaims } from '../web-identity/token-claims.ts';

export type { Credentials } from '../aws/credentials.ts';
export { PROVIDERS, type ProviderName } from '../config/providers.ts';

/** A resolved setting with where it came from, as `aws configure list` (AWS CLI v1) prints it. */
export interface ResolvedSetting {
  /** Undefined where nothing sets it (`<not set>`). */
  readonly value: string | undefined;
  readonly type: 'env' | 'config-file' | 'manual' | undefined;
  /** A variable's name, a flag's name, or the config file's path as botocore spells it. */
  readonly location: string | undefined;
  /** The line that sets it, where a file does. */
  readonly source?: FileLine;
}

/** Why credentials could not be had; the code of the finding about it. */
export type CredentialErrorCode =
  | 'profile-not-found'
  | IniErrorKind
  | 'partial-credentials'
  | 'credentials-config-invalid'
  | 'role-loop'
  | 'sso-never-logged-in'
  | 'sso-token-expired'
  | 'sso-token-invalid'
  | 'sso-role-not-assigned'
  | 'login-unsupported'
  | 'login-token-invalid'
  | 'credential-process-failed'
  | 'web-identity-failed'
  | 'web-identity-refused'
  | 'web-identity-provider-missing'
  | 'web-identity-audience-refused'
  | 'web-identity-token-expired'
  | 'web-identity-token-invalid'
  | 'mfa-required'
  | 'assume-role-failed'
  | 'metadata-failed'
  | 'container-credentials-failed'
  | 'credentials-expired'
  | 'no-network'
  | 'aws-call-failed'
  | 'client-setting-invalid'
  | 'ca-bundle-blank'
  | 'ca-bundle-unreadable'
  | 'certificate-untrusted'
  | 'clock-skew'
  | 'provider-unsupported'
  | 'credentials-retrieval-failed';

export interface CredentialError {
  readonly code: CredentialErrorCode;
  /** The class of the exception that botocore raises here, such as `PartialCredentialsError`. */
  readonly botocoreError: string;
  /** One plain sentence; holds no secret. */
  readonly message: string;
  readonly provider?: ProviderName;
  readonly source?: FileLine;
  /** The setting at fault: a variable's name or a key, for people. */
  readonly setting?: string;
  /** The variable at fault, where one is. */
  readonly variable?: string;
  /** The profile at fault, where that is not the selected one: a source of roles. */
  readonly profileName?: string;
  /** The role that a web identity token was shown for, and what the token says of itself. */
  readonly webIdentity?: {
    readonly roleArn: string;
    readonly claims: TokenClaims | undefined;
    /** What names the token and the role: variables, or keys with their places. */
    readonly tokenFrom: string;
    readonly roleFrom: string;
  };
  /** The call that failed, with all that was answered; absent where no call was made. */
  readonly failure?: AwsFailure;
}

/** One provider of the trace: why it was passed over, or that it applies. */
export interface TraceStep {
  readonly provider: ProviderName;
  readonly outcome: 'passed-over' | 'applies' | 'not-reached';
  /** One line that names the variable, file or key that decided. */
  readonly reason: string;
  readonly source?: FileLine;
}

/** What the offline trace says: which provider boto3 would use, before any network call. */
export type ProviderChoice =
  | { readonly kind: 'provider'; readonly provider: ProviderName }
  /** A setting that makes boto3 raise before or while choosing. */
  | { readonly kind: 'error'; readonly error: CredentialError }
  | { readonly kind: 'none' };

export interface ResolutionTrace {
  readonly steps: readonly TraceStep[];
  readonly choice: ProviderChoice;
}

/** What loading the chosen provider gave. */
export type CredentialsOutcome =
  | {
      readonly kind: 'loaded';
      readonly provider: ProviderName;
      /** Where they came from: `~/.aws/credentials:3`, a variable's name, an SSO session, … */
      readonly location: string;
      readonly credentials: Credentials;
      /** The SSO session behind them, where there is one. */
      readonly sso?: SsoFacts;
    }
  | { readonly kind: 'failed'; readonly error: CredentialError; readonly sso?: SsoFacts }
  /** Only a network call would show it, and none is allowed. */
  | {
      readonly kind: 'needs-network';
      readonly provider: ProviderName;
      readonly location: string;
      /** One line: which call it would take. */
      readonly reason: string;
      readonly sso?: SsoFacts;
    }
  | {
      readonly kind: 'none';
      /** Why the last source could not be asked; boto3 says nothing of it. */
      readonly fault?: CredentialError;
    };

/** What is known offline of the SSO login behind a profile. */
export interface SsoFacts {
  /** Absent for a legacy profile without `sso_session`. */
  readonly sessionName?: string;
  readonly startUrl: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleName: string;
  /** The token's end, milliseconds since 1970, where a token is stored. */
  readonly tokenExpiresAt?: number;
  /** True where boto3 can renew the stored token without a new login. */
  readonly renewable?: boolean;
  /** True where skycheck renewed it just now, as boto3 would have. */
  readonly renewed?: boolean;
  /** The token's file, shown with `~`. */
  readonly tokenFile?: string;
}
