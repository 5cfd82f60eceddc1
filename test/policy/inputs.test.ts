/** Every form in which people have policies, each with what it comes to. */
import { describe, expect, it } from 'vitest';
import { checkTrust } from '../../src/check-trust.ts';
import { policyFor } from '../../src/skypilot/policy-document.ts';
import { GITHUB, JOB, onSubject, policyOf, trust, trustRequest } from '../web-identity/support.ts';
import {
  ACCOUNT,
  allow,
  answerFor,
  codes,
  deny,
  policy,
  problemsOf,
  reportFor,
  source,
  statuses,
} from './support.ts';

const scope = { partition: 'aws', account: ACCOUNT, role: 'skypilot-v1' };
const COMPUTE = policyFor(['compute'], scope, false);
const encoded = encodeURIComponent(JSON.stringify(COMPUTE));
const TRUST = policyOf([trust(onSubject(JOB.sub))]);

const YAML_TEMPLATE = `
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Env: {Type: String}
Resources:
  SkyRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: skypilot-v1
      AssumeRolePolicyDocument:
        Version: 2012-10-17   # a date to some readers
        Statement:
          - {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}
  Sky:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - &launch
            Effect: Allow
            Action: ec2:RunInstances
            Resource:
              - !Sub arn:\${AWS::Partition}:ec2:*::image/ami-*
              - !Join [':', [arn, !Ref AWS::Partition, ec2, '*', !Ref AWS::AccountId, '*']]
          - <<: *launch
            Action: [ec2:TerminateInstances, ec2:DeleteTags, ec2:StartInstances, ec2:CreateTags, ec2:StopInstances, ec2:CreateSecurityGroup, ec2:AuthorizeSecurityGroupIngress]
          - Effect: Allow
            Action: ec2:Describe*
            Resource: "*"
          - Effect: Allow
            Action: [iam:GetRole, iam:PassRole]
            Resource: !GetAtt SkyRole.Arn
          - Effect: Allow
            Action: iam:GetInstanceProfile
            Resource:
              Fn::Sub: 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:instance-profile/skypilot-v1'
`;

