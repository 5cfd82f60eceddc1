/** IAM policy documents and requests as the local evaluator sees them. */

export type Effect = 'Allow' | 'Deny';

/** `operator` as written, such as `ForAnyValue:StringLikeIfExists`. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: Effect;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Present in trust and resource policies only; kept as written. */
  readonly principal?: unknown;
  /** As `principal`; a statement has at most one of the two. */
  readonly notPrincipal?: unknown;
  readonly conditions: readonly Condition[];
  /** Position in the document, from 0. */
  readonly index: number;
}

export interface PolicyDocument {
  /** `2008-10-17` where the document names none: then policy variables are plain text. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly statements: readonly Statement[];
}

/** A document with the name that people know it by. */
export interface NamedPolicy {
  readonly name: string;
  /** As the simulator's SourcePolicyType names it. */
  readonly type: 'user' | 'group' | 'role' | 'aws-managed' | 'user-managed' | 'inline' | 'resource' | 'none';
  readonly arn?: string;
  readonly document: PolicyDocument;
}

/** A request's context: keys are compared without case; a key that is absent is unknown to the request. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export interface AccessRequest {
  /** `service:Action`. */
  readonly action: string;
  /** A concrete ARN, or `*` for actions without a resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** The layers of policies that apply to one principal. */
export interface PolicyLayers {
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  /** Session policies: each session's documents together allow what any of them allows. */
  readonly session?: readonly NamedPolicy[];
  /** From the organisation's root down to the account; every level must allow. Absent: no organisation, or its management account. */
  readonly serviceControl?: readonly (readonly NamedPolicy[])[];
  /**
   * Resource control policies of the account that the resource is in. They only ever deny: `RCPFullAWSAccess` is
   * attached everywhere and cannot be taken away. Which services they reach is for the caller to know.
   */
  readonly resourceControl?: readonly NamedPolicy[];
  /** The policy of the VPC endpoint that the request comes through. */
  readonly endpoint?: readonly NamedPolicy[];
  /**
   * The resource's own policy: with the statements that speak of the principal, which is for the caller to know. In the
   * principal's own account its Allow is enough without one of identity policies; from another account both are needed.
   */
  readonly resource?: { readonly policies: readonly NamedPolicy[]; readonly sameAccount: boolean };
}

/** Which layer stops a request: `explicit-deny` for a Deny of identity policies, else the layer itself. */
export type DenyLayer =
  | 'no-allow'
  | 'explicit-deny'
  | 'permissions-boundary'
  | 'scp'
  | 'session-policy'
  | 'rcp'
  | 'vpc-endpoint'
  | 'resource';

/** A statement that took part in a decision. */
export interface MatchedStatement {
  readonly policy: NamedPolicy;
  readonly statement: Statement;
  readonly layer:
    | 'identity'
    | 'permissions-boundary'
    | 'session-policy'
    | 'scp'
    | 'rcp'
    | 'vpc-endpoint'
    | 'resource';
}

export type AccessDecision =
  | { readonly kind: 'allowed'; readonly matched: readonly MatchedStatement[] }
  | {
      readonly kind: 'denied';
      readonly layer: DenyLayer;
      /** True where a Deny statement matched (in whichever layer), false where an Allow is missing. */
      readonly explicit: boolean;
      /** For an explicit deny: the layer of the statement that denies. */
      readonly explicitIn?: MatchedStatement['layer'];
      readonly matched: readonly MatchedStatement[];
    }
  /** A condition could not be decided: an unknown operator, or a context key that was not supplied and matters. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly matched: readonly MatchedStatement[] };

/** What an evaluation saw on its way. `missingContextKeys` are the keys that conditions asked for and the request lacked. */
export interface Evaluation {
  readonly decision: AccessDecision;
  readonly missingContextKeys: readonly string[];
  readonly allowedByBoundary: boolean | undefined;
  readonly allowedByServiceControl: boolean | undefined;
}
