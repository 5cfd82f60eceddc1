import { describe, expect, it } from 'vitest';
import type { ParsePolicyOptions } from '../../src/iam/parse-policy.ts';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';

const STATEMENT = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

/** Problems, or with `warn:` warnings, one a line as `path: message`. */
function complaints(json: unknown, options: ParsePolicyOptions = {}): readonly string[] {
  const parsed = parsePolicyDocument(json, options);
  const line = ({ path, message }: { path: string; message: string }) => `${path}: ${message}`;
  if (parsed.kind === 'invalid') return parsed.problems.map(line);
  return parsed.warnings.map((warning) => `warn: ${line(warning)}`);
}

const withStatement = (more: object) => ({ Version: '2012-10-17', Statement: [{ ...STATEMENT, ...more }] });

describe('documents that AWS takes', () => {
  it('give statements with lists', () => {
    const parsed = parsePolicyDocument(`{
      "Version": "2012-10-17",
      "Id": "some text",
      "Statement": {
        "Sid": "One",
        "Effect": "Deny",
        "NotAction": ["iam:*", "sts:*"],
        "NotResource": "arn:aws:s3:::b/*",
        "Condition": {
          "NumericLessThan": { "s3:max-keys": [10, 1.50, "20"] },
          "Bool": { "aws:SecureTransport": false }
        }
      }
    }`);
    expect(parsed).toEqual({
      kind: 'parsed',
      warnings: [],
      document: {
        version: '2012-10-17',
        statements: [
          {
            sid: 'One',
            effect: 'Deny',
            notActions: ['iam:*', 'sts:*'],
            notResources: ['arn:aws:s3:::b/*'],
            conditions: [
              { operator: 'NumericLessThan', key: 's3:max-keys', values: ['10', '1.50', '20'] },
              { operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] },
            ],
            index: 0,
          },
        ],
      },
    });
  });

  it.each([
    ['a plain value', withStatement({})],
    ['a byte order mark', `\uFEFF${JSON.stringify(withStatement({}))}`],
    ['an empty Condition', withStatement({ Condition: {} })],
    ['an empty operator', withStatement({ Condition: { StringEquals: {} } })],
    ['any service', withStatement({ Action: '*:*' })],
    ['a partition wildcard', withStatement({ Resource: 'arn:*:s3:::b' })],
    ['an incomplete ARN', withStatement({ Resource: ['arn:aws:sqs'] })],
    ['a resource that is a variable', withStatement({ Resource: '${aws:PrincipalTag/arn}' })],
    [
      'Sids repeated when empty',
      { Version: '2012-10-17', Statement: [STATEMENT, STATEMENT].map((s) => ({ ...s, Sid: '' })) },
    ],
  ])('%s', (_name, json) => {
    expect(complaints(json)).toEqual([]);
  });

  it('have version 2008-10-17 where they name none', () => {
    const parsed = parsePolicyDocument({ Statement: [STATEMENT] });
    expect(parsed).toMatchObject({ kind: 'parsed', document: { version: '2008-10-17' } });
  });
});

describe('warnings', () => {
  it.each([
    [{ Statement: [STATEMENT] }, ': no Version: IAM asks for 2012-10-17 in new policies'],
    [
      { Version: '2008-10-17', Statement: [STATEMENT] },
      'Version: IAM asks for Version 2012-10-17 in new policies',
    ],
    [withStatement({ Sid: 'not alnum' }), 'Statement[0].Sid: IAM takes only letters and digits in a Sid'],
    [
      withStatement({ Condition: { stringEquals: { a: 'b' } } }),
      'Statement[0].Condition.stringEquals: "stringEquals" is not a known condition operator (StringEquals is)',
    ],
    [
      withStatement({ Condition: { Foo: { a: 'b' } } }),
      'Statement[0].Condition.Foo: "Foo" is not a known condition operator',
    ],
    [
      withStatement({ Condition: { StringLike: { a: [] } } }),
      'Statement[0].Condition.StringLike.a: "a" has no values to compare with',
    ],
    [
      withStatement({ Action: 'ec2:Run Instances' }),
      'Statement[0].Action: the action "ec2:Run Instances" is no action\'s name and covers nothing',
    ],
    [
      withStatement({ Resource: 's3://bucket' }),
      'Statement[0].Resource: the resource "s3://bucket" is no ARN and covers nothing',
    ],
    [
      withStatement({ Resource: 'arn:aws:*:us-east-1:1:x' }),
      'Statement[0].Resource: the resource "arn:aws:*:us-east-1:1:x" has a wildcard for its service, which IAM refuses',
    ],
  ])('%j', (json, expected) => {
    expect(complaints(json)).toEqual([`warn: ${expected}`]);
  });
});

