import {
  GetInstanceProfileCommand,
  GetRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { arnText, nonEmpty } from './answer-fields.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient, lazyWireClient } from './client.ts';
import type { AwsContext } from './context.ts';
import { FORM, plainNames, queryForm } from './wire/query-form.ts';
import { fields, list, type Shape, type ValueOf } from './wire/shape.ts';
import { readXml } from './wire/xml-reader.ts';

const clients = lazyClient('iam', (options) => new IAMClient(options));

/** The simulator is asked some thirty times: its calls go without the SDK's client, to where that would send them. */
const simulators = lazyWireClient('iam', (plan, context) => {
  const { endpointProvider } = clients.get(context, plan).config;
  const { url, properties } = endpointProvider({
    Region: plan.region,
    UseFIPS: plan.useFips,
    UseDualStack: plan.useDualstack,
    Endpoint: plan.url,
  });
  const [scheme] = properties?.authSchemes ?? [];
  return { url: url.href, region: scheme?.signingRegion ?? plan.region };
});

const QUERY = plainNames('2010-05-08');

const members = <const Entry extends Shape>(entry: Entry) => list(entry, 'member');

const MATCHED = [
  'MatchedStatements',
  members(
    fields({ SourcePolicyId: ['SourcePolicyId', 'text'], SourcePolicyType: ['SourcePolicyType', 'text'] }),
  ),
] as const;
const MISSING = ['MissingContextValues', members('text')] as const;
const BOUNDARY = [
  'PermissionsBoundaryDecisionDetail',
  fields({ AllowedByPermissionsBoundary: ['AllowedByPermissionsBoundary', 'boolean'] }),
] as const;

/** Source: IAM API, `EvaluationResult`. */
export const EVALUATION = fields({
  EvalActionName: ['EvalActionName', 'text'],
  EvalResourceName: ['EvalResourceName', 'text'],
  EvalDecision: ['EvalDecision', 'text'],
  MatchedStatements: MATCHED,
  MissingContextValues: MISSING,
  OrganizationsDecisionDetail: [
    'OrganizationsDecisionDetail',
    fields({ AllowedByOrganizations: ['AllowedByOrganizations', 'boolean'] }),
  ],
  PermissionsBoundaryDecisionDetail: BOUNDARY,
  ResourceSpecificResults: [
    'ResourceSpecificResults',
    members(
      fields({
        EvalResourceName: ['EvalResourceName', 'text'],
        EvalResourceDecision: ['EvalResourceDecision', 'text'],
        MatchedStatements: MATCHED,
        MissingContextValues: MISSING,
        PermissionsBoundaryDecisionDetail: BOUNDARY,
      }),
    ),
  ],
});

const SIMULATION_ANSWER = fields({
  SimulatePrincipalPolicyResult: [
    'SimulatePrincipalPolicyResult',
    fields({
      EvaluationResults: ['EvaluationResults', members(EVALUATION)],
      IsTruncated: ['IsTruncated', 'boolean'],
      Marker: ['Marker', 'text'],
    }),
  ],
});

export type EvaluationResult = ValueOf<typeof EVALUATION>;

export interface SimulationInput {
  readonly policySourceArn: string;
  /** Concrete actions, `service:Action`. */
  readonly actionNames: readonly string[];
  readonly resourceArns: readonly string[];
  readonly contextEntries: NonNullable<SimulatePrincipalPolicyCommandInput['ContextEntries']>;
  /** Documents that count as policies of the principal beside its own. */
  readonly policyInputs?: readonly string[];
  /** Where the page starts, as the page before says; absent for the first. */
  readonly marker?: string | undefined;
}

/** One page of the simulator's results. IAM may answer with fewer results than fit a page. */
export interface SimulationResults {
  readonly results: readonly EvaluationResult[];
  readonly isTruncated: boolean;
  /** Where the next page starts; undefined after the last. */
  readonly marker: string | undefined;
}

/** Asks the policy simulator for one page of results. */
export function simulatePrincipalPolicy(
  context: AwsContext,
  input: SimulationInput,
): Promise<AwsResult<SimulationResults>> {
  return callAws(context, simulators, {
    operation: 'SimulatePrincipalPolicy',
    region: context.region,
    send: (client) =>
      client.send({
        operation: 'SimulatePrincipalPolicy',
        input: {
          PolicySourceArn: input.policySourceArn,
          ActionNames: input.actionNames,
          ResourceArns: input.resourceArns,
          ContextEntries: input.contextEntries,
          PolicyInputList: input.policyInputs,
          Marker: input.marker,
        },
        message: (checked) => ({
          method: 'POST',
          path: '/',
          contentType: FORM,
          body: queryForm('SimulatePrincipalPolicy', checked, QUERY),
        }),
        read: (text) => readXml(text, SIMULATION_ANSWER).SimulatePrincipalPolicyResult ?? {},
      }),
    read: ({ EvaluationResults, IsTruncated, Marker }) => {
      if (EvaluationResults === undefined || !EvaluationResults.every(isResult)) return undefined;
      const isTruncated = IsTruncated === true;
      return { results: EvaluationResults, isTruncated, marker: isTruncated ? nonEmpty(Marker) : undefined };
    },
  });
}

function isResult(result: EvaluationResult): boolean {
  return nonEmpty(result.EvalActionName) !== undefined && nonEmpty(result.EvalDecision) !== undefined;
}

export interface IamRole {
  readonly arn: string;
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly permissionsBoundaryArn?: string;
  /** The trust policy as JSON text, decoded. */
  readonly assumeRolePolicyDocument?: string;
}

/** Looks up a role by its name, without path. */
export function getRole(context: AwsContext, roleName: string): Promise<AwsResult<IamRole>> {
  return callAws(context, clients, {
    operation: 'GetRole',
    region: context.region,
    send: (client) => client.send(new GetRoleCommand({ RoleName: roleName })),
    read: ({ Role }) => readRole(Role),
  });
}

function readRole(
  role:
    | {
        readonly Arn?: string | undefined;
        readonly RoleName?: string | undefined;
        readonly Path?: string | undefined;
        readonly AssumeRolePolicyDocument?: string | undefined;
        readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: string | undefined } | undefined;
      }
    | undefined,
): IamRole | undefined {
  const arn = arnText(role?.Arn);
  const name = nonEmpty(role?.RoleName);
  const permissionsBoundaryArn = arnText(role?.PermissionsBoundary?.PermissionsBoundaryArn);
  const assumeRolePolicyDocument = decoded(nonEmpty(role?.AssumeRolePolicyDocument));
  if (arn === undefined || name === undefined) return undefined;
  return {
    arn,
    name,
    path: nonEmpty(role?.Path) ?? '/',
    ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundaryArn }),
    ...(assumeRolePolicyDocument === undefined ? {} : { assumeRolePolicyDocument }),
  };
}

