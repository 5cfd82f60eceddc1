/** Verdict and findings agree, whatever the scenario, what is asked for, and what goes wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import type { Report, ReportCapability } from '../../src/report/report.ts';
import type { Fault } from '../../src/sandbox/sandbox.ts';
import { CAPABILITY_IDS } from '../../src/skypilot/requirements.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { SCENARIOS, shipped } from '../sandbox/support.ts';

const EXIT_CODES = { ready: 0, 'not-ready': 1, undecided: 3 } as const;

/** The topics of findings that say why a condition does not hold: a part of their codes. */
const CODES_OF_CONDITIONS: Readonly<Record<ReportCapability['conditions'][number]['id'], RegExp>> = {
  identity: /./,
  login: /^login-support-unknown$/,
  'client-settings': /^client-setting-invalid$/,
  'sky-config': /^sky-config-/,
  'aws-in-sky-config': /^sky-aws-not-allowed$/,
  'capability-in-sky-config': /^sky-capabilities-restricted$/,
  'credentials-file': /^sky-credentials-file-missing$/,
  account: /^account-/,
  region: /^(regions-not-usable|partition-not-offered)$/,
  role: /^skypilot-role-(missing|empty)$/,
};

function errorsOf({ findings }: Report): Report['findings'] {
  return findings.filter(({ severity }) => severity === 'error');
}

/** Findings about capabilities begin with their names. */
function isAbout(detail: string, id: string): boolean {
  return (detail.split(': ')[0] ?? '').split(', ').includes(id);
}

/** The errors that say why a capability is disabled. */
function causesOf(report: Report, { id, conditions, requirements }: ReportCapability): readonly string[] {
  const denied = conditions.filter(({ decision }) => decision === 'denied');
  const actions = requirements.filter(({ decision }) => decision === 'denied').map(({ action }) => action);
  return errorsOf(report)
    .filter(
      ({ code, detail }) =>
        denied.some((condition) => CODES_OF_CONDITIONS[condition.id].test(code)) ||
        (isAbout(detail, id) && actions.some((action) => detail.includes(action))) ||
        code === 'access-key-quarantined',
    )
    .map(({ code }) => code);
}

/** What is wrong with a report, in words; nothing where verdict and findings agree. */
function disagreements(report: Report): readonly string[] {
  const asked = report.capabilities.filter(({ id }) => report.asked.includes(id));
  const with_ = (status: string) => asked.filter((capability) => capability.status === status);
  const worst =
    with_('disabled').length > 0 ? 'not-ready' : with_('unknown').length > 0 ? 'undecided' : 'ready';
  const errors = errorsOf(report);
  const codes = report.findings.map(({ code }) => code);
  const order = report.findings.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
  const wrong: (readonly [isWrong: boolean, what: string])[] = [
    [asked.length !== report.asked.length || asked.length === 0, 'not all that is asked for is there'],
    [report.verdict !== worst, `${report.verdict}, though what is asked for is ${worst}`],
    [report.exitCode !== EXIT_CODES[report.verdict], `exit status ${report.exitCode}`],
    [report.verdictReason === '', 'no reason'],
    [worst === 'ready' && errors.length > 0, `ready, with ${errors.map(({ code }) => code)}`],
    ...with_('disabled').map(
      (capability) =>
        [causesOf(report, capability).length === 0, `no error says why ${capability.id} is off`] as const,
    ),
    ...with_('unknown').map(
      ({ id }) =>
        [
          !errors.some(
            ({ code, detail }) => code === 'capability-undecided' && detail.startsWith(`${id}: `),
          ) && !(report.identity === null && errors.length > 0),
          `no error says what of ${id} is open`,
        ] as const,
    ),
    [report.enabled.length > 0 && report.identity === null, 'enabled without an identity'],
    [
      report.findings.some(({ cause }) => cause !== null && !codes.includes(cause)),
      'a cause that is not there',
    ],
    [order.some((rank, index) => rank < (order[index - 1] ?? 0)), 'findings are not in their order'],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, what]) => what);
}

/** The whole matrix takes a minute; without this a sample is checked in which every scenario, call and fault is. */
const isWhole = process.env.SKYCHECK_ALL_FAULTS === '1';

const scenarios = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

const REQUESTS: Readonly<Record<string, Partial<CheckRequest>>> = {
  'storage required': { required: ['storage'] },
  'everything required': { required: CAPABILITY_IDS },
  'without simulator': { simulate: false },
  'without harmless calls': { realCalls: false },
  offline: { offline: true },
};

/** All, or one, so that all have their turn. */
function requestsFor(name: string): readonly (readonly [string, Partial<CheckRequest>])[] {
  const all = Object.entries(REQUESTS);
  return isWhole ? all : all.slice(scenarios.indexOf(name) % all.length).slice(0, 1);
}

describe.each(scenarios)('verdict and findings of %s agree', (name) => {
  it('as it is, in the report that its test holds', () => {
    const file = new URL(`../end-to-end/expected/${name}.json`, import.meta.url);
    expect(disagreements(JSON.parse(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each(requestsFor(name))('%s', async (_title, request) => {
    const { report } = await checkScenario(shipped(name), request);
    expect(disagreements(report)).toEqual([]);
  });
});

const OPERATIONS = [
  'GetCallerIdentity',
  'DescribeRegions',
  'DescribeAvailabilityZones',
  'DescribeVpcs',
  'DescribeSubnets',
  'DescribeRouteTables',
  'DescribeSecurityGroups',
  'DescribeImages',
  'DescribeInstances',
  'RunInstances',
  'StopInstances',
  'CreateTags',
  'CreateSecurityGroup',
  'GetInstanceProfile',
  'GetRole',
  'SimulatePrincipalPolicy',
  'ListBuckets',
] as const;

const FAULTS: Readonly<Record<string, Fault>> = {
  malformed: { kind: 'malformed' },
  'server error': { kind: 'server-error', status: 503 },
  reset: { kind: 'reset' },
  'access denied': { kind: 'error', code: 'AccessDenied', message: 'no', status: 403 },
  blocked: { kind: 'error', code: 'Blocked', message: 'This account is currently blocked', status: 400 },
  'not signed up': { kind: 'error', code: 'OptInRequired', message: 'x', status: 401 },
  'being verified': { kind: 'error', code: 'PendingVerification', message: 'x', status: 400 },
};

/** All faults, or one, so that all have their turn. */
function faultsFor(operation: (typeof OPERATIONS)[number]): readonly (readonly [string, Fault])[] {
  const all = Object.entries(FAULTS);
  return isWhole ? all : all.slice(OPERATIONS.indexOf(operation) % all.length).slice(0, 1);
}

describe.each(OPERATIONS)('verdict and findings agree where %s meets', (operation) => {
  it.each(faultsFor(operation))('%s', async (_title, fault) => {
    const faults = [{ ...fault, operation } as Fault];
    const { report } = await checkScenario(
      shipped('least-privilege'),
      { required: ['compute', 'storage'] },
      { faults },
    );
    expect(disagreements(report)).toEqual([]);
    // An unknown that a fault caused is a finding that names the call.
    const undecided = errorsOf(report).filter(({ code }) => code === 'capability-undecided');
    if (undecided.length > 0 && report.identity !== null) {
      expect(report.findings.map(({ detail }) => detail).join('\n')).toContain(operation);
    }
  });
});

describe('verdict and findings agree where every call meets', () => {
  it.each(Object.entries(FAULTS))('%s', async (_title, fault) => {
    const { report } = await checkScenario(shipped('admin'), {}, { faults: [fault] });
    expect(disagreements(report)).toEqual([]);
  });
});
