import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AwsFailure, FailureKind } from '../../src/aws/aws-result.ts';
import { describeRegions, readEc2 } from '../../src/aws/ec2.ts';
import { dryRunEc2 } from '../../src/aws/ec2-dry-run.ts';
import { classify } from '../../src/aws/errors.ts';
import { failureText } from '../../src/aws/failure-text.ts';
import { getInstanceProfile, getRole, simulatePrincipalPolicy } from '../../src/aws/iam.ts';

import { listBuckets } from '../../src/aws/s3.ts';
import { getRoleCredentials } from '../../src/aws/sso.ts';
import { createToken } from '../../src/aws/sso-oidc.ts';
import { assumeRole, decodeAuthorizationMessage, getCallerIdentity } from '../../src/aws/sts.ts';
import { dryRunRequest } from '../../src/skypilot/ec2-dry-run-entry.ts';
import {
  type Answer,
  CREDENTIALS,
  contextFor,
  ec2Error,
  json,
  loopback,
  NOW,
  queryError,
  xml,
} from './support/loopback.ts';

const TEMPORARY = {
  ...CREDENTIALS,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionToken: 'token-of-the-session',
};

async function stsFailure(answer: Answer, settings = {}): Promise<AwsFailure> {
  const server = await loopback(answer);
  return failureOf(await getCallerIdentity(contextFor(server.url, settings)));
}

async function ec2Failure(answer: Answer, settings = {}): Promise<AwsFailure> {
  const server = await loopback(answer);
  return failureOf(await describeRegions(contextFor(server.url, settings), 'us-east-1'));
}

function failureOf(result: { kind: string; failure?: AwsFailure }): AwsFailure {
  if (result.failure === undefined) throw new Error(`no failure: ${JSON.stringify(result)}`);
  return result.failure;
}

function httpDate(offsetMs: number): string {
  return new Date(NOW + offsetMs).toUTCString();
}

describe('codes of the query protocols', () => {
  const cases: readonly (readonly [number, string, FailureKind])[] = [
    [403, 'AccessDenied', 'denied'],
    [400, 'AccessDeniedException', 'denied'],
    [403, 'InvalidClientTokenId', 'invalid-access-key'],
    [403, 'UnrecognizedClientException', 'invalid-access-key'],
    [403, 'MissingAuthenticationToken', 'invalid-access-key'],
    [403, 'IncompleteSignature', 'invalid-access-key'],
    [403, 'SignatureDoesNotMatch', 'wrong-secret-key'],
    [403, 'ExpiredToken', 'expired-credentials'],
    [403, 'ExpiredTokenException', 'expired-credentials'],
    [404, 'NoSuchEntity', 'not-found'],
    [403, 'OptInRequired', 'opt-in-required'],
    [403, 'RegionDisabledException', 'opt-in-required'],
    [400, 'InvalidAction', 'unsupported-operation'],
    [501, 'InternalFailure', 'unsupported-operation'],
    [400, 'ValidationError', 'other'],
    [404, 'SomethingNew', 'other'],
  ];
  test.each(cases)('%i %s is %s', async (status, code, kind) => {
    const failure = await stsFailure(queryError(status, code, 'A text.'));
    expect(failure).toEqual({
      ...(kind === 'denied' ? { denial: { cause: { kind: 'unexplained' } } } : {}),
      kind,
      service: 'sts',
      operation: 'GetCallerIdentity',
      code,
      message: 'A text.',
      httpStatus: status,
      endpoint: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), location: expect.any(String) },
    });
  });

  test('a modelled error has its code as received', async () => {
    const server = await loopback(queryError(404, 'NoSuchEntity', 'Role x not found'));
    const result = await getRole(contextFor(server.url), 'x');
    expect(failureOf(result)).toMatchObject({
      kind: 'not-found',
      code: 'NoSuchEntity',
      operation: 'GetRole',
    });
  });
});