/** What `get-account-authorization-details` prints: a user with an inline policy, a group and a boundary. */
function details(more: object = {}, documents: unknown = COMPUTE): object {
  const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`;
  const managed = (name: string, Document: unknown) => ({
    PolicyName: name,
    Arn: arn(`policy/${name}`),
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      { VersionId: 'v1', IsDefaultVersion: false, Document: policy(deny('*')) },
      { VersionId: 'v2', IsDefaultVersion: true, Document },
    ],
  });
  return {
    UserDetailList: [
      {
        UserName: 'sky',
        Arn: arn('user/team/sky'),
        GroupList: ['all'],
        AttachedManagedPolicies: [],
        ...more,
      },
    ],
    GroupDetailList: [
      {
        GroupName: 'all',
        Arn: arn('group/all'),
        GroupPolicyList: [],
        AttachedManagedPolicies: [{ PolicyName: 'sky', PolicyArn: arn('policy/sky') }],
      },
    ],
    RoleDetailList: [],
    Policies: [managed('sky', documents), managed('no-ec2', policy(allow('s3:*')))],
  };
}

describe('a file with policies of an identity', () => {
  it.each<[string, unknown]>([
    ['the document', COMPUTE],
    ['documents in a list', [policy(allow('s3:*')), COMPUTE]],
    ['get-policy-version', { PolicyVersion: { Document: COMPUTE, VersionId: 'v1', IsDefaultVersion: true } }],
    ['get-policy-version of an SDK', { PolicyVersion: { Document: encoded } }],
    ['get-role-policy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: COMPUTE }],
    ['get-user-policy', { UserName: 'u', PolicyName: 'p', PolicyDocument: COMPUTE }],
    ['get-group-policy', { GroupName: 'g', PolicyName: 'p', PolicyDocument: encoded }],
    ['get-inline-policy-for-permission-set', { InlinePolicy: JSON.stringify(COMPUTE) }],
    ['get-account-authorization-details', details()],
    ['get-account-authorization-details of an SDK', details({}, encoded)],
    [
      'YAML as the AWS CLI prints it',
      `RoleName: r\nPolicyDocument:\n  Version: '2012-10-17'\n  Statement:\n  - Effect: Allow\n    Action: '*'\n    Resource: '*'\n`,
    ],
    [
      'a document in YAML',
      `Version: 2012-10-17\nStatement:\n- {Effect: Allow, Action: "*", Resource: "*"}\n`,
    ],
    ['a template in YAML', YAML_TEMPLATE],
    [
      'a template with the policy as text',
      {
        Resources: {
          P: {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: { PolicyDocument: { 'Fn::Sub': JSON.stringify(COMPUTE) } },
          },
        },
      },
    ],
    [
      'a plan',
      {
        format_version: '1.2',
        planned_values: {
          root_module: {
            resources: [
              { address: 'a.b', type: 'aws_iam_policy', values: { policy: JSON.stringify(COMPUTE) } },
            ],
          },
        },
      },
    ],
  ])('is read: %s', (_, value) => {
    const report = reportFor(source(value));
    expect(statuses(report).compute).toBe('enabled');
    expect(codes(report).filter((code) => code.startsWith('policy-'))).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'get-role',
      { Role: { RoleName: 'r', AssumeRolePolicyDocument: TRUST } },
      /get-role` prints of the role r: .*trust policy.*get-role-policy/,
    ],
    ['get-user', { User: { UserName: 'u' } }, /get-user` prints.*no policy document.*get-user-policy/],
    ['get-policy', { Policy: { PolicyName: 'p', Arn: 'arn' } }, /get-policy-version --policy-arn/],
    ['list-attached-role-policies', { AttachedPolicies: [] }, /a list of attached policies/],
    ['list-role-policies', { PolicyNames: ['p'] }, /a list of inline policies/],
    ['get-instance-profile', { InstanceProfile: { Roles: [] } }, /names a role/],
    ['simulate-principal-policy', { EvaluationResults: [] }, /skycheck aws asks the simulator itself/],
    [
      'describe-policy of an RCP',
      { Policy: { PolicySummary: { Type: 'RESOURCE_CONTROL_POLICY' }, Content: '{}' } },
      /a resource control policy .*does not evaluate/,
    ],
    ['an empty inline policy', { InlinePolicy: '' }, /the policy in it is empty/],
    ['details without anybody', { UserDetailList: [] }, /neither users nor roles/],
    ['details of a user without policies', details({ GroupList: [] }), /user\/sky has no policy at all/],
  ])('is refused, and what it is is said: %s', (_, value, message) => {
    const problems = problemsOf(source(value));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^policy\.json: /);
    expect(problems[0]).toMatch(message);
  });

  it('names what the output of an account leaves out', () => {
    const lacking = { ...details(), Policies: [] };
    const report = reportFor(source(lacking));
    expect(statuses(report).compute).toBe('unknown');
    expect(report.findings.find(({ code }) => code === 'policy-value-not-known-yet')?.detail).toContain(
      `arn:aws:iam::${ACCOUNT}:policy/sky (its document is not in this output)`,
    );
    const noGroup = { ...details(), GroupDetailList: [] };
    expect(statuses(reportFor(source(noGroup))).compute).toBe('unknown');
  });

  it('keeps to the boundary of the identity', () => {
    const PermissionsBoundary = { PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/no-ec2` };
    const report = reportFor(source(details({ PermissionsBoundary })));
    expect(statuses(report).compute).toBe('disabled');
    expect(report.policyCheck?.documents.map(({ layer }) => layer)).toEqual([
      'identity',
      'permissions-boundary',
    ]);
    const boundary = source(policy(allow('*')), 'boundary.json');
    expect(statuses(reportFor(source(details({ PermissionsBoundary })), { boundary })).compute).toBe(
      'enabled',
    );
  });

  it('asks whose policies it should take, and takes those', () => {
    const role = {
      RoleName: 'ci',
      Arn: `arn:aws:iam::${ACCOUNT}:role/ci`,
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: policy(allow('s3:*')) }],
    };
    const both = source({ ...details(), RoleDetailList: [role] });
    expect(problemsOf(both)[0]).toContain('2 identities. Choose one with --identity: user/sky, role/ci.');
    for (const who of ['sky', 'user/sky', 'user/team/sky', `arn:aws:iam::${ACCOUNT}:user/team/sky`]) {
      expect(statuses(reportFor(both, { who })).compute).toBe('enabled');
    }
    expect(statuses(reportFor(both, { who: 'role/ci' }))).toMatchObject({
      compute: 'disabled',
      storage: 'enabled',
    });
    expect(answerFor(both, { who: 'nobody' })).toMatchObject({
      problems: [expect.stringContaining('no nobody. It has user/sky, role/ci')],
    });
  });
});

