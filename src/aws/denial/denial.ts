/** What is known of a denial, wherever it comes from: AWS's text, a decoded message, the simulator, a local evaluation. */

/** The kinds of policies that AWS names as the reason of a denial. */
export type PolicyKind =
  | 'identity'
  | 'permissions-boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'resource'
  | 'trust'
  | 'vpc-endpoint';

/** A condition as a decoded message has it: without the operator. */
export interface ShownCondition {
  readonly key: string;
  readonly values: readonly string[];
}

/** A Deny statement that matched. */
export interface DenyingStatement {
  /** Absent where the statement has none. */
  readonly sid?: string;
  readonly conditions: readonly ShownCondition[];
  /** The ARN patterns as given; for a statement with NotResource those it spares. */
  readonly resources: readonly string[];
}

/** An Allow statement whose conditions a request does not meet. */
export interface ConditionalAllow {
  readonly sid?: string;
  /** The policy's ARN or name; absent where only the condition is known. */
  readonly policy?: string;
  readonly conditions: readonly ShownCondition[];
}

/** Why a call was denied, as far as that is known. AWS names one kind of policy even where several deny. */
export type DenialCause =
  | {
      readonly kind: 'missing-allow';
      /** Absent where AWS does not tell in which kind of policy. */
      readonly in?: PolicyKind;
      /** The policy that should have allowed: no message with one is known so far. */
      readonly policy?: string;
      /** The statements that would allow if their conditions held; only documents tell them. */
      readonly conditional?: readonly ConditionalAllow[];
    }
  | {
      readonly kind: 'explicit-deny';
      /** Absent where AWS does not tell in which kind of policy. */
      readonly in?: PolicyKind;
      /** The kind of policy through which that one comes to bear. */
      readonly through?: PolicyKind;
      /** The policy's ARN; its name where only that is known. */
      readonly policy?: string;
      /** The statements that deny; empty where none is known. */
      readonly statements: readonly DenyingStatement[];
    }
  /** S3's setting against public access, by its name. */
  | { readonly kind: 'public-access-block'; readonly setting: string }
  | { readonly kind: 'unexplained' };

/** What IAM's access troubleshooter knows a denial by; to be treated as an account id is. */
export interface AuthorizationReference {
  readonly id: string;
  /** Where to ask for it: the region of the denial. */
  readonly region: string;
  /** The page of the AWS console about it. */
  readonly link: string;
}

export interface Denial {
  /** The ARN that was denied. */
  readonly actor?: string;
  /** `service:Action` as written: not always the action that was called. */
  readonly action?: string;
  /** An ARN or `*`; where IAM names it in words, those, such as `role NAME`. */
  readonly resource?: string;
  readonly cause: DenialCause;
  readonly authorization?: AuthorizationReference;
  /** What EC2 encodes for DecodeAuthorizationMessage; it describes the account and is never shown. */
  readonly encodedMessage?: string;
}
