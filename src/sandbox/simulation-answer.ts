/** The simulator's answer in its two shapes: the one since 30 July 2026, and the one before. */
import type { Evaluation } from '../iam/policy-types.ts';
import { isStored, statementPosition } from './policies.ts';
import type { SimulatorShape } from './scenario.ts';
import type { ActionResult, ResourceResult } from './simulation.ts';
import type { XmlFields } from './xml.ts';
import { members } from './xml.ts';

/** What the answer says beside the decisions. */
export interface AnswerFacts {
  readonly shape: SimulatorShape;
  readonly missing: readonly string[];
  /** Only accounts in an organisation have its details. */
  readonly inOrganisation: boolean;
}

/**
 * The EvaluationResults of an answer: since July 2026 one for each action, before that one for each action and
 * resource, all of an action with the same aggregate decision.
 */
export function evaluationResults(
  results: readonly ActionResult[],
  facts: AnswerFacts,
): readonly XmlFields[] {
  return results.flatMap((result) => {
    if (facts.shape === 'current') return [actionFields(result, resourceTemplate(result), facts)];
    return result.resources.map((resource) => actionFields(result, resource.resource, facts));
  });
}

function actionFields(result: ActionResult, resourceName: string, facts: AnswerFacts): XmlFields {
  const everything = result.resources.every((entry) => entry.resource === '*');
  return {
    EvalActionName: result.action,
    EvalResourceName: resourceName,
    EvalDecision: result.decision,
    MatchedStatements: members(
      distinct(
        result.resources
          .filter((entry) => entry.decision === result.decision)
          .flatMap((entry) => matchedStatements(entry.evaluation)),
      ),
    ),
    // Before July 2026 they stood with the resources, where those were named.
    MissingContextValues: members(everything || facts.shape === 'current' ? facts.missing : []),
    ...organisationFields(result.resources, facts),
    ...boundaryFields(result.resources),
    ...(everything
      ? {}
      : {
          EvalDecisionDetails: {},
          ResourceSpecificResults: members(result.resources.map((entry) => resourceFields(entry, facts))),
        }),
  };
}

function resourceFields(result: ResourceResult, facts: AnswerFacts): XmlFields {
  return {
    EvalResourceName: result.resource,
    EvalResourceDecision: result.decision,
    MatchedStatements: members(distinct(matchedStatements(result.evaluation))),
    MissingContextValues: members(facts.missing),
    EvalDecisionDetails: {},
    ...boundaryFields([result]),
  };
}

function organisationFields(resources: readonly ResourceResult[], facts: AnswerFacts): XmlFields {
  if (!facts.inOrganisation) return {};
  const allowed = resources.every((entry) => entry.evaluation.allowedByServiceControl !== false);
  return { OrganizationsDecisionDetail: { AllowedByOrganizations: allowed } };
}

function boundaryFields(resources: readonly ResourceResult[]): XmlFields {
  const known = resources.map((entry) => entry.evaluation.allowedByBoundary);
  if (known.every((value) => value === undefined)) return {};
  const allowed = known.every((value) => value === true);
  return { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allowed } };
}

/** Statements of SCPs are not shown; an implicit deny has none. */
function matchedStatements({ decision }: Evaluation): readonly XmlFields[] {
  if (decision.kind === 'unknown') return [];
  if (decision.kind === 'denied' && !decision.explicit) return [];
  return decision.matched.flatMap(({ policy, statement, layer }) => {
    if (layer === 'scp' || !isStored(policy)) return [];
    const position = statementPosition(policy, statement.index);
    if (position === undefined) return [];
    const at = (place: { line: number; column: number }) => ({ Line: place.line, Column: place.column });
    return [
      {
        SourcePolicyId: policy.sourceId,
        // The name that AWS really sends, although its model lists others.
        SourcePolicyType: 'IAM Policy',
        StartPosition: at(position.start),
        EndPosition: at(position.end),
      },
    ];
  });
}

function distinct(list: readonly XmlFields[]): readonly XmlFields[] {
  return [...new Map(list.map((fields) => [JSON.stringify(fields), fields])).values()];
}

/** Forms of ARNs as the simulator names them, for services whose resources are not all of the general form. */
const TEMPLATES: Readonly<Record<string, (resource: string) => string>> = {
  s3: (resource) => (resource.includes('/') ? 's3:::${BucketName}/${KeyName}' : 's3:::${BucketName}'),
  iam: (resource) => `iam::\${Account}:${resource.split('/')[0]}/\${ResourcePath}`,
};

/** The ARN template for all resources of an action; `*` where the request named none. */
function resourceTemplate({ resources }: ActionResult): string {
  const first = resources.find((entry) => entry.resource !== '*')?.resource;
  const [, , service, , , ...rest] = first?.split(':') ?? [];
  if (service === undefined) return '*';
  const special = TEMPLATES[service];
  return `arn:aws:${special?.(rest.join(':')) ?? `${service}:\${Region}:\${Account}:\${ResourceType}/\${ResourceId}`}`;
}