describe('codes of EC2', () => {
  const cases: readonly (readonly [number, string, FailureKind])[] = [
    [403, 'UnauthorizedOperation', 'denied'],
    [403, 'AuthFailure.ServiceLinkedRoleCreationNotPermitted', 'denied'],
    [401, 'AuthFailure', 'invalid-access-key'],
    [401, 'OptInRequired', 'opt-in-required'],
    [400, 'InvalidInstanceID.NotFound', 'not-found'],
    [400, 'InvalidInstanceID.Malformed', 'other'],
    [400, 'UnsupportedOperation', 'other'],
    [400, 'VcpuLimitExceeded', 'other'],
    [400, 'DryRunOperation', 'other'],
  ];
  test.each(cases)('%i %s is %s', async (status, code, kind) => {
    expect(await ec2Failure(ec2Error(status, code, 'A text.'))).toMatchObject({ kind, code });
  });
});

describe('codes of the JSON services', () => {
  const sso = {
    region: 'us-east-1',
    accountId: '123456789012',
    roleName: 'dev',
    accessToken: 'sso-access-token',
  };
  const cases: readonly (readonly [number, string, FailureKind])[] = [
    [401, 'UnauthorizedException', 'expired-credentials'],
    [403, 'ForbiddenException', 'denied'],
    [404, 'ResourceNotFoundException', 'not-found'],
    [400, 'InvalidRequestException', 'other'],
  ];
  test.each(cases)('SSO: %i %s is %s', async (status, code, kind) => {
    const server = await loopback(json(status, { message: 'A text.' }, { 'x-amzn-errortype': code }));
    const result = await getRoleCredentials(contextFor(server.url, { credentials: CREDENTIALS }), sso);
    expect(failureOf(result)).toMatchObject({ kind, code, message: 'A text.', service: 'sso' });
  });

  test.each([
    ['InvalidGrantException', 'expired-credentials'],
    ['InvalidClientException', 'expired-credentials'],
    ['AccessDeniedException', 'denied'],
  ] as const)('SSO-OIDC: %s is %s', async (code, kind) => {
    const body = { error: 'invalid_grant', error_description: 'The grant is void' };
    const server = await loopback(json(400, body, { 'x-amzn-errortype': code }));
    const token = {
      region: 'us-east-1',
      clientId: 'c',
      clientSecret: 'client-secret',
      refreshToken: 'refresh-token',
    };
    expect(failureOf(await createToken(contextFor(server.url), token))).toMatchObject({ kind, code });
  });
});

describe('the clock', () => {
  test.each([
    [
      'Signature expired: 20261122T100000Z is now earlier than 20261122T101500Z (20261122T102000Z - 5 min.)',
      20 * 60_000,
    ],
    [
      'Signature not yet current: 20261122T102000Z is still later than 20261122T100500Z (20261122T100000Z + 5 min.)',
      -20 * 60_000,
    ],
  ])('%s', async (message, skewMs) => {
    const failure = await stsFailure(queryError(403, 'SignatureDoesNotMatch', message));
    expect(failure).toMatchObject({ kind: 'clock-skew', skewMs });
  });

  test('is told by the Date header where the text does not', async () => {
    const failure = await stsFailure(
      queryError(403, 'RequestTimeTooSkewed', 'Too far off', { date: httpDate(3_600_000) }),
    );
    // The header has whole seconds: the middle of that one.
    expect(failure).toMatchObject({ kind: 'clock-skew', skewMs: 3_600_500 });
  });

  test('is not worked around: later calls are signed with our time', async () => {
    const server = await loopback(
      queryError(403, 'RequestTimeTooSkewed', 'Too far off', { date: httpDate(3_600_000) }),
    );
    // The SDK signs with the date of the process.
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    onTestFinished(() => void vi.useRealTimers());
    const context = contextFor(server.url);
    await getCallerIdentity(context);
    await getCallerIdentity(context);
    expect(server.received.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20260601T120000Z',
      '20260601T120000Z',
    ]);
  });

  test('explains an AuthFailure of EC2', async () => {
    const answer = ec2Error(401, 'AuthFailure', 'Not able to validate', { date: httpDate(-900_000) });
    expect((await ec2Failure(answer)).kind).toBe('clock-skew');
  });

  test('does not explain an unknown key', async () => {
    const answer = queryError(403, 'InvalidClientTokenId', 'Invalid', { date: httpDate(-900_000) });
    expect((await stsFailure(answer)).kind).toBe('invalid-access-key');
  });

  test('or the session: RequestExpired with temporary credentials', async () => {
    const answer = ec2Error(400, 'RequestExpired', 'Request has expired.');
    expect((await ec2Failure(answer, { credentials: TEMPORARY })).kind).toBe('expired-credentials');
    expect((await ec2Failure(answer)).kind).toBe('clock-skew');
    const skewed = ec2Error(400, 'RequestExpired', 'Request has expired.', { date: httpDate(900_000) });
    expect((await ec2Failure(skewed, { credentials: TEMPORARY })).kind).toBe('clock-skew');
  });
});

