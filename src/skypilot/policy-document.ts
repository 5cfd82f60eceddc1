import { createHash } from 'node:crypto';
import { matchesWildcard } from '../iam/wildcard.ts';
import {
  DOCUMENTED_S3_STATEMENTS,
  DOCUMENTED_STATEMENTS,
  type DocumentedStatement,
} from './documented-policy.ts';
import {
  type ArnScope,
  type CapabilityId,
  fillArn,
  REQUIREMENTS,
  RESOURCES,
  type Requirement,
} from './requirements.ts';
import { type AllowStatement, type Grant, statementsFor } from './statements.ts';

/** A statement with its Sid first, as people write it. */
export type PolicyStatement = { readonly Sid: string } & AllowStatement;

/** An IAM policy that only allows. */
export interface GeneratedPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Where the ARNs of a policy point; policies name every region. */
export type PolicyScope = Pick<ArnScope, 'partition' | 'account' | 'role'>;

/**
 * The least policy for the chosen capabilities: the statements of the AWS page with their patterns, and after them
 * what the page lacks and SkyPilot's code calls.
 *
 * @param documentedOnly - the page's statements alone; capabilities that it does not document then give nothing
 */
export function policyFor(
  capabilities: readonly CapabilityId[],
  scope: PolicyScope,
  documentedOnly: boolean,
): GeneratedPolicy {
  const page = documentedOnly
    ? [...DOCUMENTED_STATEMENTS, ...DOCUMENTED_S3_STATEMENTS]
    : DOCUMENTED_STATEMENTS;
  const documented = mergeBySid(page.filter(({ capability }) => capabilities.includes(capability)));
  const beyond = documentedOnly
    ? []
    : capabilities.flatMap((capability) => statementsBeyond(capability, capabilities));
  const statements = joinEqualResources([...documented, ...beyond]);
  return { Version: '2012-10-17', Statement: statements.map((statement) => filled(statement, scope)) };
}

/** Whether the AWS page grants anything for a capability. */
export function isDocumented(capability: CapabilityId): boolean {
  return [...DOCUMENTED_STATEMENTS, ...DOCUMENTED_S3_STATEMENTS].some(
    (statement) => statement.capability === capability,
  );
}

/**
 * The name of the policy that adds a document: another document has another name. `put-user-policy` replaces the policy
 * of the same name without a word, and with it what an earlier fix had added.
 */
export function fixPolicyName(document: unknown): string {
  return `skypilot-fix-${createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 6)}`;
}

/** The characters that IAM counts: all but white space. Source: IAM User Guide, "IAM and AWS STS quotas". */
export function policySize(document: unknown): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

interface Draft {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: AllowStatement['Condition'];
}

function mergeBySid(statements: readonly DocumentedStatement[]): readonly Draft[] {
  const drafts = new Map<string, Draft>();
  for (const { sid, actions, resources, condition } of statements) {
    const earlier = drafts.get(sid)?.actions ?? [];
    drafts.set(sid, { sid, actions: [...new Set([...earlier, ...actions])], resources, condition });
  }
  return [...drafts.values()];
}

/** What a capability needs and none of the page's statements for the chosen ones grants. */
function statementsBeyond(capability: CapabilityId, chosen: readonly CapabilityId[]): readonly Draft[] {
  const page = DOCUMENTED_STATEMENTS.filter((statement) => chosen.includes(statement.capability));
  // What another of the chosen needs as well is granted there.
  const before = chosen.slice(0, chosen.indexOf(capability));
  const earlier = REQUIREMENTS.filter((requirement) => before.includes(requirement.capability)).flatMap(
    grantsOf,
  );
  const grants = REQUIREMENTS.filter((requirement) => requirement.capability === capability)
    .flatMap(grantsOf)
    .filter((grant) => !page.some((statement) => isGrantedBy(grant, statement)))
    .filter(
      (grant) => !earlier.some(({ action, pattern }) => action === grant.action && pattern === grant.pattern),
    );
  return statementsFor(grants).map((statement) => {
    const actions = [statement.Action].flat();
    const [, firstAction = ''] = (actions[0] ?? '').split(':');
    return {
      sid: pascal(capability) + firstAction,
      actions,
      resources: [statement.Resource].flat(),
      condition: statement.Condition,
    };
  });
}

function isGrantedBy({ action, pattern }: Grant, { actions, resources }: DocumentedStatement): boolean {
  return (
    actions.some((name) => matchesWildcard(name, action)) &&
    resources.some((resource) => matchesWildcard(resource, pattern))
  );
}

function grantsOf({ action, resources, policyCondition }: Requirement): readonly Grant[] {
  return resources.map((kind) => ({ action, pattern: RESOURCES[kind].pattern, condition: policyCondition }));
}

function pascal(words: string): string {
  return words
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** Puts actions on one specific resource into the first statement about it; `*` is too wide to say what belongs together. */
function joinEqualResources(drafts: readonly Draft[]): readonly Draft[] {
  const joined: Draft[] = [];
  for (const draft of drafts) {
    const index = joined.findIndex((earlier) => belongTogether(earlier, draft));
    const earlier = joined[index];
    if (earlier === undefined) joined.push(draft);
    else joined[index] = { ...earlier, actions: [...new Set([...earlier.actions, ...draft.actions])] };
  }
  return joined;
}

function belongTogether(a: Draft, b: Draft): boolean {
  return (
    a.condition === undefined &&
    b.condition === undefined &&
    JSON.stringify(a.resources) === JSON.stringify(b.resources) &&
    a.resources.every((resource) => !resource.endsWith('*'))
  );
}

function filled({ sid, actions, resources, condition }: Draft, scope: PolicyScope): PolicyStatement {
  const arns = resources.map((resource) => fillArn(resource, { ...scope, region: '*' }));
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: [...actions],
    Resource: arns.length === 1 ? arns.join() : arns,
    ...(condition === undefined ? {} : { Condition: structuredClone(condition) }),
  };
}