it('reads a service control policy of describe-policy', () => {
  const scp = {
    Policy: {
      PolicySummary: { Type: 'SERVICE_CONTROL_POLICY', Name: 'p' },
      Content: JSON.stringify(policy(deny('ec2:RunInstances'))),
    },
  };
  const report = reportFor(source(policy(allow('*'))), { serviceControl: [source(scp, 'scp.json')] });
  expect(statuses(report).compute).toBe('disabled');
  // It says itself what it is.
  const beside = reportFor(source(policy(allow('*'))), {
    identity: [source(policy(allow('*'))), source(scp, 'scp.json')],
  });
  expect(beside.policyCheck?.documents.map(({ layer }) => layer)).toEqual(['identity', 'scp']);
  expect(statuses(beside)).toEqual(statuses(report));
  expect(problemsOf(source(scp, 'scp.json'))[0]).toMatch(/^These are service control policies alone/);
  expect(answerFor(source(policy(allow('*'))), { boundary: source(scp, 'scp.json') })).toMatchObject({
    problems: [expect.stringContaining('give it with --scp')],
  });
});

describe('parameters of a template', () => {
  const compute = (parameter: object, value: unknown = { Ref: 'Account' }) => {
    const arn = { 'Fn::Sub': ['arn:aws:iam::${A}:role/*', { A: value }] };
    const PolicyDocument = policy(allow(['ec2:*', 'iam:GetInstanceProfile']), {
      ...allow('iam:PassRole'),
      Resource: arn,
    });
    const Resources = { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } } };
    return reportFor(source({ Resources, Parameters: { Account: parameter } }, 'template.json'));
  };

  it.each([
    [{ Type: 'String', Default: '*' }, 'enabled'],
    [{ Default: '444455556666' }, 'disabled'],
    [{ Type: 'Number', Default: 444455556666 }, 'disabled'],
    [{ Type: 'String' }, 'unknown'],
    [{ Type: 'CommaDelimitedList', Default: '*' }, 'unknown'],
    [{ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/account' }, 'unknown'],
  ])('with %j decide as they are deployed without another value', (parameter, status) => {
    expect(statuses(compute(parameter)).compute).toBe(status);
  });

  it('name the placeholder that was left in', () => {
    const report = compute({ Type: 'String', Default: '<account-ID-without-hyphens>' });
    expect(report.findings[0]).toMatchObject({
      code: 'policy-account-misspelt',
      title: '<account-ID-without-hyphens> was not replaced in template.json P',
    });
  });
});

describe('YAML', () => {
  const template = (resource: string) =>
    `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n        - Effect: Allow\n          Action: s3:*\n          Resource: ${resource}\n`;

  it.each<[string, string]>([
    ['!Ref AWS::AccountId', 'enabled'],
    ['"*"', 'enabled'],
    ['!If [Prod, "*", "*"]', 'unknown'],
    ['!Ref Bucket', 'unknown'],
    ['!ImportValue x', 'unknown'],
    ['!Select [0, [a, b]]', 'unknown'],
  ])('has the short form %s', (text, status) => {
    const resource = text === '!Ref AWS::AccountId' ? '!Sub ["${A}", {A: !Join ["", ["*"]]}]' : text;
    expect(statuses(reportFor(source(template(resource)))).storage).toBe(status);
  });

  it('names the place of what is not known', () => {
    const report = reportFor(source(template('!Ref Bucket'), 't.yaml'));
    expect(report.findings.find(({ code }) => code === 'policy-value-not-known-yet')?.detail).toMatch(
      /^t\.yaml:10:26: Ref Bucket/,
    );
  });

  it('keeps the zeros of an account', () => {
    const text = `Resources:\n  R: {Type: 'AWS::IAM::Role', Properties: {Policies: [{PolicyName: a, PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:*', Resource: !Sub ['arn:aws:s3:::x-\${A}', {A: 012345678901}]}]}}]}}\n`;
    expect(reportFor(source(text)).policyCheck?.documents).toHaveLength(1);
  });

  it.each<[string, string]>([
    [
      'aliases that grow',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`).join('\n')}\n`,
    ],
    ['an alias of itself', 'a: &a\n  b: *a\n'],
    ['deep nesting', `a: ${'['.repeat(50_000)}\n`],
    ['many documents', 'Statement: []\n---\nStatement: []\n'],
    ['a key that is a list', '? [a, b]\n: c\nStatement: x\n'],
    ['twice the same key', 'Statement: []\nStatement: []\n'],
    ['an alias of nothing', 'Statement: *x\n'],
    ['too much', `a: ${'x'.repeat(1_100_000)}\n`],
  ])('with %s is refused', (_, text) => {
    expect(answerFor(source(text)).kind).toBe('refused');
  });
});

