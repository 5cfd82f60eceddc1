/** The printed document, applied as the printed lines say, is enough: the same check asks for none of it again. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import { addedPolicies } from '../../src/policy/added-policies.ts';
import type { Report } from '../../src/report/report.ts';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { CAPABILITY_IDS } from '../../src/skypilot/requirements.ts';
import { afterCall } from '../findings/commands/account-changes.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { SCENARIOS, shipped } from '../sandbox/support.ts';

/** The whole matrix takes a minute; without this a sample is checked in which every scenario is. */
const isWhole = process.env.SKYCHECK_ALL_FAULTS === '1';

const scenarios = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

const handsOutDocument = (name: string) => {
  const file = new URL(`../end-to-end/expected/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).missingPolicy !== null;
};

const CASES: readonly (readonly [string, string, Partial<CheckRequest>])[] = [
  ...scenarios.filter(handsOutDocument).map((name) => [name, 'what is asked for without flags', {}] as const),
  ...scenarios
    .filter((_, index) => isWhole || index % 3 === 0)
    .map((name) => [name, 'every capability', { required: CAPABILITY_IDS }] as const),
];

/** The scenario after the printed calls of the AWS CLI. */
function applied(scenario: Scenario, { identity, missingPolicy, missingPolicyFix = [] }: Report): Scenario {
  const calls = missingPolicyFix
    .filter(({ text }) => text.startsWith('aws iam '))
    .map(({ text }) => text.split(' ').slice(1));
  if (calls.length === 0) return scenario;
  const isOwn = ({ id }: Scenario['accounts'][number]) => id === identity?.account;
  const accounts = [...scenario.accounts].sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  return calls.reduce((after, call) => afterCall(after, call, () => JSON.stringify(missingPolicy)), {
    ...scenario,
    accounts,
  });
}

/** Actions with their resources, as `ec2:RunInstances on *`. */
function grantsOf({ missingPolicy }: Report): readonly string[] {
  return (missingPolicy?.Statement ?? []).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${resource}`)),
  );
}

/** Ids of what is denied of what was asked for. */
function lackingIn({ capabilities, asked }: Report): readonly string[] {
  return capabilities
    .filter(({ id }) => asked.includes(id))
    .flatMap(({ requirements }) => requirements)
    .filter(({ decision }) => decision === 'denied')
    .map(({ id }) => id);
}

/** The action in an id such as `compute/ec2:RunInstances@volume`. */
const actionOf = (id: string) => /[^/]+:[^@]+/.exec(id)?.[0] ?? id;

it.each(CASES)('%s, asked for %s, is not asked again for what it was given', async (name, _what, request) => {
  const scenario = shipped(name);
  const { report: before } = await checkScenario(scenario, request);
  const changed = applied(scenario, before);
  if (changed === scenario) return;
  const given = new Set(grantsOf(before));
  const { report: after } = await checkScenario(changed, request);
  expect(grantsOf(after).filter((grant) => given.has(grant))).toEqual([]);
  // What was proven holds, and what is stopped was said to be.
  const { proven = 0, grants = 0, stillStopped = [] } = before.missingPolicyProof ?? {};
  expect(proven + stillStopped.length).toBeGreaterThanOrEqual(grants);
  const foretold = new Set(stillStopped.map(({ action }) => action));
  const lackedBefore = new Set(lackingIn(before));
  expect(lackingIn(after).filter((id) => lackedBefore.has(id) && !foretold.has(actionOf(id)))).toEqual([]);
});

it('scenarios that hand out a document are among them', async () => {
  const { report } = await checkScenario(shipped('minimal'), {});
  const { report: after } = await checkScenario(applied(shipped('minimal'), report), {});
  expect([report.verdict, after.verdict, after.missingPolicy]).toEqual(['not-ready', 'ready', null]);
});

/** Each capability that was asked for with its status, likely or not. */
const statusesOf = ({ capabilities, asked, verdict }: Report) => ({
  verdict,
  ...Object.fromEntries(
    capabilities.filter(({ id }) => asked.includes(id)).map(({ id, status }) => [id, status]),
  ),
});

it.each(CASES)(
  '%s, asked for %s, is with the policy supposed what it is with it attached',
  async (name, _what, request) => {
    const scenario = shipped(name);
    const { report: before } = await checkScenario(scenario, request);
    const changed = applied(scenario, before);
    if (changed === scenario) return;
    const text = JSON.stringify(before.missingPolicy);
    const added = addedPolicies([{ name: 'fix.json', text }]);
    if (added.kind === 'refused') throw new Error(added.problems.join());
    const { report: supposed, sandbox } = await checkScenario(scenario, {
      ...request,
      withPolicies: added.policies,
    });
    const { report: after } = await checkScenario(changed, request);
    // Nobody could look the role up: supposing a policy does not show it.
    if (supposed.role.state === 'unknown')
      expect([supposed.verdict, after.verdict]).toEqual(['undecided', 'ready']);
    else expect(statusesOf(supposed)).toEqual(statusesOf(after));
    expect(supposed).toMatchObject({ withPolicies: ['fix.json'], next: null });
    expect(sandbox.changes()).toEqual([]);
  },
);
