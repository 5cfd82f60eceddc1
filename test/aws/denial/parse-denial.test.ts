import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Denial, DenialCause, PolicyKind } from '../../../src/aws/denial/denial.ts';
import { condenseDenial, parseDenial } from '../../../src/aws/denial/parse-denial.ts';

const ACTOR = 'arn:aws:iam::111122223333:user/alice';
const USER = `User: ${ACTOR} is not authorized to perform:`;
const EC2 = 'You are not authorized to perform this operation.';
const INSTANCE = 'arn:aws:ec2:us-east-1:111122223333:instance/*';
const ENCODED = 'Ab1_-'.repeat(20);
const ID = 'a1b2c3d4e5'.repeat(3);
const LINK = `https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/${ID}`;
const REFERENCE = `Go to ${LINK} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${ID}`;
const SCP = 'arn:aws:organizations::444455556666:policy/o-abc123/service_control_policy/p-xyz789';

const missing = (kind?: PolicyKind): DenialCause => ({
  kind: 'missing-allow',
  ...(kind === undefined ? {} : { in: kind }),
});
const explicit = (kind?: PolicyKind, rest: { policy?: string; through?: PolicyKind } = {}): DenialCause => ({
  kind: 'explicit-deny',
  ...(kind === undefined ? {} : { in: kind }),
  ...rest,
  statements: [],
});
const UNEXPLAINED: DenialCause = { kind: 'unexplained' };

/** AWS's words for each kind of policy, with the article of its explicit form. */
const WORDS: Readonly<Record<PolicyKind, readonly [missing: string, denied: string]>> = {
  identity: ['identity-based policy', 'an identity-based policy'],
  'permissions-boundary': ['permissions boundary', 'a permissions boundary'],
  session: ['session policy', 'a session policy'],
  scp: ['service control policy', 'a service control policy'],
  rcp: ['resource control policy', 'a resource control policy'],
  resource: ['resource-based policy', 'a resource-based policy'],
  trust: ['role trust policy', 'the role trust policy'],
  'vpc-endpoint': ['VPC endpoint policy', 'a VPC endpoint policy'],
};
const KINDS = Object.keys(WORDS) as PolicyKind[];

describe('every kind of policy', () => {
  it.each(KINDS)('%s, where nothing in it allows', (kind) => {
    const text = `${USER} s3:ListAllMyBuckets because no ${WORDS[kind][0]} allows the s3:ListAllMyBuckets action`;
    expect(parseDenial(text)).toEqual({ actor: ACTOR, action: 's3:ListAllMyBuckets', cause: missing(kind) });
  });

  it.each(KINDS)('%s, where it denies', (kind) => {
    const text = `${USER} s3:ListAllMyBuckets with an explicit deny in ${WORDS[kind][1]}`;
    expect(parseDenial(text).cause).toEqual(explicit(kind));
  });
});

