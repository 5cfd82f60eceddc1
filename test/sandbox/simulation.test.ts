import type { SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam';
import {
  GetContextKeysForPrincipalPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import {
  ACCOUNT,
  allow,
  clientsOf,
  failure,
  policy,
  scenarioOf,
  shipped,
  started,
  userWith,
} from './support.ts';

const SELF = `arn:aws:iam::${ACCOUNT}:user/tester`;
const ec2 = (type: string, id: string, owner = ACCOUNT) => `arn:aws:ec2:us-east-1:${owner}:${type}/${id}`;
const INSTANCE = ec2('instance', 'i-0123456789abcdef0');
const OTHER = ec2('instance', 'i-0fedcba9876543210');
const simulator = allow('iam:SimulatePrincipalPolicy', SELF);

type Input = Omit<SimulatePrincipalPolicyCommandInput, 'PolicySourceArn'>;

async function simulate(scenario: Scenario, input: Input, shape: 'current' | 'before-2026-07' = 'current') {
  const { iam } = clientsOf(await started(scenario, { simulatorShape: shape }));
  const answer = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: SELF, ...input }));
  return answer.EvaluationResults ?? [];
}

const two: Input = { ActionNames: ['ec2:StopInstances'], ResourceArns: [INSTANCE, OTHER] };
const onlyOne = userWith(policy(simulator, allow('ec2:StopInstances', INSTANCE)));

describe('the current shape', () => {
  it('has one result for each action, the most restrictive, and each resource inside', async () => {
    const results = await simulate(onlyOne, two);
    expect(results).toEqual([
      {
        EvalActionName: 'ec2:StopInstances',
        EvalResourceName: 'arn:aws:ec2:${Region}:${Account}:${ResourceType}/${ResourceId}',
        EvalDecision: 'implicitDeny',
        MatchedStatements: [],
        MissingContextValues: [],
        EvalDecisionDetails: {},
        ResourceSpecificResults: [
          {
            EvalResourceName: INSTANCE,
            EvalResourceDecision: 'allowed',
            MatchedStatements: [
              {
                SourcePolicyId: 'user_tester_own',
                SourcePolicyType: 'IAM Policy',
                StartPosition: { Line: 8, Column: 7 },
                EndPosition: { Line: 13, Column: 6 },
              },
            ],
            MissingContextValues: [],
            EvalDecisionDetails: {},
          },
          {
            EvalResourceName: OTHER,
            EvalResourceDecision: 'implicitDeny',
            MatchedStatements: [],
            MissingContextValues: [],
            EvalDecisionDetails: {},
          },
        ],
      },
    ]);
  });

  it('names buckets and objects by their own template, and everything by a star', async () => {
    const names = async (...ResourceArns: string[]) =>
      (await simulate(onlyOne, { ActionNames: ['s3:GetObject'], ResourceArns }))[0]?.EvalResourceName;
    expect(await names('arn:aws:s3:::b/k')).toBe('arn:aws:s3:::${BucketName}/${KeyName}');
    expect(await names('arn:aws:s3:::b')).toBe('arn:aws:s3:::${BucketName}');
    const [result] = await simulate(onlyOne, { ActionNames: ['s3:ListAllMyBuckets'] });
    expect(result?.EvalResourceName).toBe('*');
    expect(result?.ResourceSpecificResults).toBeUndefined();
  });
});

describe('the shape before July 2026', () => {
  it('has one result for each action and resource, all with the same decision', async () => {
    const results = await simulate(onlyOne, two, 'before-2026-07');
    expect(results.map((result) => [result.EvalResourceName, result.EvalDecision])).toEqual([
      [INSTANCE, 'implicitDeny'],
      [OTHER, 'implicitDeny'],
    ]);
    expect(results[0]?.ResourceSpecificResults?.map((result) => result.EvalResourceDecision)).toEqual([
      'allowed',
      'implicitDeny',
    ]);
  });

  it("tells an SCP's explicit deny as an implicit one", async () => {
    const scp = policy(allow('*'), { Effect: 'Deny', Action: 'ec2:StopInstances', Resource: '*' });
    const scenario = userWith(
      policy(allow('*')),
      `    serviceControlPolicies: [[FullAWSAccess], [{ name: limits, document: ${JSON.stringify(scp)} }]]`,
    );
    const decision = async (shape: 'current' | 'before-2026-07') => {
      const [result] = await simulate(scenario, two, shape);
      return [result?.EvalDecision, result?.OrganizationsDecisionDetail, result?.MatchedStatements];
    };
    expect(await decision('current')).toEqual(['explicitDeny', { AllowedByOrganizations: false }, []]);
    expect(await decision('before-2026-07')).toEqual(['implicitDeny', { AllowedByOrganizations: false }, []]);
  });
});

