import { coversAction, evaluateConditions } from './evaluate-statement.ts';
import type { PolicyDocument, RequestContext, Statement } from './policy-types.ts';
import { foldKeys } from './request-context.ts';
import type { Truth } from './truth.ts';
import { allOf, anyOf, not } from './truth.ts';

/** Whether a role may be assumed by a service. */
export type TrustDecision =
  | { readonly kind: 'admitted'; readonly statement: Statement }
  /** `statement` is the one that denies; undefined where none allows. */
  | { readonly kind: 'refused'; readonly statement: Statement | undefined }
  /** A condition or a principal of `statement` cannot be decided. */
  | { readonly kind: 'unknown'; readonly statement: Statement; readonly reason: string };

export interface TrustOptions {
  /** What is known of the request; keys that are not in it leave conditions undecided. */
  readonly context?: RequestContext;
  /** `sts:AssumeRole` unless given. */
  readonly action?: string;
}

interface Judged {
  readonly statement: Statement;
  readonly truth: Truth;
  readonly reason: string;
}

/**
 * Whether a role's trust policy lets a service assume the role. `principals` are the names that the service
 * goes by, such as `ec2.amazonaws.com` and, in China, `ec2.amazonaws.com.cn`; any of them will do.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "… NotPrincipal", "AWS service principals".
 */
export function trustOfService(
  document: PolicyDocument,
  principals: readonly string[],
  options: TrustOptions = {},
): TrustDecision {
  const judged = document.statements.map((statement) => judge(statement, document, principals, options));
  const denies = judged.filter(({ statement }) => statement.effect === 'Deny');
  const allows = judged.filter(({ statement }) => statement.effect === 'Allow');
  const denied = denies.find(({ truth }) => truth === 'yes');
  if (denied !== undefined) return { kind: 'refused', statement: denied.statement };
  if (allows.every(({ truth }) => truth === 'no')) return { kind: 'refused', statement: undefined };
  const allowed = allows.find(({ truth }) => truth === 'yes');
  const deciding = allowed === undefined ? [...denies, ...allows] : denies;
  const undecided = deciding.find(({ truth }) => truth === 'unknown');
  if (undecided !== undefined)
    return { kind: 'unknown', statement: undecided.statement, reason: undecided.reason };
  if (allowed === undefined) return { kind: 'refused', statement: undefined };
  return { kind: 'admitted', statement: allowed.statement };
}

function judge(
  statement: Statement,
  document: PolicyDocument,
  principals: readonly string[],
  options: TrustOptions,
): Judged {
  const action = options.action ?? 'sts:AssumeRole';
  if (!coversAction(statement, action)) return { statement, truth: 'no', reason: '' };
  const named = namesService(statement, principals);
  const conditions = evaluateConditions(statement.conditions, {
    action,
    resource: '*',
    context: foldKeys(options.context ?? new Map()),
    version: document.version,
    missingKeys: 'undecided',
  });
  const reason = conditions.reason ?? 'AWS does not document whether "*" stands for services, too';
  return { statement, truth: allOf([named, conditions.truth]), reason };
}

/** A Deny for everyone holds for services; whether an Allow for everyone does is not documented. */
function namesService(statement: Statement, principals: readonly string[]): Truth {
  const everyone: Truth = statement.effect === 'Deny' ? 'yes' : 'unknown';
  if (statement.principal !== undefined) return covers(statement.principal, principals, everyone);
  if (statement.notPrincipal !== undefined) return not(covers(statement.notPrincipal, principals, 'yes'));
  return 'no';
}

function covers(principal: unknown, services: readonly string[], everyone: Truth): Truth {
  if (principal === '*') return everyone;
  const wanted = new Set(services.map((service) => service.toLowerCase()));
  const byService = textsAt(principal, 'Service').map((name): Truth => {
    if (name === '*') return everyone;
    return wanted.has(name.toLowerCase()) ? 'yes' : 'no';
  });
  const byAccount = textsAt(principal, 'AWS').map((name): Truth => (name === '*' ? everyone : 'no'));
  return anyOf([...byService, ...byAccount]);
}

function textsAt(principal: unknown, name: string): readonly string[] {
  if (typeof principal !== 'object' || principal === null) return [];
  const value: unknown = Object.entries(principal).find(([key]) => key === name)?.[1];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'string');
}
