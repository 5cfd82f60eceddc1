import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isKnownContextKey } from '../../src/sandbox/context-key-check.ts';
import { readScenario } from '../../src/sandbox/scenario-reader.ts';

describe('a context key', () => {
  it.each([
    'aws:RequestedRegion',
    'AWS:requestedregion',
    'aws:PrincipalTag/team',
    'aws:requesttag/CostCenter',
    'aws:CalledVia',
    'ec2:MetadataHttpTokens',
    'ec2:ebsOptimized',
    'ec2:ResourceTag/Owner',
    'ec2:Attribute/InstanceType',
    'iam:PermissionsBoundary',
    's3:ExistingObjectTag/a',
    's3:x-amz-server-side-encryption',
    'sts:ExternalId',
    'servicequotas:service',
    'rds:DatabaseEngine',
    'kms:ViaService',
    'ssm:SourceInstanceARN',
    'saml:aud',
    'SAML:sub',
    'token.actions.githubusercontent.com:repository_id',
    'oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub',
  ])('%s is known', (key) => {
    expect(isKnownContextKey(key)).toBe(true);
  });

  it.each([
    'ec2:Encryption',
    'ec2:MetadataHttpToken',
    'aws:PrincipalTags/team',
    'aws:Region',
    'aws:IsMcpServiceAction',
    'elb:Scheme2:x',
    'nosuchservice:Key',
    'Encrypted',
    '',
  ])('%s is not', (key) => {
    expect(isKnownContextKey(key)).toBe(false);
  });
});

describe('a policy that asks for an unknown key', () => {
  const statement = (key: string) =>
    `{ Effect: Deny, Action: "*", Resource: "*", Condition: { StringEquals: { "${key}": x } } }`;
  const document = (key: string) => `{ Version: "2012-10-17", Statement: [${statement(key)}] }`;
  const trust = `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "sts:AssumeRole", Condition: { Bool: { "aws:Mfa": "true" } } }] }`;
  const resource = `{ Version: "2012-10-17", Statement: { Effect: Deny, Principal: "*", Action: "*", Resource: "*", Condition: { StringEquals: { "aws:Vpce": x } } } }`;
  const account = (rest: string) => `description: x\naccounts:\n  - id: "111122223333"\n${rest}`;

  it.each([
    [
      account(`    users:\n      - name: a\n        inline:\n          p: ${document('ec2:Encrytped')}\n`),
      7,
      'policy p of user a asks for the context key "ec2:Encrytped", which the sandbox does not know (did you mean "ec2:Encrypted"?)',
    ],
    [
      account(`    policies:\n      - name: limits\n        document: ${document('aws:NoSuchThingAtAll')}\n`),
      6,
      'policy limits asks for the context key "aws:NoSuchThingAtAll"',
    ],
    [
      account(
        `    serviceControlPolicies:\n      - - FullAWSAccess\n        - name: guard\n          document: ${document('ec2:InstanceTyp')}\n`,
      ),
      7,
      'service control policy guard asks',
    ],
    [
      account(`    resourceControlPolicies: [[{ name: guard, document: ${resource} }]]\n`),
      4,
      'resource control policy guard asks for the context key "aws:Vpce"',
    ],
    [account(`    roles:\n      - name: r\n        trust: ${trust}\n`), 6, 'the trust policy of role r asks'],
    [
      account(
        `    users: [{ name: a }]\n    sessions:\n      - name: s\n        of: { kind: user, user: a }\n        policy: ${document('ec2:Regions')}\n`,
      ),
      8,
      'the policy of session s asks',
    ],
    [
      `${account('')}vpcEndpoints:\n  - service: ec2\n    policy: ${resource}\n`,
      6,
      'the policy of the VPC endpoint for ec2 asks',
    ],
    [
      `${account('')}sso:\n  permissionSets:\n    - name: Dev\n      inline:\n        p: ${document('aws:Tag')}\n`,
      8,
      'policy p of permission set Dev asks',
    ],
  ])('is refused with the place of the key', (text, line, message) => {
    const read = readScenario(text);
    expect(read.kind === 'invalid' && read.problems).toEqual([
      expect.objectContaining({ line, message: expect.stringContaining(message) }),
    ]);
  });

  it('stands where the key stands, in a document of several lines', () => {
    const text = account(`    users:
      - name: a
        inline:
          p:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: "*", Resource: "*" }
              - Effect: Deny
                Action: "*"
                Resource: "*"
                Condition:
                  StringEquals:
                    aws:PrincipalTag/a: b
                    aws:Nothing: x
`);
    const read = readScenario(text);
    expect(read.kind === 'invalid' && read.problems).toMatchObject([
      {
        line: 17,
        column: 21,
        path: 'accounts[0].users[0].inline.p.Statement[1].Condition.StringEquals.aws:Nothing',
      },
    ]);
  });

  it('is refused for a policy variable, too', () => {
    const text = account(
      `    users: [{ name: a, inline: { p: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::\${aws:UserName2}" }] } } }]\n`,
    );
    expect(readScenario(text)).toMatchObject({
      kind: 'invalid',
      problems: [{ line: 4, message: expect.stringContaining('"aws:UserName2"') }],
    });
  });

  it('is taken where the scenario gives the key a value, or says that there is none', () => {
    const text = account(
      `    users: [{ name: a, inline: { p: ${document('aws:Made')}, q: ${document('aws:Up')} } }]\n`,
    );
    expect(readScenario(`${text}context: { "aws:made": "1", "aws:Up": null }\n`).kind).toBe('scenario');
  });
});

it('the scenarios that ship ask for known keys only', () => {
  const folder = new URL('../../scenarios/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')))
    expect([file, readScenario(readFileSync(new URL(file, folder), 'utf8')).kind]).toEqual([
      file,
      'scenario',
    ]);
});