describe('problems', () => {
  it.each([
    [null, ': a policy document is an object with Version and Statement'],
    [[], ': a policy document is an object with Version and Statement'],
    [undefined, ': not a JSON value'],
    [() => 1, ': not a JSON value'],
    [{ Version: '2012-10-17' }, ': the document has no Statement'],
    [{ Version: '2012-10-17', Statement: [] }, 'Statement: Statement is an empty list'],
    [
      { Version: '2012-10-17', Statement: 'x' },
      'Statement: Statement must be an object or a list of objects',
    ],
    [{ Version: '2012-10-17', Statement: ['x'] }, 'Statement[0]: a statement is an object'],
    [
      { Version: '2012-10-18', Statement: [STATEMENT] },
      'Version: Version must be "2012-10-17" (or "2008-10-17")',
    ],
    [{ Version: 2012, Statement: [STATEMENT] }, 'Version: Version must be "2012-10-17" (or "2008-10-17")'],
    [{ ...withStatement({}), Id: 1 }, 'Id: Id must be a text'],
    [{ ...withStatement({}), statement: [] }, 'statement: "statement" is not an element that may be here'],
    [withStatement({ Effect: undefined }), 'Statement[0]: the statement has no Effect'],
    [
      withStatement({ Effect: 'allow' }),
      'Statement[0].Effect: Effect must be "Allow" or "Deny", not "allow"',
    ],
    [withStatement({ Effect: ['Allow'] }), 'Statement[0].Effect: Effect must be "Allow" or "Deny"'],
    [withStatement({ Action: undefined }), 'Statement[0]: the statement has neither Action nor NotAction'],
    [withStatement({ NotAction: 's3:*' }), 'Statement[0].NotAction: Action and NotAction exclude each other'],
    [withStatement({ Action: [] }), 'Statement[0].Action: Action is an empty list'],
    [withStatement({ Action: 5 }), 'Statement[0].Action: Action must be a text or a list of texts'],
    [
      withStatement({ Action: ['s3:*', null] }),
      'Statement[0].Action[1]: Action must be a text or a list of texts',
    ],
    [
      withStatement({ Action: ['s3:*', 'RunInstances'] }),
      'Statement[0].Action[1]: the action "RunInstances" lacks its service, as in "ec2:RunInstances"',
    ],
    [withStatement({ Action: 'a:b:c' }), 'Statement[0].Action: the action "a:b:c" has more than one colon'],
    [
      withStatement({ Action: 'e*:Run' }),
      'Statement[0].Action: the action "e*:Run" has no service name before its colon',
    ],
    [
      withStatement({ Resource: undefined }),
      'Statement[0]: the statement has neither Resource nor NotResource',
    ],
    [
      withStatement({ NotResource: '*' }),
      'Statement[0].NotResource: Resource and NotResource exclude each other',
    ],
    [withStatement({ Resource: [] }), 'Statement[0].Resource: Resource is an empty list'],
    [
      withStatement({ Resource: 'bucket' }),
      'Statement[0].Resource: the resource "bucket" must be an ARN or "*"',
    ],
    [withStatement({ Resource: '' }), 'Statement[0].Resource: the resource "" must be an ARN or "*"'],
    [withStatement({ Sid: 1 }), 'Statement[0].Sid: Sid must be a text'],
    [
      withStatement({ Principal: '*' }),
      'Statement[0].Principal: Principal may not be in a policy of an identity',
    ],
    [withStatement({ Condition: [] }), 'Statement[0].Condition: Condition must be an object of operators'],
    [
      withStatement({ Condition: { Bool: 'true' } }),
      'Statement[0].Condition.Bool: "Bool" must be an object of condition keys with their values',
    ],
    [
      withStatement({ Condition: { Bool: { a: { b: 1 } } } }),
      'Statement[0].Condition.Bool.a: a condition compares with texts, numbers, true or false',
    ],
    [
      withStatement({ Condition: { Bool: { a: [null] } } }),
      'Statement[0].Condition.Bool.a: a condition compares with texts, numbers, true or false',
    ],
    [
      withStatement({ Conditions: {} }),
      'Statement[0].Conditions: "Conditions" is not an element that may be here',
    ],
    [
      {
        Version: '2012-10-17',
        Statement: [
          { ...STATEMENT, Sid: 'A' },
          { ...STATEMENT, Sid: 'A' },
        ],
      },
      'Statement[1].Sid: the Sid "A" is there more than once',
    ],
  ])('%j', (json, expected) => {
    expect(complaints(json)).toEqual([expected]);
  });

  it('are all told at once', () => {
    expect(complaints({ Version: '1', Statement: [{ Action: 'x' }, { Effect: 'Deny' }] })).toHaveLength(6);
  });
});

