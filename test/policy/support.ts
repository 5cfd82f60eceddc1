import {
  checkPolicies,
  gatherPolicyFacts,
  type PolicyCheckAnswer,
  type PolicyCheckRequest,
} from '../../src/check-policies.ts';
import type { PolicyFacts } from '../../src/policy/policy-facts.ts';
import type { PolicySource } from '../../src/policy/read-source.ts';
import { readYaml } from '../../src/policy/yaml-nodes.ts';
import type { Report } from '../../src/report/report.ts';
import { launchSettings } from '../../src/skypilot/launch.ts';

export const ACCOUNT = '111122223333';

/** A file with a value as its text, written as people write JSON. */
export function source(value: unknown, name = 'policy.json'): PolicySource {
  return { name, text: typeof value === 'string' ? value : JSON.stringify(value, null, 2), readYaml };
}

/** A policy document of statements. */
export function policy(...statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

export function allow(Action: unknown, Resource: unknown = '*', more: object = {}): object {
  return { Effect: 'Allow', Action, Resource, ...more };
}

export function deny(Action: unknown, Resource: unknown = '*', more: object = {}): object {
  return { Effect: 'Deny', Action, Resource, ...more };
}

/** A check of files, by default with an account and nothing else told. */
function requestFor(
  identity: PolicySource | readonly PolicySource[],
  changes: Partial<PolicyCheckRequest>,
): PolicyCheckRequest {
  return {
    identity: [identity].flat(),
    boundary: undefined,
    serviceControl: [],
    stated: { account: ACCOUNT, partition: undefined, region: undefined, role: 'skypilot-v1' },
    launch: launchSettings(undefined),
    required: [],
    version: '0.0.0',
    now: Date.UTC(2026, 8, 1),
    ...changes,
  };
}

export function answerFor(
  identity: PolicySource | readonly PolicySource[],
  changes: Partial<PolicyCheckRequest> = {},
): PolicyCheckAnswer {
  return checkPolicies(requestFor(identity, changes));
}

/** What findings about files are made from. */
export function factsFor(
  identity: PolicySource | readonly PolicySource[],
  changes: Partial<PolicyCheckRequest> = {},
): PolicyFacts {
  const gathered = gatherPolicyFacts(requestFor(identity, changes));
  if (gathered.kind === 'facts') return gathered.facts;
  throw new Error(JSON.stringify(gathered));
}

export function reportFor(
  identity: PolicySource | readonly PolicySource[],
  changes: Partial<PolicyCheckRequest> = {},
): Report {
  const answer = answerFor(identity, changes);
  if (answer.kind === 'report') return answer.report;
  throw new Error(JSON.stringify(answer));
}

/** What is wrong with files that are refused. */
export function problemsOf(identity: PolicySource): readonly string[] {
  const answer = answerFor(identity);
  if (answer.kind === 'refused') return answer.problems;
  throw new Error(`not refused: ${answer.kind}`);
}

/** The status of each capability. */
export function statuses(report: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(report.capabilities.map(({ id, status }) => [id, status]));
}

/** The requirement of that id, such as `compute/ec2:StopInstances@instance`. */
export function requirement(
  report: Report,
  id: string,
): Report['capabilities'][number]['requirements'][number] {
  const found = report.capabilities
    .flatMap(({ requirements }) => requirements)
    .find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no requirement ${id}`);
  return found;
}

export function codes(report: Report): readonly string[] {
  return report.findings.map(({ code }) => code);
}
