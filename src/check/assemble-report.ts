import type { Denial } from '../aws/denial/denial.ts';
import type { CapabilityState } from '../conditions/decide-conditions.ts';
import type { SsoFacts } from '../credentials/credentials-outcome.ts';
import { maskKey } from '../credentials/mask.ts';
import type { Facts } from '../findings/facts.ts';
import { type Finding, reportFindings } from '../findings/finding.ts';
import { reportStep } from '../findings/fix-step.ts';
import { applySteps } from '../findings/permissions/apply-missing-policy.ts';
import { consequenceOf } from '../permissions/consequence.ts';
import type { DecidedPermission } from '../permissions/decision.ts';
import { layerOfDenial } from '../permissions/denial-layer.ts';
import { grantsOf, permissionsLeftOpen, permissionsToGrant } from '../permissions/grants-to-add.ts';
import type { MissingProof } from '../permissions/missing-proof.ts';
import { obstaclesOf, obstacleText } from '../permissions/obstacles.ts';
import {
  type Report,
  type ReportCapability,
  type ReportRequirement,
  SCHEMA_VERSION,
} from '../report/report.ts';
import { featureSupport } from '../skypilot/multi-cloud.ts';
import { quotaConsoleUrl } from '../skypilot/quotas.ts';
import { statementsFor } from '../skypilot/statements.ts';
import { isoTime } from '../time.ts';
import { missingPolicyOf } from './missing-policy.ts';
import { regionsOf, skypilotOf } from './report-skypilot.ts';
import { taskOf } from './report-task.ts';
import { validForOf } from './report-valid-for.ts';
import { waitedOf } from './report-waited.ts';
import { awsStatus, type Verdict } from './verdict.ts';

/** What the report says beside the facts of the check. */
export interface ReportFrame {
  readonly version: string;
  readonly sandbox: string | undefined;
  /** Milliseconds since 1970. */
  readonly checkedAt: number;
}

/** Puts facts, findings and verdict into the report. Pure; masks the access key on the way. */
export function assembleReport(
  facts: Facts,
  findings: readonly Finding[],
  verdict: Verdict,
  frame: ReportFrame,
): Report {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'skycheck', version: frame.version },
    cloud: 'aws',
    sandbox: frame.sandbox ?? null,
    checkedAt: isoTime(frame.checkedAt),
    status: awsStatus(facts.capabilities),
    verdict: verdict.kind,
    verdictReason: verdict.reason,
    exitCode: verdict.exitCode,
    next: facts.withPolicies === undefined ? nextCommand(findings) : null,
    asked: [...facts.asked],
    endpoint: facts.endpoint?.url ?? null,
    endpointFrom: facts.endpoint?.location ?? null,
    ...(facts.withPolicies === undefined ? {} : { withPolicies: facts.withPolicies.map(({ name }) => name) }),
    enabled: facts.capabilities
      .filter(({ core, status }) => core && status === 'enabled')
      .map(({ id }) => id),
    skyCheck: [...facts.skyCheck.enabled],
    required: [...facts.required],
    profile: { ...settingOf(facts.profile), setAt: placesOf(facts) },
    credentials: credentialsOf(facts),
    region: settingOf(facts.region),
    checkedRegion: facts.checkedRegion,
    identity: identityOf(facts),
    trace: facts.trace.steps.map(({ provider, outcome, reason }) => ({ provider, outcome, reason })),
    multiCloud: multiCloudOf(facts),
    capabilities: facts.capabilities.map((capability) => capabilityOf(capability, facts)),
    role: roleOf(facts),
    regions: regionsOf(facts),
    regionsNotChecked: facts.network.kind === 'checked' ? null : facts.network.reason,
    quotas: quotasOf(facts),
    skypilot: skypilotOf(facts),
    ...(facts.task === undefined ? {} : { task: taskOf(facts.task) }),
    ...(facts.lifetime === undefined ? {} : { validFor: validForOf(facts.lifetime) }),
    ...(facts.wait === undefined ? {} : { waited: waitedOf(facts.wait) }),
    ...missingOf(facts, frame.sandbox),
    findings: reportFindings(findings),
  };
}