describe('answers that are no AWS error', () => {
  const page =
    (status: number): Answer =>
    (response) => {
      response.writeHead(status, { 'content-type': 'text/html', server: 'Werkzeug/3.1.8' });
      response.end(
        `<!doctype html>\n<html lang=en>\n<title>${status} A title</title>\n<h1>A page</h1>\n<p>Text.`,
      );
    };
  test.each([
    [200, 'malformed-answer'],
    [302, 'malformed-answer'],
    [401, 'malformed-answer'],
    [403, 'malformed-answer'],
    [404, 'unsupported-operation'],
    [405, 'unsupported-operation'],
    [407, 'proxy'],
    [500, 'unsupported-operation'],
    [501, 'unsupported-operation'],
  ] as const)('a page with status %i is %s', async (status, kind) => {
    const server = await loopback(page(status));
    const context = contextFor(server.url);
    expect(failureOf(await getCallerIdentity(context))).toMatchObject({ kind, service: 'sts' });
    expect(failureOf(await listBuckets(context))).toMatchObject({ kind, service: 's3' });
    const sso = { region: 'us-east-1', accountId: '1', roleName: 'r', accessToken: 'sso-access-token' };
    expect(failureOf(await getRoleCredentials(context, sso))).toMatchObject({ kind, service: 'sso' });
  });

  test('a page with status 503 is a server error, tried three times', async () => {
    const server = await loopback(page(503));
    const failure = failureOf(await getCallerIdentity(contextFor(server.url)));
    expect(failure).toMatchObject({ kind: 'server-error', httpStatus: 503, attempts: 3 });
    expect(server.received.length).toBe(3);
  });

  test.each([
    ['an empty body', 403, ''],
    ['text', 403, 'Forbidden'],
    ['broken XML', 403, '<ErrorResponse><Error><Code>AccessDenied'],
    ['JSON', 403, '{"message":"Forbidden"}'],
    ['another document', 403, '<a><b>c</b></a>'],
  ] as const)('%s is never a denial', async (_name, status, body) => {
    const failure = await stsFailure(xml(status, body));
    expect(failure.kind).toBe('malformed-answer');
    expect(failure.code).toBe('HTTP 403');
  });
});

test('a JSON answer without a type is never a denial', async () => {
  const server = await loopback(json(403, { message: 'Forbidden' }));
  const sso = { region: 'us-east-1', accountId: '1', roleName: 'r', accessToken: 'sso-access-token' };
  expect(failureOf(await getRoleCredentials(contextFor(server.url), sso))).toMatchObject({
    kind: 'malformed-answer',
    code: 'HTTP 403',
  });
});