const texts: readonly (readonly [title: string, text: string, denial: Denial])[] = [
  [
    'EC2, with an encoded message',
    `${EC2} ${USER} ec2:RunInstances on resource: ${INSTANCE} because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: ${ENCODED}`,
    {
      actor: ACTOR,
      action: 'ec2:RunInstances',
      resource: INSTANCE,
      cause: missing('identity'),
      encodedMessage: ENCODED,
    },
  ],
  [
    'EC2 before 2023',
    `${EC2} Encoded authorization failure message: ${ENCODED}`,
    { cause: UNEXPLAINED, encodedMessage: ENCODED },
  ],
  ['EC2, bare', EC2, { cause: UNEXPLAINED }],
  ['S3, bare', 'Access Denied', { cause: UNEXPLAINED }],
  ['S3 HEAD', 'Forbidden', { cause: UNEXPLAINED }],
  ['nothing', '', { cause: UNEXPLAINED }],
  [
    'the policy of 2026, before the encoded message',
    `${EC2} ${USER} ec2:RunInstances on resource: ${INSTANCE} with an explicit deny in a service control policy: ${SCP}. Encoded authorization failure message: ${ENCODED}`,
    {
      actor: ACTOR,
      action: 'ec2:RunInstances',
      resource: INSTANCE,
      cause: explicit('scp', { policy: SCP }),
      encodedMessage: ENCODED,
    },
  ],
  [
    'a policy with a path and a boundary',
    `${USER} iam:PassRole on resource: arn:aws:iam::111122223333:role/x with an explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/eng/ml/Boundary.v2`,
    {
      actor: ACTOR,
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::111122223333:role/x',
      cause: explicit('permissions-boundary', {
        policy: 'arn:aws:iam::111122223333:policy/eng/ml/Boundary.v2',
      }),
    },
  ],
  [
    'a bare policy name',
    `${USER} ec2:StopInstances with an explicit deny in an identity-based policy: DenyStops`,
    { actor: ACTOR, action: 'ec2:StopInstances', cause: explicit('identity', { policy: 'DenyStops' }) },
  ],
  [
    'an error of another tool after the sentence',
    `${USER} ec2:StopInstances with an explicit deny in an identity-based policy: exit status 1`,
    { actor: ACTOR, action: 'ec2:StopInstances', cause: explicit('identity') },
  ],
  [
    'AWS quarantines a leaked key',
    `${USER} ec2:RunInstances with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3`,
    {
      actor: ACTOR,
      action: 'ec2:RunInstances',
      cause: explicit('identity', { policy: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' }),
    },
  ],
  [
    'an authorization id',
    `${USER} iam:GetRole on resource: role skypilot-v1 because no identity-based policy allows the iam:GetRole action. ${REFERENCE}`,
    {
      actor: ACTOR,
      action: 'iam:GetRole',
      resource: 'role skypilot-v1',
      cause: missing('identity'),
      authorization: { id: ID, region: 'us-east-1', link: LINK },
    },
  ],
  [
    'a policy and an authorization id',
    `${USER} iam:GetRole on resource: role skypilot-v1 with an explicit deny in a service control policy: ${SCP}. ${REFERENCE}`,
    {
      actor: ACTOR,
      action: 'iam:GetRole',
      resource: 'role skypilot-v1',
      cause: explicit('scp', { policy: SCP }),
      authorization: { id: ID, region: 'us-east-1', link: LINK },
    },
  ],
  [
    'no resource, an authorization id',
    `${USER} iam:ListRoles. ${REFERENCE}`,
    {
      actor: ACTOR,
      action: 'iam:ListRoles',
      cause: UNEXPLAINED,
      authorization: { id: ID, region: 'us-east-1', link: LINK },
    },
  ],
  [
    'a policy that comes to bear through another',
    `${USER} s3:GetObject with an explicit deny in a VPC endpoint policy transitively through a service control policy`,
    { actor: ACTOR, action: 's3:GetObject', cause: explicit('vpc-endpoint', { through: 'scp' }) },
  ],
  [
    "AWS's page: a sessions policy",
    `${USER} s3:GetObject with an explicit deny in a sessions policy`,
    { actor: ACTOR, action: 's3:GetObject', cause: explicit('session') },
  ],
  [
    'a kind of policy that nobody knows yet',
    `${USER} s3:GetObject with an explicit deny in a declarative policy`,
    { actor: ACTOR, action: 's3:GetObject', cause: explicit() },
  ],
  [
    'old, without a kind of policy',
    `${USER} s3:GetObject with an explicit deny`,
    { actor: ACTOR, action: 's3:GetObject', cause: explicit() },
  ],
  [
    'S3, with a quoted resource',
    `${USER} s3:GetObject on resource: "arn:aws:s3:::bucket/a key.txt" because no identity-based policy allows the s3:GetObject action`,
    {
      actor: ACTOR,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::bucket/a key.txt',
      cause: missing('identity'),
    },
  ],
  [
    'the same within JSON',
    `{"message":"${USER} s3:GetObject on resource: \\"arn:aws:s3:::bucket/a\\" because no identity-based policy allows the s3:GetObject action"}`,
    { actor: ACTOR, action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/a', cause: missing('identity') },
  ],
  [
    'public access is blocked',
    `${USER} s3:PutBucketAcl on resource: "arn:aws:s3:::bucket" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
    {
      actor: ACTOR,
      action: 's3:PutBucketAcl',
      resource: 'arn:aws:s3:::bucket',
      cause: { kind: 'public-access-block', setting: 'BlockPublicAcls' },
    },
  ],
  [
    'STS, without a reason',
    `User: ${ACTOR} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/ml`,
    {
      actor: ACTOR,
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::444455556666:role/ml',
      cause: UNEXPLAINED,
    },
  ],
  [
    'STS, web identity',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    { action: 'sts:AssumeRoleWithWebIdentity', cause: UNEXPLAINED },
  ],
  [
    'other words of IAM for resources',
    `${USER} iam:GetInstanceProfile on resource: instance profile skypilot-v1 because no permissions boundary allows the iam:GetInstanceProfile action`,
    {
      actor: ACTOR,
      action: 'iam:GetInstanceProfile',
      resource: 'instance profile skypilot-v1',
      cause: missing('permissions-boundary'),
    },
  ],
  [
    'a policy as the resource',
    `${USER} iam:GetPolicy on resource: policy arn:aws:iam::aws:policy/ReadOnlyAccess because no identity-based policy allows the iam:GetPolicy action`,
    {
      actor: ACTOR,
      action: 'iam:GetPolicy',
      resource: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      cause: missing('identity'),
    },
  ],
  [
    'an action in upper case, and another after "allows the"',
    `${USER} SNS:Publish on resource: arn:aws:sns:us-east-1:111122223333:t because no resource-based policy allows the sns:Publsh action`,
    {
      actor: ACTOR,
      action: 'SNS:Publish',
      resource: 'arn:aws:sns:us-east-1:111122223333:t',
      cause: missing('resource'),
    },
  ],
  [
    'without "User:"',
    `${ACTOR} is not authorized to perform: s3:GetObject because no identity-based policy allows the s3:GetObject action`,
    { actor: ACTOR, action: 's3:GetObject', cause: missing('identity') },
  ],
  [
    'the session of a role, with what such names may hold',
    'User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ML_0123/a.b+c=d,e@f-g_h is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action',
    {
      actor: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ML_0123/a.b+c=d,e@f-g_h',
      action: 'ec2:DescribeInstances',
      cause: missing('identity'),
    },
  ],
  [
    'a resource whose name ends in a full stop',
    `${USER} iam:PassRole on resource: arn:aws:iam::111122223333:role/odd. because no identity-based policy allows the iam:PassRole action`,
    {
      actor: ACTOR,
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::111122223333:role/odd.',
      cause: missing('identity'),
    },
  ],
  [
    'a policy that should have allowed, should AWS ever name one',
    `${USER} a:B because no identity-based policy allows the a:B action: arn:aws:iam::111122223333:policy/p.`,
    {
      actor: ACTOR,
      action: 'a:B',
      cause: { kind: 'missing-allow', in: 'identity', policy: 'arn:aws:iam::111122223333:policy/p' },
    },
  ],
  [
    'a link that is not to AWS',
    `${USER} a:B. ${REFERENCE.replace('console.aws.amazon.com', 'console.aws.amazon.com.evil.example')}`,
    { actor: ACTOR, action: 'a:B', cause: UNEXPLAINED },
  ],
];

describe('texts of AWS', () => {
  it.each(texts)('%s', (_title, text, denial) => expect(parseDenial(text)).toEqual(denial));
});

/** What SDKs and tools put around the text. */
const WRAPPERS: Readonly<Record<string, (text: string) => string>> = {
  'boto3, AWS CLI v1': (text) =>
    `An error occurred (UnauthorizedOperation) when calling the RunInstances operation: ${text}`,
  'boto3 with retries': (text) =>
    `botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the X operation (reached max retries: 4): ${text}`,
  'AWS CLI v2': (text) =>
    `aws: [ERROR]: An error occurred (AccessDeniedException) when calling the X operation: ${text}`,
  Go: (text) =>
    `operation error EC2: RunInstances, https response error StatusCode: 403, RequestID: 0a1b-2c3d, api error UnauthorizedOperation: ${text}`,
  'Go v1': (text) => `UnauthorizedOperation: ${text}\n\tstatus code: 403, request id: 0a1b-2c3d`,
  Java: (text) => `${text} (Service: Ec2, Status Code: 403, Request ID: 0a1b-2c3d) (SDK Attempt Count: 1)`,
  'Java 1': (text) =>
    `${text} (Service: AmazonEC2; Status Code: 403; Error Code: UnauthorizedOperation; Request ID: 0a1b-2c3d; Proxy: null)`,
  console: (text) => `Instance launch failed\n${text}`,
  CloudTrail: (text) => `"errorCode": "Client.UnauthorizedOperation", "errorMessage": "${text}", "x": 1`,
  log: (text) => `I 11-28 19:09:27 provisioner.py:101] ${text}`,
};

/** The grammar of AWS's texts: what it says, and how it is written. */
const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9+=,.@_-]{0,20}[a-zA-Z0-9]$/);
const account = fc.stringMatching(/^\d{12}$/);
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov');
const actor = fc
  .tuple(partition, account, name, fc.boolean())
  .map(([of, id, who, isRole]) =>
    isRole ? `arn:${of}:sts::${id}:assumed-role/r/${who}` : `arn:${of}:iam::${id}:user/${who}`,
  );
const action = fc.stringMatching(/^[a-z][a-z0-9-]{1,12}:[A-Z][A-Za-z]{2,20}$/);
const anArn = fc
  .tuple(partition, account, name)
  .map(([of, id, what]) => `arn:${of}:ec2:us-east-1:${id}:x/${what}`);
const resource = fc.option(
  fc.oneof(
    anArn.map((arn) => ({ resource: arn, written: arn })),
    anArn.map((arn) => ({ resource: `${arn}/*`, written: `${arn}/*` })),
    anArn.map((arn) => ({ resource: arn, written: `"${arn}"` })),
    anArn.map((arn) => ({ resource: arn, written: `policy ${arn}` })),
    fc
      .tuple(fc.constantFrom('role', 'user', 'instance profile'), name)
      .map(([kind, what]) => ({ resource: `${kind} ${what}`, written: `${kind} ${what}` })),
  ),
  { nil: undefined },
);
const policyArn = fc
  .tuple(partition, account, name)
  .map(([of, id, what]) => `arn:${of}:iam::${id}:policy/${what}`);
const why = fc.oneof(
  fc.constant({ cause: UNEXPLAINED, written: '' }),
  fc.constant({ cause: explicit(), written: ' with an explicit deny' }),
  fc.tuple(fc.constantFrom(...KINDS), action).map(([kind, what]) => ({
    cause: missing(kind),
    written: ` because no ${WORDS[kind][0]} allows the ${what} action`,
  })),
  fc
    .tuple(fc.constantFrom(...KINDS), fc.option(fc.constantFrom(...KINDS)), fc.option(policyArn))
    .map(([kind, through, policy]) => ({
      cause: explicit(kind, {
        ...(through === null ? {} : { through }),
        ...(policy === null ? {} : { policy }),
      }),
      written: [
        ` with an explicit deny in ${WORDS[kind][1]}`,
        through === null ? '' : ` transitively through a ${WORDS[through][0]}`,
        policy === null ? '' : `: ${policy}`,
      ].join(''),
    })),
);
const encoded = fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{20,200}$/), { nil: undefined });
const reference = fc.option(
  fc
    .tuple(fc.constantFrom('us-east-1', 'eu-central-1'), fc.stringMatching(/^[0-9a-z]{1,256}$/))
    .map(([region, id]) => ({
      id,
      region,
      link: `https://${region}.console.aws.amazon.com/iam/home?region=${region}#/authorization-details/${id}`,
    })),
  { nil: undefined },
);
const sentence = fc
  .record({
    ec2: fc.boolean(),
    actor,
    prefix: fc.constantFrom('User: ', ''),
    action,
    resource,
    why,
    encoded,
    reference,
  })
  .map((parts) => ({
    text: [
      parts.ec2 ? `${EC2} ` : '',
      `${parts.prefix}${parts.actor} is not authorized to perform: ${parts.action}`,
      parts.resource === undefined ? '' : ` on resource: ${parts.resource.written}`,
      parts.why.written,
      parts.encoded === undefined ? '' : `. Encoded authorization failure message: ${parts.encoded}`,
      parts.reference === undefined
        ? ''
        : `. Go to ${parts.reference.link} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${parts.reference.id}`,
    ].join(''),
    denial: {
      actor: parts.actor,
      action: parts.action,
      ...(parts.resource === undefined ? {} : { resource: parts.resource.resource }),
      cause: parts.why.cause,
      ...(parts.reference === undefined ? {} : { authorization: parts.reference }),
      ...(parts.encoded === undefined ? {} : { encodedMessage: parts.encoded }),
    },
  }));

describe('whatever the grammar makes', () => {
  it.each(Object.entries(WRAPPERS))('is read back from %s', (_name, wrap) => {
    fc.assert(
      fc.property(sentence, ({ text, denial }) => {
        expect(parseDenial(wrap(text))).toEqual(denial);
      }),
      { numRuns: 300 },
    );
  });

  it('is read back with line breaks for blanks', () => {
    fc.assert(
      fc.property(sentence, fc.constantFrom('\n', '\r\n', '\n    '), ({ text, denial }, lineBreak) => {
        expect(parseDenial(text.replaceAll(' ', lineBreak))).toEqual(denial);
      }),
      { numRuns: 300 },
    );
  });
});

it('reads any text to its end, where backtracking would take minutes', () => {
  const parts = [
    'User: ',
    'a'.repeat(50),
    ' on resource: ',
    '"',
    'because no ',
    'with an explicit deny in a ',
    'x ',
  ];
  for (const part of parts) {
    expect(parseDenial(`${USER} a:B ${part.repeat(400_000 / part.length)}`)).toMatchObject({ action: 'a:B' });
  }
});

describe('condenseDenial', () => {
  it('leaves out the standard opening, the encoded part and the reference; a long principal only where it must', () => {
    const core = `${USER} ec2:RunInstances with an explicit deny`;
    const whole = `${EC2} ${core}. Encoded authorization failure message: ${ENCODED}. ${REFERENCE}`;
    expect(condenseDenial(whole, 300)).toBe(`${core}.`);
    expect(condenseDenial(whole, 60)).toBe(
      'The caller is not authorized to perform: ec2:RunInstances with an explicit deny.',
    );
    expect(condenseDenial(EC2, 300)).toBe(EC2);
  });
});