/** What to add, and the steps that add it. */
function missingOf(
  facts: Facts,
  sandbox: string | undefined,
): Pick<Report, 'missingPolicy' | 'missingPolicyFix' | 'missingPolicyProof'> {
  const { required, identity, profile, region, missingProof, inlinePolicies, withPolicies = [] } = facts;
  const policy = missingPolicyOf(facts);
  if (policy === undefined) return { missingPolicy: null, missingPolicyFix: [] };
  const asked = {
    profile: profile.type === 'manual' ? profile.value : undefined,
    region: region.type === 'manual' ? region.value : undefined,
    required,
    inlinePolicies,
    withPolicies: [...new Set(withPolicies.map(({ file }) => file))],
    sandbox,
  };
  return {
    missingPolicy: { Version: policy.Version, Statement: [...policy.Statement] },
    missingPolicyFix: applySteps(identity, policy, asked).map(reportStep),
    ...(missingProof === undefined ? {} : { missingPolicyProof: proofOf(missingProof) }),
  };
}

function proofOf({
  kind,
  granted,
  proven,
  undecided,
  stillStopped,
}: MissingProof): NonNullable<Report['missingPolicyProof']> {
  return {
    evidence: kind,
    grants: granted.length,
    proven: proven.length,
    undecided: undecided.map(({ requirement, resource }) => ({ action: requirement.action, resource })),
    stillStopped: stillStopped.map(({ permission, denial, reason }) => ({
      action: permission.requirement.action,
      resource: permission.resource,
      layer: layerOfDenial(denial),
      reason,
    })),
  };
}

const LAUNCH = 'sky launch --cloud aws';

/** The launch, after what makes SkyPilot use the profile that was checked; null where an edit has to come first. */
function nextCommand(findings: readonly Finding[]): string | null {
  const before = findings.find(({ code }) => code === 'profile-by-flag')?.fix.map(reportStep) ?? [];
  if (before.some(({ kind }) => kind !== 'command')) return null;
  return [...before.map(({ text }) => text), LAUNCH].join(' && ');
}

/** Where files set the variable that chose the profile. */
function placesOf({ profile, profileChoice }: Facts): { file: string; line: number }[] {
  const variable = profileChoice.variables.find(({ name }) => name === profile.location);
  return (variable?.origins ?? []).map(({ file, line }) => ({ file, line }));
}

function settingOf({ value, type, location }: Facts['profile']): Report['profile'] {
  return { value: value ?? null, type: type ?? null, location: location ?? null };
}

function credentialsOf({ credentials, trace }: Facts): Report['credentials'] {
  if (credentials.kind === 'loaded') {
    const { accessKeyId, expiresAt } = credentials.credentials;
    return {
      type: credentials.provider,
      location: credentials.location,
      accessKeyId: maskKey(accessKeyId),
      expiresAt: expiresAt === undefined ? null : isoTime(expiresAt),
    };
  }
  if (trace.choice.kind !== 'provider' || credentials.kind === 'none') return null;
  const { sso } = credentials;
  const location =
    credentials.kind === 'needs-network'
      ? credentials.location
      : (credentials.error.webIdentity?.tokenFrom ?? null);
  return {
    type: trace.choice.provider,
    location: sso === undefined ? location : ssoText(sso),
    accessKeyId: null,
    expiresAt: sso?.tokenExpiresAt === undefined ? null : isoTime(sso.tokenExpiresAt),
  };
}

function ssoText({ sessionName, startUrl, accountId, roleName }: SsoFacts): string {
  return `SSO session "${sessionName ?? startUrl}", ${roleName} in ${accountId}`;
}

