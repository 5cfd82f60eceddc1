import type {
  Report,
  ReportCapability,
  ReportFinding,
  ReportRegion,
  ReportRequirement,
} from '../../src/report/report.ts';

const UNSET = { value: null, type: null, location: null };

/** The report of a machine where all is well, with what a test is about. */
export function reportOf(about: Partial<Report> = {}): Report {
  return {
    schemaVersion: '1.0',
    tool: { name: 'skycheck', version: '0.0.0' },
    cloud: 'aws',
    sandbox: null,
    checkedAt: '2026-11-30T12:00:00.000Z',
    status: 'enabled',
    verdict: 'ready',
    verdictReason: 'compute is enabled',
    exitCode: 0,
    asked: ['compute'],
    endpoint: null,
    endpointFrom: null,
    enabled: ['compute', 'storage'],
    skyCheck: ['compute', 'storage'],
    required: [],
    profile: UNSET,
    credentials: {
      type: 'env',
      location: 'AWS_ACCESS_KEY_ID',
      accessKeyId: '****************MPLE',
      expiresAt: null,
    },
    region: UNSET,
    checkedRegion: 'us-east-1',
    identity: {
      userId: 'AIDAEXAMPLE',
      account: '111122223333',
      arn: 'arn:aws:iam::111122223333:user/ann',
      principalArn: 'arn:aws:iam::111122223333:user/ann',
      partition: 'aws',
      permissionSet: null,
      owner: ['AIDAEXAMPLE', '111122223333'],
    },
    trace: [],
    multiCloud: [],
    capabilities: [],
    role: { name: 'skypilot-v1', state: 'present', arn: null, uses: [] },
    missingPolicy: null,
    findings: [],
    ...about,
  };
}

/** A requirement that is allowed by simulation, with what a test is about. */
export function requirementOf(about: Partial<ReportRequirement> = {}): ReportRequirement {
  return {
    id: 'compute/ec2:RunInstances@instance',
    action: 'ec2:RunInstances',
    resource: 'arn:aws:ec2:us-east-1:111122223333:instance/*',
    resourcePattern: 'arn:aws:ec2:*:111122223333:instance/*',
    decision: 'allowed',
    evidence: 'simulation',
    layer: null,
    explicit: null,
    policy: null,
    sid: null,
    authorizationId: null,
    authorizationLink: null,
    reason: 'the simulator allows it',
    source: 'documented',
    reference: 'https://example.com',
    impact: 'fails',
    ...about,
  };
}

/** An enabled capability, with what a test is about. */
export function capabilityOf(about: Partial<ReportCapability> = {}): ReportCapability {
  return {
    id: 'compute',
    title: 'Launch instances',
    status: 'enabled',
    required: false,
    conditions: [],
    requirements: [requirementOf()],
    statementsToAdd: [],
    statementsUndecided: [],
    blocked: [],
    ...about,
  };
}

/** A region with a default VPC, with what a test is about. */
export function regionOf(region: string, about: Partial<ReportRegion> = {}): ReportRegion {
  return {
    region,
    status: 'usable',
    vpc: { id: 'vpc-1', name: null, default: true },
    subnets: 2,
    zones: [`${region}a`, `${region}b`],
    securityGroup: null,
    reason: null,
    detail: null,
    ...about,
  };
}

/** An error without cause or fix, with what a test is about. */
export function findingOf(about: Partial<ReportFinding> = {}): ReportFinding {
  return {
    code: 'sso-token-expired',
    severity: 'error',
    title: 'The SSO login has expired',
    detail: 'It ended.',
    at: null,
    cause: null,
    fix: [],
    docs: 'https://example.com',
    ...about,
  };
}
