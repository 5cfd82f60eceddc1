import { describe, expect, it } from 'vitest';
import type { Evidence, RequiredPermission } from '../../src/permissions/decision.ts';
import { layerOfDenial } from '../../src/permissions/denial-layer.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { type EvaluationResult, evidenceOfAnswer } from '../../src/permissions/simulation-answer.ts';

function layerOf(evidence: Evidence): string | undefined {
  return evidence.decision === 'denied' ? layerOfDenial(evidence.denial) : undefined;
}

const scope = { partition: 'aws', region: 'us-east-1', account: '111122223333', role: 'skypilot-v1' };

function permissionOf(id: string): RequiredPermission {
  const permission = expandPermissions(scope).find((candidate) => candidate.id === id);
  if (permission === undefined) throw new Error(`no need ${id}`);
  return permission;
}

const volume = permissionOf('compute/ec2:RunInstances@volume');
const subnet = permissionOf('compute/ec2:RunInstances@subnet');
const image = permissionOf('compute/ec2:RunInstances@image');
const stop = permissionOf('compute/ec2:StopInstances@instance');

describe('evidenceOfAnswer', () => {
  it('reads one result per action with a decision per resource (since 2026-07-30)', () => {
    const results: EvaluationResult[] = [
      {
        EvalActionName: 'ec2:RunInstances',
        EvalResourceName: '*',
        EvalDecision: 'implicitDeny',
        ResourceSpecificResults: [
          { EvalResourceName: image.resource, EvalResourceDecision: 'allowed' },
          { EvalResourceName: subnet.resource, EvalResourceDecision: 'implicitDeny' },
        ],
      },
    ];
    expect(evidenceOfAnswer(image, results, 6)).toMatchObject({ decision: 'allowed' });
    expect(layerOf(evidenceOfAnswer(subnet, results, 6))).toBe('no-allow');
  });

  it('reads one result per action and resource (before)', () => {
    const results: EvaluationResult[] = [
      { EvalActionName: 'ec2:RunInstances', EvalResourceName: image.resource, EvalDecision: 'explicitDeny' },
      { EvalActionName: 'ec2:RunInstances', EvalResourceName: volume.resource, EvalDecision: 'allowed' },
    ];
    expect(layerOf(evidenceOfAnswer(image, results, 6))).toBe('explicit-deny');
    expect(evidenceOfAnswer(volume, results, 6)).toMatchObject({ decision: 'allowed' });
  });

  it('takes a lone top-level decision for the only resource of a call', () => {
    const results: EvaluationResult[] = [
      {
        EvalActionName: 'EC2:stopinstances',
        EvalResourceName: 'arn:${Partition}:ec2:…',
        EvalDecision: 'allowed',
      },
    ];
    expect(evidenceOfAnswer(stop, results, 1)).toMatchObject({ decision: 'allowed' });
  });

  it('does not blame one of several resources for the most restrictive decision', () => {
    const results: EvaluationResult[] = [
      { EvalActionName: 'ec2:RunInstances', EvalDecision: 'implicitDeny' },
    ];
    expect(evidenceOfAnswer(volume, results, 6)).toMatchObject({ decision: 'unknown' });
  });

  it.each(['implicitDeny', 'explicitDeny'])('is unknown for %s where context is missing', (decision) => {
    const results: EvaluationResult[] = [
      {
        EvalActionName: stop.requirement.action,
        EvalDecision: decision,
        MissingContextValues: ['aws:SourceVpc'],
      },
    ];
    const evidence = evidenceOfAnswer(stop, results, 1);
    expect(evidence.decision).toBe('unknown');
    expect(evidence.reason).toContain('aws:SourceVpc');
  });

  it.each([
    ['iam:AWSServiceName', 'denied'],
    ['iam:PassedToService', 'denied'],
    ['s3:prefix', 'denied'],
    ['ec2:CreateAction', 'denied'],
    ['ec2:ResourceTag/team', 'denied'],
    ['ec2:MetadataHttpEndpoint', 'unknown'],
    ['ec2:SourceInstanceARN', 'unknown'],
    // SkyPilot's instances do not have that tag.
    ['aws:ResourceTag/team', 'denied'],
    ['aws:PrincipalTag/team', 'unknown'],
    ['saml:aud', 'unknown'],
  ])('is sure where %s is missing, if the real request has it no more: %s', (key, decision) => {
    const results: EvaluationResult[] = [
      {
        EvalActionName: stop.requirement.action,
        EvalDecision: 'implicitDeny',
        MissingContextValues: [key],
      },
    ];
    expect(evidenceOfAnswer(stop, results, 1).decision).toBe(decision);
  });

  it('is likely, and says on what condition, where context is missing', () => {
    const results: EvaluationResult[] = [
      {
        EvalActionName: stop.requirement.action,
        EvalDecision: 'allowed',
        MissingContextValues: ['aws:SourceIp'],
      },
    ];
    const evidence = evidenceOfAnswer(stop, results, 1);
    expect(evidence.decision).toBe('likely');
    expect(evidence.reason).toContain('aws:SourceIp');
  });

  it.each([
    [{ OrganizationsDecisionDetail: { AllowedByOrganizations: false } }, 'scp'],
    [{ PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } }, 'permissions-boundary'],
    [{ OrganizationsDecisionDetail: { AllowedByOrganizations: true } }, 'no-allow'],
  ] as const)('names the layer of %j', (detail, layer) => {
    const results: EvaluationResult[] = [
      { EvalActionName: stop.requirement.action, EvalDecision: 'implicitDeny', ...detail },
    ];
    expect(layerOf(evidenceOfAnswer(stop, results, 1))).toBe(layer);
  });

  it('takes the boundary of the resource before that of the whole result', () => {
    const results: EvaluationResult[] = [
      {
        EvalActionName: stop.requirement.action,
        EvalDecision: 'implicitDeny',
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
        ResourceSpecificResults: [
          {
            EvalResourceName: stop.resource,
            EvalResourceDecision: 'implicitDeny',
            PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
          },
        ],
      },
    ];
    expect(layerOf(evidenceOfAnswer(stop, results, 1))).toBe('permissions-boundary');
  });

  it('names the policy whose statement denies, also of a type the SDK does not know', () => {
    const results: EvaluationResult[] = [
      {
        EvalActionName: stop.requirement.action,
        EvalDecision: 'explicitDeny',
        MatchedStatements: [{ SourcePolicyId: 'deny-stops', SourcePolicyType: 'IAM Policy' }],
      },
    ];
    expect(evidenceOfAnswer(stop, results, 1).reason).toContain('deny-stops');
  });

  it.each([[[]], [[{ EvalActionName: 'ec2:Other', EvalDecision: 'allowed' }]]])(
    'is unknown where the answer is about something else: %j',
    (results) => {
      expect(evidenceOfAnswer(stop, results, 1).decision).toBe('unknown');
    },
  );

  it('is unknown for a decision that it does not know', () => {
    const results = [{ EvalActionName: stop.requirement.action, EvalDecision: 'perhaps' }];
    expect(evidenceOfAnswer(stop, results, 1).decision).toBe('unknown');
  });

  describe('keys of sessions', () => {
    const results = (decision: string, ...missing: readonly string[]): readonly EvaluationResult[] => [
      { EvalActionName: stop.requirement.action, EvalDecision: decision, MissingContextValues: [...missing] },
    ];
    const MFA = 'aws:MultiFactorAuthPresent';

    it('leave a decision open for credentials that may have them', () => {
      expect(evidenceOfAnswer(stop, results('explicitDeny', MFA), 1)).toMatchObject({
        decision: 'unknown',
        conditionKeys: [MFA],
      });
    });

    it('decide as simulated for a long-term key, which has none, and are told', () => {
      const conditions = [{ key: MFA, values: [] }];
      expect(evidenceOfAnswer(stop, results('explicitDeny', MFA), 1, true)).toMatchObject({
        decision: 'denied',
        denial: { cause: { kind: 'explicit-deny', statements: [{ conditions }] } },
      });
      expect(evidenceOfAnswer(stop, results('implicitDeny', MFA), 1, true)).toMatchObject({
        decision: 'denied',
        denial: { cause: { kind: 'missing-allow', conditional: [{ conditions }] } },
      });
      expect(evidenceOfAnswer(stop, results('allowed', MFA), 1, true).decision).toBe('allowed');
    });

    it('leave it open where another key is missing, too', () => {
      expect(evidenceOfAnswer(stop, results('explicitDeny', MFA, 'aws:SourceIp'), 1, true)).toMatchObject({
        decision: 'unknown',
        conditionKeys: ['aws:SourceIp'],
      });
    });
  });
});