function identityOf({ identity }: Facts): Report['identity'] {
  if (identity.kind !== 'known') return null;
  const { userId, account, arn, partition, principalArn, principal } = identity;
  return {
    userId,
    account,
    arn,
    principalArn: principalArn ?? null,
    partition,
    permissionSet: (principal.kind === 'role-session' ? principal.permissionSet : undefined) ?? null,
    owner: [userId, account],
  };
}

function multiCloudOf({ credentials, trace, skypilot, profileName }: Facts): Report['multiCloud'] {
  if (trace.choice.kind !== 'provider' || credentials.kind === 'none') return [];
  const { upload } = skypilot.remoteIdentity;
  return featureSupport(trace.choice.provider, { upload, profile: profileName }).map((feature) => ({
    ...feature,
  }));
}

function quotasOf({ quotas, identity }: Facts): NonNullable<Report['quotas']> {
  const partition = identity.kind === 'known' ? identity.partition : 'aws';
  return quotas.map((entry) => {
    const { region } = entry;
    if (entry.kind === 'failed') return { region, quotas: [], failure: entry.failure.code };
    const values = entry.quotas.map(({ code, family, market, accelerated, value }) => ({
      code,
      family,
      market,
      accelerated,
      value: value ?? null,
      console: quotaConsoleUrl(partition, region, code),
    }));
    return { region, quotas: values, failure: null };
  });
}

function capabilityOf(capability: CapabilityState, facts: Facts): ReportCapability {
  const isOpen = capability.status !== 'enabled' && facts.identity.kind === 'known';
  return {
    id: capability.id,
    title: capability.title,
    status: capability.status,
    consequence: consequenceOf(capability) ?? null,
    required: facts.required.includes(capability.id),
    conditions: capability.conditions.map((condition) => ({ ...condition })),
    requirements: capability.permissions.map(requirementOf),
    statementsToAdd: statementsFor(grantsOf(permissionsToGrant(capability.permissions))),
    statementsUndecided: isOpen ? statementsFor(grantsOf(permissionsLeftOpen(capability.permissions))) : [],
    blocked: obstaclesOf(capability.permissions).map(obstacleText),
  };
}

function roleOf({ role }: Facts): Report['role'] {
  return {
    name: role.name,
    state: role.state,
    arn: role.arn ?? null,
    instanceProfile: role.readiness.profile,
    iamRole: role.readiness.role,
    trust: role.readiness.trust,
    uses: role.uses.map(({ id, title, status, callerStatus, permissions }) => ({
      id,
      title,
      status,
      callerStatus,
      requirements: permissions.map(requirementOf),
      statementsToAdd: statementsFor(grantsOf(permissionsToGrant(permissions))),
    })),
  };
}

/** All that AWS said about a denial, as far as the report has fields for it. */
function denialFields(
  denial: Denial | undefined,
): Pick<ReportRequirement, 'explicit' | 'policy' | 'sid' | 'authorizationId' | 'authorizationLink'> {
  const cause = denial?.cause;
  const isExplicit = cause?.kind === 'explicit-deny';
  return {
    explicit: isExplicit || cause?.kind === 'missing-allow' ? isExplicit : null,
    policy: (isExplicit || cause?.kind === 'missing-allow' ? cause.policy : undefined) ?? null,
    sid: (isExplicit ? cause.statements.find(({ sid }) => sid !== undefined)?.sid : undefined) ?? null,
    authorizationId: denial?.authorization?.id ?? null,
    authorizationLink: denial?.authorization?.link ?? null,
  };
}

/** A permission with its decision, as the report has it. */
export function requirementOf(decided: DecidedPermission): ReportRequirement {
  const { requirement, resource, pattern, id } = decided.permission;
  return {
    id,
    action: requirement.action,
    resource,
    resourcePattern: pattern,
    decision: decided.decision,
    evidence: decided.evidence ?? null,
    layer: decided.layer ?? null,
    ...denialFields(decided.denial),
    reason: decided.reason,
    source: requirement.source.kind,
    reference: requirement.source.kind === 'documented' ? requirement.source.block : requirement.source.ref,
    impact: decided.permission.impact,
  };
}
