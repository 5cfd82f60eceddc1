/** What trust policies of roles allow. Source: IAM User Guide, "Cross-account policy evaluation logic". */
import { evaluate } from '../iam/evaluate.ts';
import type { RequestContext, Statement } from '../iam/policy-types.ts';
import { requestContext } from '../iam/request-context.ts';
import type { Role } from './account.ts';
import { denialOf } from './authorise.ts';
import type { Caller } from './callers.ts';
import { callerArn, principalArn } from './callers.ts';
import type { ContextValues } from './context-values.ts';
import { principalsOf } from './principals.ts';
import { contextOf } from './request-context.ts';
import type { ServiceCall } from './service-call.ts';

/**
 * Whether the caller may assume a role. The trust policy may name the caller, which in the same account is enough; or
 * the caller's account, which leaves it to the caller's own policies. An explicit deny of those holds in any case.
 */
export function mayAssume(call: ServiceCall, role: Role, added: ContextValues): boolean {
  const own = denialOf(call, {
    action: 'sts:AssumeRole',
    resource: role.arn,
    context: added,
    owner: role.account.id,
  });
  if (own?.explicit) return false;
  const context = contextOf(call, {
    action: 'sts:AssumeRole',
    context: added,
    owner: role.account.id,
  });
  const trusted = (speaksOf: (statement: Statement) => boolean) =>
    trusts(role, 'sts:AssumeRole', speaksOf, context);
  if (!trusted((statement) => names(statement, namesOfAnyKind(call.caller)))) return false;
  if (own === undefined) return true;
  const byItself = trusted((statement) => names(statement, ownNames(call.caller)));
  return byItself && call.caller.account.id === role.account.id;
}

/** The federated provider that a role trusts to make sessions with a web identity; undefined where it trusts none. */
export function trustedWebIdentityProvider(
  role: Role,
  sessionName: string,
  claims: Readonly<Record<string, string>>,
): string | undefined {
  const providers = role.trust.document.statements.flatMap((statement) =>
    principalsOf(statement, 'Federated'),
  );
  return providers.find((provider) => {
    const speaksOf = (statement: Statement) => principalsOf(statement, 'Federated').includes(provider);
    const context = requestContext({ 'sts:RoleSessionName': sessionName, ...claimKeys(provider, claims) });
    return trusts(role, 'sts:AssumeRoleWithWebIdentity', speaksOf, context);
  });
}

/** Claims as context keys: `HOST:sub` for the provider `arn:…:oidc-provider/HOST`. */
function claimKeys(provider: string, claims: Readonly<Record<string, string>>): ContextValues {
  const host = provider.includes('/') ? provider.slice(provider.indexOf('/') + 1) : provider;
  return Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${host}:${claim}`, value]));
}

/** Whether those statements of the trust policy that speak of the caller allow the action. */
function trusts(
  role: Role,
  action: string,
  speaksOf: (statement: Statement) => boolean,
  context: RequestContext,
): boolean {
  const { document } = role.trust;
  const statements = document.statements
    .filter((statement) => speaksOf(statement))
    // A trust policy names no resource: it is about its own role.
    .map((statement) => ({ ...statement, resources: [role.arn] }));
  const policy = { ...role.trust, document: { ...document, statements } };
  const { decision } = evaluate({ identity: [policy] }, { action, resource: role.arn, context });
  return decision.kind === 'allowed';
}

function names(statement: Statement, known: readonly string[]): boolean {
  return principalsOf(statement, 'AWS').some((name) => known.includes(name));
}

function ownNames(caller: Caller): readonly string[] {
  return [callerArn(caller), principalArn(caller), '*'];
}

function namesOfAnyKind(caller: Caller): readonly string[] {
  const { id, partition } = caller.account;
  return [...ownNames(caller), id, `arn:${partition}:iam::${id}:root`];
}
