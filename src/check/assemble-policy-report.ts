import { type Finding, reportFindings } from '../findings/finding.ts';
import { consequenceOf } from '../permissions/consequence.ts';
import type { DecidedCapability } from '../permissions/decision.ts';
import { grantsOf, permissionsLeftOpen, permissionsToGrant } from '../permissions/grants-to-add.ts';
import { obstaclesOf, obstacleText } from '../permissions/obstacles.ts';
import type { PolicyFacts } from '../policy/policy-facts.ts';
import { type Report, type ReportCapability, SCHEMA_VERSION } from '../report/report.ts';
import { statementsFor } from '../skypilot/statements.ts';
import { isoTime } from '../time.ts';
import { type ReportFrame, requirementOf } from './assemble-report.ts';
import { awsStatus, type Verdict } from './verdict.ts';

const UNSET = { value: null, type: null, location: null };

/** The report about documents: in the form of a check, with everything empty that belongs to an identity. Pure. */
export function assemblePolicyReport(
  facts: PolicyFacts,
  findings: readonly Finding[],
  verdict: Verdict,
  frame: Omit<ReportFrame, 'sandbox'>,
): Report {
  const { scope, capabilities, required, policies } = facts;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'skycheck', version: frame.version },
    cloud: 'aws',
    sandbox: null,
    checkedAt: isoTime(frame.checkedAt),
    status: awsStatus(capabilities),
    verdict: verdict.kind,
    verdictReason: verdict.reason,
    exitCode: verdict.exitCode,
    asked: [...facts.asked],
    endpoint: null,
    endpointFrom: null,
    enabled: capabilities.filter(({ core, status }) => core && status === 'enabled').map(({ id }) => id),
    skyCheck: [],
    required: [...required],
    profile: UNSET,
    credentials: null,
    region: regionOf(scope),
    checkedRegion: scope.region,
    identity: null,
    trace: [],
    multiCloud: [],
    capabilities: capabilities.map((capability) => capabilityOf(capability, facts)),
    role: { name: scope.role, state: 'unknown', arn: null, uses: [] },
    missingPolicy: null,
    findings: reportFindings(findings),
    policyCheck: {
      account: scope.knownAccount ?? null,
      partition: scope.partition,
      role: scope.role,
      documents: policies.map(({ name, file, layer, document }) => ({
        name,
        file,
        layer,
        statements: document.statements.length,
      })),
    },
  };
}

function regionOf({ regionStated, knownRegion }: PolicyFacts['scope']): Report['region'] {
  if (knownRegion === undefined) return UNSET;
  return regionStated
    ? { value: knownRegion, type: 'manual', location: '--region' }
    : { value: knownRegion, type: 'inferred', location: 'ARNs of the policies' };
}

function capabilityOf(capability: DecidedCapability, { required }: PolicyFacts): ReportCapability {
  const { id, title, status, permissions } = capability;
  return {
    id,
    title,
    status,
    consequence: consequenceOf(capability) ?? null,
    required: required.includes(id),
    conditions: [],
    requirements: permissions.map(requirementOf),
    statementsToAdd: statementsFor(grantsOf(permissionsToGrant(permissions))),
    statementsUndecided:
      status === 'enabled' ? [] : statementsFor(grantsOf(permissionsLeftOpen(permissions))),
    blocked: obstaclesOf(permissions).map(obstacleText),
  };
}