describe('places in the text', () => {
  const places = (text: string) => {
    const parsed = parsePolicyDocument(text);
    return parsed.kind === 'invalid'
      ? parsed.problems.map(({ message, path, line, column }) => `${line}:${column} ${path} ${message}`)
      : [];
  };

  it.each([
    ['{\n  "Version": "2012-10-17",\n}', '2:26  no comma may be before }'],
    ['{"Version": "2012-10-17"\r\n "Statement": []}', '2:2  a comma or } was expected, not "\\""'],
    ['', '1:1  a value was expected, not the end of the text'],
    ['{"Statement": [', '1:16  a value was expected, not the end of the text'],
    ["{'Version': 1}", '1:2  a name in double quotes was expected, not "\'"'],
    ['{"Version" "x"}', '1:12  a colon was expected after the name, not "\\""'],
    ['{"Version": "2012\n-10-17"}', '1:18  line breaks and control characters must be escaped in a text'],
    ['{"Version": "2012', '1:13  this text has no closing double quote'],
    ['{"Version": 2012-10-17}', '1:17  a comma or } was expected, not "-"'],
    ['{} {}', '1:4  nothing more was expected after the end of the document'],
    ['{"a": "\\x"}', '1:9  JSON knows no such escape'],
    ['{"a": yes}', '1:7  text must be in double quotes'],
    ['// comment\n{}', '1:1  a value was expected, not "/"'],
    ['\uFEFFx', '1:2  text must be in double quotes'],
  ])('%j', (text, expected) => {
    expect(places(text)).toEqual([expected]);
  });

  it('are told for semantic problems, too', () => {
    const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allowed",
      "Action": ["s3:*", "Get"],
      "Action": "s3:*",
      "Resource": "*"
    }
  ]
}`;
    expect(places(text)).toEqual([
      '7:7 Statement[0].Action "Action" is there more than once',
      '5:17 Statement[0].Effect Effect must be "Allow" or "Deny", not "Allowed"',
    ]);
  });

  it('are told for repeated condition keys', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",\n"Condition":{"Bool":{"a":1,"a":2}}}}';
    expect(places(text)).toEqual(['2:28 Statement.Condition.Bool.a "a" is there more than once']);
  });
});

describe('policies with principals', () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });

  it('keep them as written', () => {
    const parsed = parsePolicyDocument(document(trust), { usage: 'trust' });
    expect(parsed).toMatchObject({
      kind: 'parsed',
      document: { statements: [{ principal: { Service: 'ec2.amazonaws.com' } }] },
    });
    expect(
      parsePolicyDocument(document({ ...trust, Principal: undefined, NotPrincipal: '*' }), {
        usage: 'trust',
      }),
    ).toMatchObject({ kind: 'parsed', document: { statements: [{ notPrincipal: '*' }] } });
  });

  it('name no resources when they are trust policies', () => {
    expect(complaints(document({ ...trust, Resource: '*' }), { usage: 'trust' })).toEqual([
      'Statement[0].Resource: Resource may not be in a trust policy',
    ]);
    expect(complaints(document({ ...trust, Resource: '*' }), { usage: 'resource' })).toEqual([]);
  });

  it('need a principal', () => {
    expect(complaints(document({ ...trust, Principal: undefined }), { usage: 'trust' })).toEqual([
      'Statement[0]: the statement has neither Principal nor NotPrincipal',
    ]);
    expect(complaints(document({ ...trust, NotPrincipal: '*' }), { usage: 'trust' })).toEqual([
      'Statement[0].NotPrincipal: Principal and NotPrincipal exclude each other',
    ]);
  });
});