describe('the layers', () => {
  it('a boundary is told where there is one', async () => {
    const boundary = policy(allow('iam:*'));
    const scenario = userWith(
      policy(allow('*')),
      `        boundary: limits\n    policies: [{ name: limits, document: ${JSON.stringify(boundary)} }]`,
    );
    const [result] = await simulate(scenario, two);
    expect(result).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      ResourceSpecificResults: [
        { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
        { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
      ],
    });
    expect(result?.OrganizationsDecisionDetail).toBeUndefined();
    const [without] = await simulate(scenario, {
      ...two,
      PolicyExclusionList: [{ PolicyType: 'permission-boundary' }],
    });
    expect(without?.EvalDecision).toBe('allowed');
  });

  it('an explicit deny shows only the statement that denies', async () => {
    const scenario = userWith(policy(allow('*'), { Effect: 'Deny', Action: 'ec2:Stop*', Resource: OTHER }));
    const [result] = await simulate(scenario, two);
    expect(result).toMatchObject({
      EvalDecision: 'explicitDeny',
      MatchedStatements: [{ StartPosition: { Line: 8, Column: 7 } }],
    });
    expect(result?.MatchedStatements).toHaveLength(1);
  });

  it('policies can be left out and put in', async () => {
    const exclude = await simulate(onlyOne, {
      ...two,
      PolicyExclusionList: [
        { InlinePolicyIdentifier: { PolicyName: 'own', AttachmentType: 'user', AttachmentName: 'test*' } },
      ],
    });
    expect(exclude[0]?.ResourceSpecificResults?.[0]?.EvalResourceDecision).toBe('implicitDeny');
    const PolicyInputList = [JSON.stringify(policy(allow('ec2:*')))];
    const [added] = await simulate(onlyOne, { ...two, PolicyInputList });
    expect(added?.EvalDecision).toBe('allowed');
    expect(added?.MatchedStatements?.map((statement) => statement.SourcePolicyId)).toContain(
      'PolicyInputList.1',
    );
    expect(
      added?.MatchedStatements?.find((statement) => statement.SourcePolicyId === 'PolicyInputList.1')
        ?.StartPosition,
    ).toEqual({
      Line: 1,
      Column: 38,
    });
  });
});

describe('context', () => {
  const conditional = userWith(
    policy(simulator, {
      Effect: 'Allow',
      Action: 'ec2:StopInstances',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'aws:username': 'tester' } },
    }),
  );

  it('is missing where it is not given, and known of the principal', async () => {
    const [result] = await simulate(conditional, two);
    expect(result).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:RequestedRegion'],
      ResourceSpecificResults: [{ MissingContextValues: ['aws:RequestedRegion'] }, {}],
    });
    const before = await simulate(conditional, two, 'before-2026-07');
    expect(before[0]?.MissingContextValues).toEqual([]);
    expect(before[0]?.ResourceSpecificResults?.[0]?.MissingContextValues).toEqual(['aws:RequestedRegion']);
  });

  it('is used where it is given', async () => {
    const ContextEntries: Input['ContextEntries'] = [
      { ContextKeyName: 'aws:requestedregion', ContextKeyValues: ['us-east-1'], ContextKeyType: 'string' },
    ];
    const [result] = await simulate(conditional, { ...two, ContextEntries });
    expect(result).toMatchObject({ EvalDecision: 'allowed', MissingContextValues: [] });
  });

  it('keys can be asked for', async () => {
    const { iam } = clientsOf(await started(userWith(policy(allow('iam:*')))));
    const { ContextKeyNames } = await iam.send(
      new GetContextKeysForPrincipalPolicyCommand({
        PolicySourceArn: SELF,
        PolicyInputList: [
          JSON.stringify(
            policy({ ...allow('s3:*'), Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
          ),
        ],
      }),
    );
    expect(ContextKeyNames).toEqual(['aws:SecureTransport']);
  });
});