describe('what a file attaches and does not hold', () => {
  const arn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  const template = (role: object, more: object = {}) => ({
    Resources: {
      R: {
        Type: 'AWS::IAM::Role',
        Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: COMPUTE }], ...role },
      },
      P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy(allow('s3:*')) } },
      ...more,
    },
  });
  const state = (...resources: object[]) => ({
    format_version: '1.0',
    values: { root_module: { resources } },
  });
  const inState = (type: string, values: object) => ({ address: `${type}.x`, type, values });
  const p = inState('aws_iam_policy', {
    arn: 'arn:aws:iam::1:policy/p',
    policy: JSON.stringify(policy(allow('s3:*'))),
  });
  const hcl = (more: string) =>
    `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })\n}\n${more}`;

  // Storage and compute: what is not known may allow anything, and a boundary keeps to what it allows.
  it.each<[string, unknown, string, string]>([
    [
      'a template that attaches its own policy',
      template({ ManagedPolicyArns: [{ Ref: 'P' }] }),
      'enabled',
      'enabled',
    ],
    ['a template that attaches one of AWS', template({ ManagedPolicyArns: [arn] }), 'enabled', 'enabled'],
    [
      'one that attaches nothing else',
      { Resources: { R: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: [arn] } } } },
      'unknown',
      'unknown',
    ],
    [
      'a template whose boundary is its own',
      template({ PermissionsBoundary: { Ref: 'P' } }),
      'disabled',
      'disabled',
    ],
    [
      'a template with a boundary elsewhere',
      template({ PermissionsBoundary: 'arn:aws:iam::1:policy/b' }),
      'unknown',
      'unknown',
    ],
    [
      'a state',
      state(
        p,
        inState('aws_iam_role_policy_attachment', { policy_arn: 'arn:aws:iam::1:policy/p', role: 'r' }),
      ),
      'enabled',
      'disabled',
    ],
    [
      'a state that attaches one of AWS',
      state(p, inState('aws_iam_user_policy_attachment', { policy_arn: arn })),
      'enabled',
      'unknown',
    ],
    [
      'a state with a boundary',
      state(p, inState('aws_iam_user', { permissions_boundary: 'arn:aws:iam::1:policy/p' })),
      'disabled',
      'disabled',
    ],
    [
      'a state with a boundary elsewhere',
      state(p, inState('aws_iam_user', { permissions_boundary: arn })),
      'unknown',
      'disabled',
    ],
    [
      'source',
      hcl(
        'resource "aws_iam_role_policy_attachment" "a" {\n  role = "r"\n  policy_arn = aws_iam_policy.p.arn\n}\n',
      ),
      'enabled',
      'disabled',
    ],
    [
      'source that attaches one of AWS',
      hcl(`resource "aws_iam_role_policy_attachment" "a" {\n  role = "r"\n  policy_arn = "${arn}"\n}\n`),
      'enabled',
      'unknown',
    ],
    [
      'source with a boundary',
      hcl('resource "aws_iam_user" "u" {\n  name = "u"\n  permissions_boundary = aws_iam_policy.p.arn\n}\n'),
      'disabled',
      'disabled',
    ],
  ])('%s', (_, value, storage, compute) => {
    expect(statuses(reportFor(source(value)))).toMatchObject({ storage, compute });
  });

  it('is named', () => {
    const report = reportFor(source(template({ ManagedPolicyArns: [arn] })));
    expect(report.findings.find(({ code }) => code === 'policy-value-not-known-yet')?.detail).toContain(
      `${arn} (its document is not in this template)`,
    );
  });
});

