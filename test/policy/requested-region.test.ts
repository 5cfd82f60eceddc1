/** Policies see IAM's own calls in one region, by either way of asking. */
import { expect, test } from 'vitest';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { planSimulation } from '../../src/permissions/simulation-plan.ts';
import { ACCOUNT, allow, policy, reportFor, requirement, source } from './support.ts';

const ROLE = 'skypilot-v1';

function simulated(action: string, partition: string, region: string): readonly string[] | undefined {
  const scope = { partition, region, account: ACCOUNT, role: ROLE };
  const caller = { principalArn: `arn:${partition}:iam::${ACCOUNT}:user/dev`, account: ACCOUNT, now: 0 };
  return planSimulation(expandPermissions(scope), scope, caller)
    .find((call) => call.actionNames.includes(action))
    ?.contextEntries.find((entry) => entry.ContextKeyName === 'aws:RequestedRegion')?.ContextKeyValues;
}

function checked(action: string, partition: string, region: string, allowedIn: string): string {
  const condition = { Condition: { StringEquals: { 'aws:RequestedRegion': allowedIn } } };
  const report = reportFor(source(policy(allow(action, '*', condition))), {
    stated: { account: ACCOUNT, partition, region, role: ROLE },
  });
  return requirement(report, `compute/${action}@role`).decision;
}

const CASES = [
  ['aws', 'eu-west-1', 'us-east-1'],
  ['aws', 'us-east-1', 'us-east-1'],
  ['aws-cn', 'cn-northwest-1', 'cn-north-1'],
  ['aws-cn', 'cn-north-1', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-east-1', 'us-gov-west-1'],
  ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1'],
] as const;

test.each(CASES)('in %s, checked for %s, IAM is asked in %s', (partition, region, iamRegion) => {
  expect(simulated('iam:GetRole', partition, region)).toEqual([iamRegion]);
  expect(checked('iam:GetRole', partition, region, iamRegion)).toBe('allowed');
  if (region !== iamRegion) expect(checked('iam:GetRole', partition, region, region)).toBe('denied');
});

test.each(CASES)('in %s, checked for %s, passing a role is asked there', (partition, region) => {
  expect(simulated('iam:PassRole', partition, region)).toEqual([region]);
  expect(checked('iam:PassRole', partition, region, region)).toBe('allowed');
});