test('a text of megabytes is cut', async () => {
  const answer = queryError(403, 'SignatureDoesNotMatch', 'Signature expired: x '.repeat(180_000));
  expect((await stsFailure(answer)).message.length).toBeLessThanOrEqual(300);
});

test.each([
  ['<!DOCTYPE html><html><head><title>\n Blocked by\u0007 filter </title></head>', /^Blocked by\S* filter$/],
  ['<html><body>no title</body></html>', /^$/],
  [`<html><title>${'x'.repeat(100_000)}`, /^x{1,128}\S*$/],
])('a page in place of an answer: %.60s', async (body, title) => {
  const failure = await stsFailure(xml(403, body));
  expect(failure).toMatchObject({ kind: 'malformed-answer', host: '127.0.0.1' });
  expect(failure.page).toMatch(title);
  const { endpoint: _emulator, ...ofAws } = failure;
  expect(failureText({ ...ofAws, host: 'sts.amazonaws.com' })).toMatch(
    /no AWS error; asked was sts\.amazonaws\.com, and a page .*came/,
  );
});

test('an error of AWS is no page', async () => {
  const failure = await stsFailure(queryError(403, 'AccessDenied', 'no'));
  expect([failure.page, failure.host]).toEqual([undefined, undefined]);
});

describe('answers with status 200 that are garbage', () => {
  test.each([
    '',
    'hello',
    '{"UserId":"x"}',
    '<html><body>Log in to the hotel network</body></html>',
    '<GetCallerIdentityResponse/>',
    '<GetCallerIdentityResponse><GetCallerIdentityResult><UserId>x</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>',
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>nonsense</Arn><UserId>x</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/x</Arn><UserId>x</UserId><Account>abc</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/x</Arn><UserId>x</UserId><Account>123456789012</Account></GetCallerIdentityResult>',
    `${'<a>'.repeat(200_000)}`,
    '\u0000\u0001\u0002',
  ])('identity: %.60s', async (body) => {
    expect((await stsFailure(xml(200, body))).kind).toBe('malformed-answer');
  });

  test('regions, lists, simulation, buckets, credentials', async () => {
    const server = await loopback(xml(200, '<Something><else/></Something>'));
    const context = contextFor(server.url);
    const simulation = {
      policySourceArn: 'arn:aws:iam::1:user/x',
      actionNames: ['a:b'],
      resourceArns: [],
      contextEntries: [],
    };
    const sso = { region: 'us-east-1', accountId: '1', roleName: 'r', accessToken: 'sso-access-token' };
    const results = await Promise.all([
      describeRegions(context, 'us-east-1'),
      readEc2(context, 'us-east-1', 'DescribeVpcs', {}),
      simulatePrincipalPolicy(context, simulation),
      listBuckets(context),
      getRoleCredentials(context, sso),
      createToken(context, {
        region: 'us-east-1',
        clientId: 'c',
        clientSecret: 'client-secret',
        refreshToken: 'r',
      }),
      assumeRole(context, { roleArn: 'arn:aws:iam::1:role/x', roleSessionName: 's' }),
      decodeAuthorizationMessage(context, 'abc'),
      getRole(context, 'x'),
      getInstanceProfile(context, 'x'),
    ]);
    for (const result of results) expect(failureOf(result).kind).toBe('malformed-answer');
  });

  test('an empty list is an answer', async () => {
    const server = await loopback(
      xml(200, '<DescribeVpcsResponse><requestId>r</requestId><vpcSet/></DescribeVpcsResponse>'),
    );
    const result = await readEc2(contextFor(server.url), 'us-east-1', 'DescribeVpcs', {});
    expect(result).toMatchObject({ kind: 'ok', value: { Vpcs: [] } });
  });
});

