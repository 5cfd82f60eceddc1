/** Verdict and findings agree, whatever the scenario, what is asked for, and what goes wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import type { Fault } from '../../src/sandbox/sandbox.ts';
import { CAPABILITY_IDS } from '../../src/skypilot/requirements.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { SCENARIOS, shipped } from '../sandbox/support.ts';
import { disagreements, errorsOf } from './disagreements.ts';

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