describe('asking', () => {
  const admin = shipped('admin');
  const arn = (kind: string) => `arn:aws:iam::${ACCOUNT}:${kind}`;
  const ask = async (input: Partial<SimulatePrincipalPolicyCommandInput>, scenario = admin) => {
    const { iam } = clientsOf(await started(scenario));
    return failure(
      iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: arn('user/skypilot-admin'),
          ActionNames: ['s3:GetObject'],
          ...input,
        }),
      ),
    );
  };

  it.each([
    [
      { PolicySourceArn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s` },
      'InvalidInput',
      `Invalid Entity Arn: arn:aws:sts::${ACCOUNT}:assumed-role/r/s does not clearly define entity type and name.`,
    ],
    [{ PolicySourceArn: arn('root') }, 'InvalidInput', 'Invalid Entity Arn'],
    [{ PolicySourceArn: arn('role/nope') }, 'NoSuchEntity', 'The role with name nope cannot be found.'],
    [
      { PolicySourceArn: 'arn:aws:iam::999999999999:user/a' },
      'NoSuchEntity',
      'The user with name a cannot be found.',
    ],
    [{ ActionNames: ['s3:*'] }, 'InvalidInput', 'Wildcards'],
    [{ ActionNames: ['x'] }, 'ValidationError', 'greater than or equal to 3'],
    [{ ResourceArns: ['bucket'] }, 'InvalidInput', 'ARN format'],
    [{ ResourceArns: [`arn:aws:s3:::${'x'.repeat(2100)}`] }, 'ValidationError', '2048'],
    [{ Marker: 'nonsense' }, 'ValidationError', 'Invalid Marker.'],
    [{ PolicyInputList: ['{'] }, 'InvalidInput', 'Invalid policy document'],
    [
      { ResourceHandlingOption: 'EC2-VPC-EBS-Subnet', ResourceArns: [INSTANCE] },
      'InvalidInput',
      'image, security-group, network-interface, subnet, volume',
    ],
  ])('%j is refused', async (input, code, message) => {
    const stated = await ask(input);
    expect(stated.code).toBe(code);
    expect(stated.message).toContain(message);
  });

  it('a launch with all its resources is taken', async () => {
    const ResourceArns = [
      ec2('image', 'ami-0123456789abcdef0', ''),
      ...['instance', 'security-group', 'network-interface', 'subnet', 'volume'].map((type) =>
        ec2(type, 'x-1'),
      ),
    ];
    const { iam } = clientsOf(await started(admin));
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arn('user/skypilot-admin'),
        ActionNames: ['ec2:RunInstances'],
        ResourceHandlingOption: 'EC2-VPC-EBS-Subnet',
        ResourceArns,
      }),
    );
    expect(answer.EvaluationResults?.[0]?.ResourceSpecificResults).toHaveLength(6);
  });

  it('needs the permission, which may be on oneself alone', async () => {
    const denied = await ask({ PolicySourceArn: arn('user/skypilot-user') }, shipped('minimal'));
    expect(denied).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${arn('user/skypilot-user')} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: ${arn('user/skypilot-user')} because no identity-based policy allows the iam:SimulatePrincipalPolicy action`,
    });
    expect((await ask({ PolicySourceArn: arn('role/skypilot-v1') }, onlyOne)).code).toBe('AccessDenied');
  });

  it('is not possible where the endpoint has no simulator', async () => {
    const scenario = { ...admin, simulator: { ...admin.simulator, available: false } };
    expect(await ask({}, scenario)).toMatchObject({ code: 'NotImplemented', status: 501 });
  });

  it('comes in pages, shorter than asked for where the scenario says so', async () => {
    const scenario = { ...admin, simulator: { ...admin.simulator, pageSize: 2 } };
    const { iam } = clientsOf(await started(scenario));
    const ActionNames = [
      's3:GetObject',
      's3:PutObject',
      's3:ListBucket',
      's3:DeleteObject',
      's3:DeleteBucket',
    ];
    const seen: string[] = [];
    let Marker: string | undefined;
    let pages = 0;
    do {
      const page = await iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: arn('user/skypilot-admin'),
          ActionNames,
          MaxItems: 100,
          ...(Marker === undefined ? {} : { Marker }),
        }),
      );
      seen.push(...(page.EvaluationResults ?? []).map((result) => result.EvalActionName ?? ''));
      Marker = page.IsTruncated ? page.Marker : undefined;
      pages += 1;
    } while (Marker !== undefined);
    expect(seen).toEqual(ActionNames);
    expect(pages).toBe(3);
  });
});

describe('SimulateCustomPolicy', () => {
  it('decides by the given policies and boundary alone', async () => {
    const { iam } = clientsOf(await started(shipped('admin')));
    const ask = (boundary?: object) =>
      iam.send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: [JSON.stringify(policy(allow('ec2:*')))],
          ActionNames: ['ec2:StopInstances', 's3:GetObject'],
          ...(boundary ? { PermissionsBoundaryPolicyInputList: [JSON.stringify(boundary)] } : {}),
        }),
      );
    const decisions = async (boundary?: object) =>
      (await ask(boundary)).EvaluationResults?.map((result) => result.EvalDecision);
    expect(await decisions()).toEqual(['allowed', 'implicitDeny']);
    expect(await decisions(policy(allow('s3:*')))).toEqual(['implicitDeny', 'implicitDeny']);
  });
});