test('whatever is answered, it is told and nothing is thrown, and nothing but AWS denies', async () => {
  const piece = fc.constantFrom(
    ...[
      '<',
      '>',
      '/',
      '<a>',
      '</a>',
      '<ErrorResponse>',
      '<Error>',
      '<Code>',
      '</Code>',
      '</Error>',
      'AccessDenied',
    ],
    ...[
      '<![CDATA[',
      '<!DOCTYPE a [',
      '<!--',
      '&#x0;',
      '&amp;',
      '<__proto__>',
      ' a="',
      '{',
      '"__type":"',
      '}',
      '\u0000',
      'é',
    ],
  );
  const body = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 30 })
    .map((parts) => parts.join(''));
  const status = fc.constantFrom(200, 204, 301, 400, 403, 404, 412);
  let answer: readonly [number, string] = [200, ''];
  const server = await loopback((response) => {
    response.writeHead(answer[0]);
    response.end(answer[0] === 204 ? undefined : answer[1]);
  });
  const context = contextFor(server.url);
  const sso = { region: 'us-east-1', accountId: '1', roleName: 'r', accessToken: 'sso-access-token' };
  await fc.assert(
    fc.asyncProperty(status, body, async (code, text) => {
      answer = [code, text];
      const calls = [getCallerIdentity(context), listBuckets(context), getRoleCredentials(context, sso)];
      for (const result of await Promise.all(calls)) {
        const { kind } = failureOf(result);
        if (kind === 'denied') expect(text).toContain('AccessDenied');
      }
    }),
    { numRuns: 150, seed: 20261122 },
  );
});

describe('codes that mean several things', () => {
  test.each([
    [400, 'AuthFailure', 'Not authorized for images: [ami-0123456789abcdef0]', 'image-not-shared'],
    [
      401,
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      'invalid-access-key',
    ],
    [
      400,
      'InvalidParameterCombination',
      "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types' with the filter 'free-tier-eligible=true'.",
      'free-plan',
    ],
    [
      400,
      'InvalidParameterCombination',
      'Network interfaces and a subnet may not be given together',
      'other',
    ],
  ] as const)('%i %s "%s" is %s', async (status, code, text, kind) => {
    expect((await ec2Failure(ec2Error(status, code, text))).kind).toBe(kind);
  });
});

describe('a denial', () => {
  const arn = `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUserAccess_0123456789abcdef/${'someone.with.a.long.name'.repeat(4)}@example.com`;
  const encoded = 'Zm9vYmFyMTIzNDU2Nzg5MA'.repeat(40);
  const text = `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:us-east-1:123456789012:volume/* with an explicit deny in a service control policy. Encoded authorization failure message: ${encoded}`;

  test('is read whole and told in short', async () => {
    const failure = await ec2Failure(ec2Error(403, 'UnauthorizedOperation', text));
    expect(failure).toMatchObject({
      kind: 'denied',
      denial: {
        action: 'ec2:CreateTags',
        resource: 'arn:aws:ec2:us-east-1:123456789012:volume/*',
        cause: { kind: 'explicit-deny', in: 'scp', statements: [] },
        encodedMessage: encoded,
      },
    });
    expect(failure.message.length).toBeLessThanOrEqual(300);
    expect(failure.message).toContain('service control policy');
    expect(failure.message).not.toContain(encoded.slice(0, 30));
  });
});

