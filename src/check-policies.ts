/** The steps of a check of policy documents: read, evaluate, decide, diagnose, judge, report. No call is made. */
import { partitionById } from './aws-facts/partitions.ts';
import { assemblePolicyReport } from './check/assemble-policy-report.ts';
import { judge } from './check/verdict.ts';
import { policyFindings } from './findings/policies/policy-rules.ts';
import type { NamedPolicy, PolicyLayers } from './iam/policy-types.ts';
import { decide } from './permissions/decide.ts';
import { notNeededEvidence } from './permissions/not-needed.ts';
import { expandPermissions } from './permissions/required-permissions.ts';
import type { PolicyLayer } from './policy/candidate.ts';
import { inferScope, type PolicyCheckScope, type StatedScope } from './policy/infer-scope.ts';
import { policyEvidence } from './policy/policy-evidence.ts';
import type { PolicyFacts } from './policy/policy-facts.ts';
import { type ReadPolicy, readPolicies } from './policy/read-policies.ts';
import type { PolicySource } from './policy/read-source.ts';
import type { Report } from './report/report.ts';
import { type LaunchSettings, unknownPlace } from './skypilot/launch.ts';
import type { CapabilityId } from './skypilot/requirements.ts';

export interface PolicyCheckRequest {
  /** Policies of an identity, which apply together. */
  readonly identity: readonly PolicySource[];
  /** Whose, in a file about a whole account. */
  readonly who?: string | undefined;
  readonly boundary: PolicySource | undefined;
  /** Each a level of the organization. */
  readonly serviceControl: readonly PolicySource[];
  readonly stated: StatedScope;
  /** What SkyPilot would launch. */
  readonly launch: LaunchSettings;
  readonly required: readonly CapabilityId[];
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type PolicyCheckAnswer =
  | { readonly kind: 'report'; readonly report: Report }
  /** What is wrong with the files, each with its place. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  | { readonly kind: 'several-accounts'; readonly accounts: readonly string[] };

/** Checks what the documents would enable for an identity that has them. Pure. */
export function checkPolicies(request: PolicyCheckRequest): PolicyCheckAnswer {
  const gathered = gatherPolicyFacts(request);
  if (gathered.kind !== 'facts') return gathered;
  const { facts } = gathered;
  const findings = policyFindings(facts);
  const verdict = judge(facts, findings);
  const frame = { version: request.version, checkedAt: request.now };
  return { kind: 'report', report: assemblePolicyReport(facts, findings, verdict, frame) };
}

/** The facts of a check of documents: read and evaluated. Pure. */
export function gatherPolicyFacts(
  request: PolicyCheckRequest,
): { readonly kind: 'facts'; readonly facts: PolicyFacts } | Exclude<PolicyCheckAnswer, { kind: 'report' }> {
  const answer = inferScope(
    request.identity.map(({ text }) => text),
    request.stated,
  );
  if (answer.kind === 'several-accounts') return answer;
  const read = readAll(request, answer.scope);
  if (read.kind === 'refused') return read;
  if (!read.policies.some(({ layer }) => layer !== 'scp')) return { kind: 'refused', problems: [ONLY_SCPS] };
  const tooMuch = beyondAnyIdentity(read.policies);
  if (tooMuch !== undefined) return { kind: 'refused', problems: [tooMuch] };
  return { kind: 'facts', facts: evaluateAll(read.policies, request, answer.scope) };
}

function readAll(
  { identity, boundary, serviceControl, who }: PolicyCheckRequest,
  scope: PolicyCheckScope,
): ReturnType<typeof readPolicies> {
  const values = { ...scope, dnsSuffix: partitionById(scope.partition)?.dnsSuffix ?? 'amazonaws.com' };
  const read = (layer: PolicyLayer) => (source: PolicySource) =>
    readPolicies(source, { layer, identity: who }, values);
  const results = [
    ...identity.map(read('identity')),
    ...(boundary === undefined ? [] : [read('permissions-boundary')(boundary)]),
    ...serviceControl.map(read('scp')),
  ];
  const problems = results.flatMap((result) => (result.kind === 'refused' ? result.problems : []));
  if (problems.length > 0) return { kind: 'refused', problems };
  return {
    kind: 'read',
    policies: withOneBoundary(
      results.flatMap((result) => (result.kind === 'read' ? result.policies : [])),
      boundary,
    ),
  };
}

const ONLY_SCPS =
  'These are service control policies alone, which allow nobody anything: name the policies of the identity as well.';

/** More than any one identity can have: ten groups and itself, each with twenty managed policies and inline ones. */
const MOST_POLICIES = 500;
const MOST_CHARACTERS = 2_000_000;

/** Why so many policies are not evaluated; undefined where they are not too many. Source: IAM User Guide, quotas. */
function beyondAnyIdentity(policies: readonly ReadPolicy[]): string | undefined {
  const size = policies.reduce((sum, policy) => sum + (policy.size ?? 0), 0);
  if (policies.length <= MOST_POLICIES && size <= MOST_CHARACTERS) return undefined;
  const what = `${policies.length} policies with ${size} characters`;
  return `These are ${what}, more than one identity can have (${MOST_POLICIES} policies, ${MOST_CHARACTERS} characters). Name the files of one identity.`;
}

/** The boundary that was given replaces the one that the file of an account names. */
function withOneBoundary(
  policies: readonly ReadPolicy[],
  boundary: PolicySource | undefined,
): readonly ReadPolicy[] {
  if (boundary === undefined) return policies;
  return policies.filter(({ layer, file }) => layer !== 'permissions-boundary' || file === boundary.name);
}

function evaluateAll(
  policies: readonly ReadPolicy[],
  { required, now, launch }: PolicyCheckRequest,
  scope: PolicyCheckScope,
): PolicyFacts {
  const levels = scpLevels(policies);
  const permissions = expandPermissions(scope, { ...launch, place: unknownPlace(scope.region) });
  const layers = layersOf(
    policies,
    levels.map(({ documents }) => documents),
  );
  const { evidence, undecidedKeys, decidedByLaunch } = policyEvidence(permissions, layers, scope, now);
  return {
    scope,
    policies,
    scpsBesideDefault: levels.filter(({ besideDefault }) => besideDefault).map(({ file }) => file),
    capabilities: decide(
      permissions,
      [evidence, notNeededEvidence(permissions, undefined)],
      'no document says anything about it',
    ),
    undecidedKeys,
    decidedByLaunch,
    required,
    asked: required.length > 0 ? required : ['compute'],
  };
}

function layersOf(
  policies: readonly ReadPolicy[],
  serviceControl: readonly (readonly NamedPolicy[])[],
): PolicyLayers {
  const boundary = policies.filter(({ layer }) => layer === 'permissions-boundary').map(named);
  const [first, ...others] = boundary;
  return {
    identity: policies.filter(({ layer }) => layer === 'identity').map(named),
    ...(first === undefined ? {} : { boundary: joined(first, others) }),
    ...(serviceControl.length === 0 ? {} : { serviceControl }),
  };
}

function named({ name, document }: ReadPolicy): NamedPolicy {
  return { name, type: 'none', document };
}

/** A file with several documents is one boundary that allows what any of them does. */
function joined(first: NamedPolicy, others: readonly NamedPolicy[]): NamedPolicy {
  const statements = [first, ...others].flatMap(({ document }) => document.statements);
  return { ...first, document: { ...first.document, statements } };
}

interface ScpLevel {
  readonly file: string;
  readonly documents: readonly NamedPolicy[];
  readonly besideDefault: boolean;
}

const FULL_ACCESS: NamedPolicy = {
  name: 'FullAWSAccess',
  type: 'none',
  document: {
    version: '2012-10-17',
    statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [], index: 0 }],
  },
};

/**
 * Each file is a level. One that only denies is put beside FullAWSAccess, which AWS attaches by itself.
 *
 * Source: AWS Organizations User Guide, "SCP evaluation".
 */
function scpLevels(policies: readonly ReadPolicy[]): readonly ScpLevel[] {
  const scps = policies.filter(({ layer }) => layer === 'scp');
  return [...new Set(scps.map(({ file }) => file))].map((file) => {
    const ofFile = scps.filter((policy) => policy.file === file);
    const besideDefault = ofFile.every(({ document }) =>
      document.statements.every(({ effect }) => effect === 'Deny'),
    );
    const documents = ofFile.map(named);
    return { file, documents: besideDefault ? [...documents, FULL_ACCESS] : documents, besideDefault };
  });
}
