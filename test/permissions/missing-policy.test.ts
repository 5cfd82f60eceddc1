import { expect, it } from 'vitest';
import { consequenceOf } from '../../src/permissions/consequence.ts';
import { decide } from '../../src/permissions/decide.ts';
import type { DecidedCapability, Evidence } from '../../src/permissions/decision.ts';
import { missingPolicy } from '../../src/permissions/missing-policy.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import type { CapabilityId } from '../../src/skypilot/requirements.ts';
import { deniedIn } from './denials.ts';

const permissions = expandPermissions({
  partition: 'aws',
  region: 'us-east-1',
  account: '111122223333',
  role: 'skypilot-v1',
});
const USER = 'arn:aws:iam::111122223333:user/ann';
const allowed: Evidence = { kind: 'simulation', decision: 'allowed', reason: 'sim' };

/** All is allowed, but for what is said of actions. */
function capabilities(about: Readonly<Record<string, Evidence>>): readonly DecidedCapability[] {
  const evidence = permissions.map(
    ({ id, requirement }) => [id, about[requirement.action] ?? allowed] as const,
  );
  return decide(permissions, [new Map(evidence)], 'nobody asked');
}

/** The actions of the document. */
function actionsOf(
  about: Readonly<Record<string, Evidence>>,
  required: readonly CapabilityId[] = [],
  mayNotSimulate?: string,
): readonly string[] | undefined {
  return missingPolicy({ capabilities: capabilities(about), required, mayNotSimulate })
    ?.Statement.flatMap(({ Action }) => Action)
    .sort();
}

const missing = deniedIn('no-allow', 'simulation', 'sim');
const open: Evidence = { kind: 'simulation', decision: 'unknown', reason: 'no answer' };

it('is not there where nothing is missing, or a statement cannot help', () => {
  expect(actionsOf({})).toBeUndefined();
  expect(actionsOf({ 'ec2:StopInstances': deniedIn('scp', 'simulation', 'sim') })).toBeUndefined();
});

it('holds what is denied and what could not be tested, of what was asked for', () => {
  const about = {
    'ec2:StopInstances': missing,
    's3:ListAllMyBuckets': open,
    'ec2:DeleteSecurityGroup': missing,
  };
  expect(actionsOf(about)).toEqual(['ec2:StopInstances', 's3:ListAllMyBuckets']);
  expect(actionsOf(about, ['storage'])).toEqual(['s3:ListAllMyBuckets']);
  expect(actionsOf(about, ['spot'])).toBeUndefined();
});

it('grants the question itself where that left something untested', () => {
  expect(actionsOf({ 's3:ListAllMyBuckets': open }, [], USER)).toEqual([
    'iam:SimulatePrincipalPolicy',
    's3:ListAllMyBuckets',
  ]);
  expect(actionsOf({ 's3:ListAllMyBuckets': missing }, [], USER)).toEqual(['s3:ListAllMyBuckets']);
});

it.each<[readonly string[], string | undefined]>([
  [[], undefined],
  [['ec2:StopInstances'], 'sky stop and autostop fail'],
  [['ec2:StartInstances', 'ec2:StopInstances'], 'sky start fails; sky stop and autostop fail'],
  [['ec2:CreateSecurityGroup', 'ec2:AuthorizeSecurityGroupIngress'], 'The first launch in a VPC fails'],
  [['ec2:StopInstances', 'ec2:RunInstances'], 'Launches fail'],
  [['ec2:DeleteTags'], undefined],
  [['ec2:TerminateInstances', 'ec2:StopInstances'], 'sky down and autodown fail; sky stop and autostop fail'],
  [
    ['ec2:CreateSecurityGroup', 'ec2:StopInstances'],
    'sky stop and autostop fail; the first launch in a VPC fails',
  ],
])('without %j: %s', (actions, consequence) => {
  const compute = capabilities(Object.fromEntries(actions.map((action) => [action, missing]))).find(
    ({ id }) => id === 'compute',
  );
  expect(compute && consequenceOf(compute)).toBe(consequence);
});

it('is a policy as IAM takes it', () => {
  const about = { 'ec2:StopInstances': missing };
  const granted = missingPolicy({
    capabilities: capabilities(about),
    required: [],
    mayNotSimulate: undefined,
  });
  expect(granted).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'ec2:StopInstances',
        Resource: 'arn:aws:ec2:*:111122223333:instance/*',
      },
    ],
  });
});