it('puts the placeholder of the page in the first line, with the place to change', () => {
  const text = JSON.stringify(COMPUTE, null, 2).replaceAll(ACCOUNT, '<account-ID-without-hyphens>');
  const report = reportFor(source(text, 'p.json'), {
    stated: { account: undefined, partition: undefined, region: undefined, role: 'skypilot-v1' },
  });
  const [first, ...others] = report.findings;
  expect(first).toMatchObject({
    code: 'policy-account-misspelt',
    severity: 'error',
    title: '<account-ID-without-hyphens> was not replaced in p.json',
    fix: [
      {
        kind: 'edit',
        text: 'in p.json:19, change <account-ID-without-hyphens> to the twelve digits of your account, wherever it is',
      },
    ],
  });
  expect(others.filter(({ code }) => code === 'permissions-missing').map(({ cause }) => cause)).toEqual([
    'policy-account-misspelt',
    'policy-account-misspelt',
  ]);
});

describe('a file with trust policies', () => {
  const decisions = (value: unknown, role?: string) => {
    const answer = checkTrust(trustRequest(value, JOB, { role }));
    return answer.kind === 'refused'
      ? answer.problems
      : answer.report.policies.map(({ decision }) => decision);
  };
  const OTHER = policyOf([trust(onSubject('repo:a/b:pull_request'))]);
  const service = policyOf([
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]);
  const role = (RoleName: string, AssumeRolePolicyDocument: unknown) => ({
    RoleName,
    Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
    AssumeRolePolicyDocument,
  });

  it.each<[string, unknown, readonly string[]]>([
    ['the document', TRUST, ['allowed']],
    ['get-role', { Role: role('ci', TRUST) }, ['allowed']],
    ['get-role of an SDK', { Role: role('ci', encodeURIComponent(JSON.stringify(TRUST))) }, ['allowed']],
    ['get-role --query Role', role('ci', OTHER), ['denied']],
    ['list-roles', { Roles: [role('a', OTHER), role('b', TRUST)] }, ['denied', 'allowed']],
    [
      'get-account-authorization-details',
      { RoleDetailList: [role('a', TRUST), role('b', service)] },
      ['allowed', 'denied'],
    ],
    [
      'a state',
      {
        format_version: '1.0',
        values: {
          root_module: {
            resources: [
              {
                address: 'aws_iam_role.x',
                type: 'aws_iam_role',
                values: { name: 'ci', assume_role_policy: JSON.stringify(TRUST) },
              },
            ],
          },
        },
      },
      ['allowed'],
    ],
    [
      'a template',
      { Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } } } },
      ['allowed'],
    ],
    [
      'a template in YAML that makes the provider',
      `Resources:\n  Oidc:\n    Type: AWS::IAM::OIDCProvider\n    Properties: {Url: 'https://${GITHUB}', ClientIdList: [sts.amazonaws.com]}\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: 2012-10-17\n        Statement:\n        - Effect: Allow\n          Principal: {Federated: !Ref Oidc}\n          Action: sts:AssumeRoleWithWebIdentity\n          Condition: {StringLike: {'${GITHUB}:sub': 'repo:acme/infra:*'}}\n`,
      ['allowed'],
    ],
    [
      'a template whose provider is a parameter',
      {
        Resources: {
          R: {
            Type: 'AWS::IAM::Role',
            Properties: {
              AssumeRolePolicyDocument: policyOf([
                { ...trust(onSubject(JOB.sub)), Principal: { Federated: { Ref: 'Provider' } } },
              ]),
            },
          },
        },
      },
      ['unknown'],
    ],
  ])('is read: %s', (_, value, expected) => {
    expect(decisions(value)).toEqual(expected);
  });

  it('is read for one role', () => {
    const roles = { Roles: [role('a', OTHER), role('b', TRUST)] };
    expect(decisions(roles, 'b')).toEqual(['allowed']);
    expect(decisions(roles, 'c')).toEqual(['trust.json: there is no role c in it, but a, b.']);
  });

  it.each<[string, unknown, RegExp]>([
    ['a policy of an identity', policy(allow('*')), /Principal/],
    ['get-role-policy', { PolicyDocument: COMPUTE }, /it is no trust policy/],
    [
      'a template without roles',
      { Resources: { B: { Type: 'AWS::S3::Bucket' } } },
      /no trust policy of a role in this template/,
    ],
  ])('is refused where it is none: %s', (_, value, message) => {
    expect(decisions(value).join()).toMatch(message);
  });
});