describe('a simulator that is wrong', () => {
  const withSimulator = (simulator: object, scenario: Scenario): Scenario => ({
    ...scenario,
    simulator: { ...scenario.simulator, ...simulator },
  });
  const answers = (answer: object): Pick<Scenario['simulator'], 'answers'> =>
    scenarioOf(
      JSON.stringify({
        description: 'x',
        accounts: [{ id: ACCOUNT }],
        simulator: { answers: [answer] },
      }),
    ).simulator;

  it.each<[string, object, object]>([
    [
      'says that something works which does not',
      { actions: ['ec2:StopInstances'], decision: 'allowed' },
      { EvalDecision: 'allowed', MatchedStatements: [] },
    ],
    [
      'denies what works, and blames the organisation',
      { actions: ['ec2:Stop*'], decision: 'implicitDeny', blames: 'organizations' },
      { EvalDecision: 'implicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
    ],
    [
      'denies what works, and blames a boundary',
      { actions: ['*'], decision: 'explicitDeny', blames: 'boundary' },
      {
        EvalDecision: 'explicitDeny',
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      },
    ],
    [
      'is wrong about other actions only',
      { actions: ['ec2:StartInstances'], decision: 'allowed' },
      { EvalDecision: 'implicitDeny' },
    ],
    [
      'is wrong about a resource only',
      { actions: ['ec2:StopInstances'], resources: [OTHER], decision: 'allowed' },
      {
        EvalDecision: 'allowed',
        ResourceSpecificResults: [
          { EvalResourceName: INSTANCE, EvalResourceDecision: 'allowed' },
          { EvalResourceName: OTHER, EvalResourceDecision: 'allowed' },
        ],
      },
    ],
  ])('%s', async (_, answer, expected) => {
    const simulator = { answers: answers(answer).answers };
    for (const shape of ['current', 'before-2026-07'] as const) {
      const [result] = await simulate(withSimulator(simulator, onlyOne), two, shape);
      expect(result).toMatchObject(expected);
    }
  });

  const guarded = (partition: string) =>
    scenarioOf(
      JSON.stringify({
        description: 'x',
        accounts: [
          {
            id: ACCOUNT,
            partition,
            serviceControlPolicies: [
              ['FullAWSAccess'],
              [{ name: 'g', document: policy(allow(['s3:*', 'iam:*'])) }],
            ],
            users: [{ name: 'tester', inline: { own: policy(allow('*')) } }],
          },
        ],
        home: { profiles: [{ name: 'default', user: 'tester' }] },
      }),
    );

  it.each([
    ['aws', 'us-east-1', undefined, 'implicitDeny'],
    ['aws', 'us-east-1', false, 'allowed'],
    ['aws-cn', 'cn-north-1', undefined, 'allowed'],
    ['aws-cn', 'cn-north-1', true, 'implicitDeny'],
    ['aws-us-gov', 'us-gov-west-1', undefined, 'implicitDeny'],
  ])('in %s looks at SCPs where it does (%s, %s): %s', async (partition, region, scps, decision) => {
    const scenario = guarded(partition);
    const changed = withSimulator(scps === undefined ? {} : { serviceControlPolicies: scps }, scenario);
    const { iam } = clientsOf(await started(changed), undefined, region);
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:${partition}:iam::${ACCOUNT}:user/tester`,
        ActionNames: ['ec2:DescribeVpcs'],
      }),
    );
    const [result] = answer.EvaluationResults ?? [];
    expect(result?.EvalDecision).toBe(decision);
    expect(result?.OrganizationsDecisionDetail === undefined).toBe(
      partition === 'aws-cn' ? scps !== true : scps === false,
    );
  });

  it('sees no session policies, resource control policies and endpoint policies', async () => {
    const deny = policy({ Effect: 'Deny', Principal: '*', Action: ['s3:*', 'ec2:*'], Resource: '*' });
    const scenario = scenarioOf(
      JSON.stringify({
        description: 'x',
        accounts: [
          {
            id: ACCOUNT,
            resourceControlPolicies: [[{ name: 'g', document: deny }]],
            roles: [
              {
                name: 'r',
                policies: ['AdministratorAccess'],
                trust: policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }),
              },
            ],
            sessions: [{ name: 's', of: { kind: 'role', role: 'r' }, policy: policy(allow('iam:*')) }],
          },
        ],
        vpcEndpoints: [{ service: 'ec2', policy: deny }],
        home: { profiles: [{ name: 'default', session: 's' }] },
      }),
    );
    const { iam } = clientsOf(await started(scenario));
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/r`,
        ActionNames: ['s3:ListAllMyBuckets', 'ec2:DescribeVpcs'],
      }),
    );
    expect(answer.EvaluationResults?.map((result) => result.EvalDecision)).toEqual(['allowed', 'allowed']);
  });
});
