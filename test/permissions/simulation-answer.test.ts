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

describe('what an answer says whole', () => {
  const of = (EvalDecision: string | undefined, rest: Partial<EvaluationResult> = {}): EvaluationResult => ({
    EvalActionName: stop.requirement.action,
    EvalDecision,
    ...rest,
  });
  const specific = (
    rest: NonNullable<EvaluationResult['ResourceSpecificResults']>[number],
    top: Partial<EvaluationResult> = {},
  ) =>
    of('implicitDeny', { ...top, ResourceSpecificResults: [{ EvalResourceName: stop.resource, ...rest }] });

  const own = (...ids: readonly (string | undefined)[]) => ids.map((SourcePolicyId) => ({ SourcePolicyId }));
  const BOUNDED = { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } };
  const ORGANIZED = { OrganizationsDecisionDetail: { AllowedByOrganizations: false } };
  const SESSION = ['aws:MultiFactorAuthPresent', 'aws:TokenIssueTime'];
  const conditions = SESSION.map((key) => ({ key, values: [] }));

  const unknownFor = (reason: string) => ({ decision: 'unknown', reason });
  const deniedFor = (cause: object, reason: string) => ({ decision: 'denied', denial: { cause }, reason });
  const hanging = (decision: string, ...keys: readonly string[]) =>
    decision === 'allowed'
      ? {
          decision: 'likely',
          reason: `the policies allow it, as far as the simulator can tell without ${keys.join(', ')}`,
          conditionKeys: keys,
        }
      : {
          ...unknownFor(
            `the policies have conditions on ${keys.join(', ')}, which the simulation cannot supply`,
          ),
          conditionKeys: keys,
        };
  const NO_ANSWER = unknownFor('the policy simulator gave no answer for this action and resource');
  const ALLOWED = { decision: 'allowed', reason: 'the policies allow it' };
  const NO_ALLOW = deniedFor({ kind: 'missing-allow', in: 'identity' }, 'no identity policy allows it');
  const [IP, VPC] = ['aws:SourceIp', 'aws:SourceVpc'];

  const cases: readonly (readonly [string, readonly EvaluationResult[], object, number?, boolean?])[] = [
    ['nothing', [], NO_ANSWER],
    ['a result without an action', [{ EvalDecision: 'allowed' }], NO_ANSWER],
    ['an allowance', [of('allowed')], ALLOWED],
    ['an allowance of several resources at once', [of('allowed')], ALLOWED, 2],
    ['a denial of several resources at once', [of('implicitDeny')], NO_ANSWER, 2],
    ['several results, none of this resource', [of('allowed'), of('allowed')], NO_ANSWER],
    [
      'several results, one of this resource',
      [of('implicitDeny', { EvalResourceName: 'x' }), of('allowed', { EvalResourceName: stop.resource })],
      ALLOWED,
      2,
    ],
    [
      'a result for another resource in parts',
      [
        of('implicitDeny', {
          ResourceSpecificResults: [{ EvalResourceName: 'x', EvalResourceDecision: 'allowed' }],
        }),
      ],
      NO_ALLOW,
    ],
    [
      'a word that is not known',
      [of('perhaps')],
      unknownFor('the policy simulator answered with a decision that skycheck does not know'),
    ],
    [
      'no word',
      [of(undefined)],
      unknownFor('the policy simulator answered with a decision that skycheck does not know'),
    ],
    [
      'an allowance under conditions',
      [of('allowed', { MissingContextValues: [VPC, IP] })],
      hanging('allowed', IP, VPC),
    ],
    [
      'a denial under conditions',
      [of('implicitDeny', { MissingContextValues: [VPC, IP] })],
      hanging('implicitDeny', IP, VPC),
    ],
    [
      'a denial of a part under conditions',
      [
        specific(
          { EvalResourceDecision: 'explicitDeny', MissingContextValues: [IP] },
          { MissingContextValues: [VPC] },
        ),
      ],
      hanging('explicitDeny', IP),
    ],
    [
      'a denial of a part, the conditions told once for all',
      [
        specific(
          { EvalResourceDecision: 'explicitDeny', MissingContextValues: [] },
          { MissingContextValues: [VPC] },
        ),
      ],
      hanging('explicitDeny', VPC),
    ],
    ['no Allow', [of('implicitDeny')], NO_ALLOW],
    [
      'no Allow in an organization',
      [of('implicitDeny', { ...ORGANIZED, ...BOUNDED })],
      deniedFor(
        { kind: 'missing-allow', in: 'scp' },
        'no service control policy of the organization allows it, nor does an identity policy',
      ),
    ],
    [
      'no Allow in an organization alone',
      [of('implicitDeny', { ...ORGANIZED, MatchedStatements: own('a') })],
      deniedFor(
        { kind: 'missing-allow', in: 'scp' },
        'no service control policy of the organization allows it',
      ),
    ],
    [
      'no Allow in the boundary nor elsewhere',
      [of('implicitDeny', BOUNDED)],
      deniedFor(
        { kind: 'missing-allow', in: 'permissions-boundary' },
        'the permissions boundary does not allow it, nor does an identity policy',
      ),
    ],
    [
      'no Allow in the boundary, but one elsewhere',
      [of('implicitDeny', { ...BOUNDED, MatchedStatements: own('a') })],
      deniedFor(
        { kind: 'missing-allow', in: 'permissions-boundary' },
        'the permissions boundary does not allow it',
      ),
    ],
    [
      'a Deny of the boundary',
      [of('explicitDeny', { ...BOUNDED, MatchedStatements: own('a') })],
      deniedFor(
        { kind: 'explicit-deny', in: 'permissions-boundary', statements: [] },
        'the permissions boundary denies it',
      ),
    ],
    [
      'a Deny of the boundary, nothing matched',
      [of('explicitDeny', BOUNDED)],
      deniedFor(
        { kind: 'explicit-deny', in: 'permissions-boundary', statements: [] },
        'the permissions boundary denies it',
      ),
    ],
    [
      'a Deny of one policy, told twice',
      [of('explicitDeny', { MatchedStatements: own('a', undefined, 'a') })],
      deniedFor(
        { kind: 'explicit-deny', in: 'identity', policy: 'a', statements: [] },
        'an identity policy denies it (a)',
      ),
    ],
    [
      'a Deny of some policy',
      [of('explicitDeny', { MatchedStatements: own('a', 'b') })],
      deniedFor({ kind: 'explicit-deny', in: 'identity', statements: [] }, 'an identity policy denies it'),
    ],
    [
      'a Deny of no policy that is told',
      [of('explicitDeny')],
      deniedFor({ kind: 'explicit-deny', in: 'identity', statements: [] }, 'an identity policy denies it'),
    ],
    [
      'a Deny of a part, in its own words',
      [
        specific(
          { EvalResourceDecision: 'explicitDeny', MatchedStatements: own('part') },
          { MatchedStatements: own('top') },
        ),
      ],
      deniedFor(
        { kind: 'explicit-deny', in: 'identity', policy: 'part', statements: [] },
        'an identity policy denies it (part)',
      ),
    ],
    [
      'a Deny of a part, in the words of all',
      [specific({ EvalResourceDecision: 'explicitDeny' }, { MatchedStatements: own('top') })],
      deniedFor(
        { kind: 'explicit-deny', in: 'identity', policy: 'top', statements: [] },
        'an identity policy denies it (top)',
      ),
    ],
    [
      'a denial of a part by what is told of all',
      [specific({ EvalResourceDecision: 'implicitDeny' }, { ...BOUNDED, MatchedStatements: own('a') })],
      deniedFor(
        { kind: 'missing-allow', in: 'permissions-boundary' },
        'the permissions boundary does not allow it',
      ),
    ],
    [
      'a denial of a part in an organization',
      [specific({ EvalResourceDecision: 'implicitDeny' }, ORGANIZED)],
      deniedFor(
        { kind: 'missing-allow', in: 'scp' },
        'no service control policy of the organization allows it',
      ),
    ],
    [
      'no Allow without a session',
      [of('implicitDeny', { MissingContextValues: SESSION })],
      deniedFor(
        { kind: 'missing-allow', in: 'identity', conditional: [{ conditions }] },
        'no identity policy allows it',
      ),
      1,
      true,
    ],
    [
      'a Deny without a session',
      [of('explicitDeny', { MissingContextValues: SESSION })],
      deniedFor(
        { kind: 'explicit-deny', in: 'identity', statements: [{ conditions, resources: [] }] },
        'an identity policy denies it',
      ),
      1,
      true,
    ],
    [
      'a Deny of an organization, and conditions of sessions somewhere',
      [of('explicitDeny', { ...ORGANIZED, MissingContextValues: SESSION })],
      deniedFor(
        { kind: 'explicit-deny', in: 'scp', statements: [] },
        'a service control policy of the organization stops it',
      ),
      1,
      true,
    ],
    [
      'no Allow of an organization, and conditions of sessions somewhere',
      [of('implicitDeny', { ...ORGANIZED, MatchedStatements: own('a'), MissingContextValues: SESSION })],
      deniedFor(
        { kind: 'missing-allow', in: 'scp' },
        'no service control policy of the organization allows it',
      ),
      1,
      true,
    ],
    ['no Allow, with a long-term key', [of('implicitDeny')], NO_ALLOW, 1, true],
    [
      'a Deny, with a long-term key',
      [of('explicitDeny')],
      deniedFor({ kind: 'explicit-deny', in: 'identity', statements: [] }, 'an identity policy denies it'),
      1,
      true,
    ],
  ];

  for (const [title, results, expected, resources = 1, longTermKey = false] of cases)
    it(title, () => {
      expect(evidenceOfAnswer(stop, results, resources, longTermKey)).toEqual({
        kind: 'simulation',
        ...expected,
      });
    });
});
