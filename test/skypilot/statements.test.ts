import { describe, expect, it } from 'vitest';
import { statementsFor } from '../../src/skypilot/statements.ts';

describe('statementsFor', () => {
  it('puts actions with equal resources into one statement', () => {
    expect(
      statementsFor([
        { action: 'ec2:StopInstances', pattern: 'i' },
        { action: 'ec2:StartInstances', pattern: 'i' },
        { action: 'ec2:RunInstances', pattern: 'v' },
        { action: 'ec2:RunInstances', pattern: 'i' },
      ]),
    ).toEqual([
      { Effect: 'Allow', Action: ['ec2:StartInstances', 'ec2:StopInstances'], Resource: 'i' },
      { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: ['i', 'v'] },
    ]);
  });

  it('keeps a condition apart from the same action without it', () => {
    const condition = { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } };
    expect(
      statementsFor([
        { action: 'iam:CreateServiceLinkedRole', pattern: '*', condition },
        { action: 'iam:GetRole', pattern: '*' },
      ]),
    ).toEqual([
      { Effect: 'Allow', Action: 'iam:CreateServiceLinkedRole', Resource: '*', Condition: condition },
      { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' },
    ]);
  });

  it('says a grant once that is asked for twice, and nothing for nothing', () => {
    const grant = { action: 'iam:AttachRolePolicy', pattern: 'r' };
    expect(statementsFor([grant, grant])).toEqual([
      { Effect: 'Allow', Action: 'iam:AttachRolePolicy', Resource: 'r' },
    ]);
    expect(statementsFor([])).toEqual([]);
  });
});