describe('secrets in messages', () => {
  const context = {
    credentials: { ...TEMPORARY, sessionToken: 'FwoGZXIvYXdzEBYaDHh5eiBzZXNzaW9uIHRva2VuIG9mIGEgdGVzdA==' },
  };
  test.each([
    ['the secret key', CREDENTIALS.secretAccessKey],
    ['it URL-encoded', encodeURIComponent(CREDENTIALS.secretAccessKey)],
    ['it in base64', Buffer.from(CREDENTIALS.secretAccessKey).toString('base64')],
    ['it in base64 with a name', Buffer.from(`user:${CREDENTIALS.secretAccessKey}`).toString('base64')],
    ['a part of it', CREDENTIALS.secretAccessKey.slice(5, 30)],
    ['the token', context.credentials.sessionToken],
    ['a part of the token', context.credentials.sessionToken.slice(10, 40)],
    ['the key id', TEMPORARY.accessKeyId],
    ['the key id in lower case', TEMPORARY.accessKeyId.toLowerCase()],
    ['another key id', 'AKIAI44QH8DHBEXAMPLE'],
  ])('%s', async (_name, echo) => {
    for (const make of [queryError, ec2Error]) {
      const escaped = echo.replaceAll('&', '&amp;');
      const answer = make(403, 'SignatureDoesNotMatch', `The value (${escaped}) you sent is ${escaped}x`);
      const failure = await (make === ec2Error ? ec2Failure : stsFailure)(answer, context);
      const stated = JSON.stringify(failure);
      expect(failure.message).toContain('The value');
      for (let at = 0; at + 12 <= echo.length; at++) expect(stated).not.toContain(echo.slice(at, at + 12));
    }
  });

  test('the SSO token, in a message and in a code', async () => {
    const accessToken = 'aoaAAAAAGexample-token-value';
    const answer = json(401, { message: `Token ${accessToken} is bad` }, { 'x-amzn-errortype': accessToken });
    const server = await loopback(answer);
    const sso = { region: 'us-east-1', accountId: '1', roleName: 'r', accessToken };
    const failure = failureOf(await getRoleCredentials(contextFor(server.url), sso));
    expect(JSON.stringify(failure)).not.toContain('example-token');
  });

  test('control characters and length', async () => {
    const failure = await stsFailure(
      queryError(400, `Bad${'x'.repeat(500)}`, `a\u001b[31mb\nc\u202ed${'word '.repeat(200)}`),
    );
    expect(failure.code.length).toBeLessThanOrEqual(128);
    expect(failure.message.length).toBeLessThanOrEqual(300);
    expect(failure.message.startsWith('ab cd')).toBe(true);
  });
});

describe('dry runs', () => {
  const run = async (answer: Answer) => {
    const server = await loopback(answer);
    const result = await dryRunEc2(
      contextFor(server.url),
      'us-east-1',
      dryRunRequest('TerminateInstances', {
        InstanceIds: ['i-0123456789abcdef0'],
      }),
    );
    return { result, received: server.received };
  };

  test('DryRunOperation means that it would succeed', async () => {
    const { result, received } = await run(ec2Error(412, 'DryRunOperation', 'Request would have succeeded'));
    expect(result).toEqual({ kind: 'ok', value: 'would-succeed' });
    expect(received[0]?.body).toContain('DryRun=true');
  });

  test('a refusal is a denial', async () => {
    const { result } = await run(ec2Error(403, 'UnauthorizedOperation', 'You are not authorized'));
    expect(failureOf(result).kind).toBe('denied');
  });

  test('one that is carried out is a violation', async () => {
    const { result } = await run(
      xml(200, '<TerminateInstancesResponse><instancesSet/></TerminateInstancesResponse>'),
    );
    expect(failureOf(result)).toMatchObject({ kind: 'read-only-violation', operation: 'TerminateInstances' });
  });
});

test.each([
  ['IDPCommunicationError', '', 'server-error'],
  ['InvalidIdentityToken', "Couldn't retrieve verification key from your identity provider.", 'server-error'],
  ['InvalidIdentityToken', 'Incorrect token audience', 'other'],
  ['TooManyRequestsError', '', 'throttled'],
  ['ThrottlingException', '', 'throttled'],
] as const)('%s %s is %s', (name, message, kind) => {
  const error = Object.assign(new Error(message), {
    name,
    $fault: 'client',
    Code: name,
    $metadata: { httpStatusCode: 400 },
  });
  const facts = { service: 'sts', operation: 'AssumeRoleWithWebIdentity' } as const;
  const more = { temporaryCredentials: false, now: 0, redact: (text: string) => text };
  expect(classify(error, { ...facts, ...more }).kind).toBe(kind);
});
