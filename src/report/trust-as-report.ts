import type { Report } from './report.ts';
import type { TrustReport } from './trust-schema.ts';
import type { VERDICTS } from './vocabulary.ts';

const UNSET = { value: null, type: null, location: null };

const STATUSES: Readonly<Record<(typeof VERDICTS)[number], Report['capabilities'][number]['status']>> = {
  ready: 'enabled',
  'not-ready': 'disabled',
  undecided: 'unknown',
};

/** A check of trust policies in the form of any other check, for the formats that know no form of its own. */
export function trustAsReport(trust: TrustReport): Report {
  const decision = trust.policies.map((policy) => policy.decision);
  const verdict = decision.includes('allowed')
    ? 'ready'
    : decision.includes('unknown')
      ? 'undecided'
      : 'not-ready';
  return {
    schemaVersion: trust.schemaVersion,
    tool: trust.tool,
    cloud: trust.cloud,
    sandbox: null,
    checkedAt: trust.checkedAt,
    status: 'inconclusive',
    verdict: trust.verdict,
    verdictReason: trust.verdictReason,
    exitCode: trust.exitCode,
    asked: ['trust'],
    endpoint: null,
    endpointFrom: null,
    enabled: [],
    skyCheck: [],
    required: [],
    profile: UNSET,
    credentials: null,
    region: UNSET,
    checkedRegion: '',
    identity: null,
    trace: [],
    multiCloud: [],
    capabilities: [
      {
        id: 'trust',
        title: 'The trust policy admits the token',
        status: STATUSES[verdict],
        required: true,
        requirements: [],
        conditions: [],
        statementsToAdd: [],
        statementsUndecided: [],
        blocked: [],
      },
    ],
    role: { name: trust.policies[0]?.role ?? '', state: 'unknown', arn: null, uses: [] },
    missingPolicy: null,
    findings: trust.findings,
    ...(trust.ignored === undefined ? {} : { ignored: trust.ignored }),
    policyCheck: {
      account: trust.account,
      partition: 'aws',
      role: trust.policies[0]?.role ?? '',
      documents: trust.policies.map(({ name, statements }) => ({
        name,
        layer: 'trust',
        statements: statements.length,
      })),
    },
  };
}