/** IAM sends documents URL-encoded. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export interface IamInstanceProfile {
  readonly arn: string;
  readonly name: string;
  /** At most one, as AWS allows. */
  readonly roles: readonly IamRole[];
}

/** Looks up an instance profile by its name. */
export function getInstanceProfile(
  context: AwsContext,
  instanceProfileName: string,
): Promise<AwsResult<IamInstanceProfile>> {
  return callAws(context, clients, {
    operation: 'GetInstanceProfile',
    region: context.region,
    send: (client) =>
      client.send(new GetInstanceProfileCommand({ InstanceProfileName: instanceProfileName })),
    read: ({ InstanceProfile: profile }) => {
      const arn = arnText(profile?.Arn);
      const name = nonEmpty(profile?.InstanceProfileName);
      if (arn === undefined || name === undefined) return undefined;
      const roles = (profile?.Roles ?? []).map(readRole).filter((role) => role !== undefined);
      return { arn, name, roles };
    },
  });
}

/** The names of the inline policies of a user or a role; at most a first page, which tells whether there are any. */
export function listInlinePolicies(
  context: AwsContext,
  holder: { readonly kind: 'user' | 'role'; readonly name: string },
): Promise<AwsResult<readonly string[]>> {
  const { kind, name } = holder;
  return callAws(context, clients, {
    operation: kind === 'user' ? 'ListUserPolicies' : 'ListRolePolicies',
    region: context.region,
    send: (client) =>
      kind === 'user'
        ? client.send(new ListUserPoliciesCommand({ UserName: name, MaxItems: 5 }))
        : client.send(new ListRolePoliciesCommand({ RoleName: name, MaxItems: 5 })),
    read: ({ PolicyNames }) => PolicyNames,
  });
}
