import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Keys } from './support.ts';
import { ACCOUNT, clientsOf, failure, keysOf, scenarioOf, shipped, started } from './support.ts';

const TEXT = {
  query:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ec2: 'AWS was not able to validate the provided access credentials',
};

async function outcomes(sandbox: Sandbox, keys?: Keys, region?: string) {
  const { sts, ec2, s3 } = clientsOf(sandbox, keys, region);
  return {
    sts: await failure(sts.send(new GetCallerIdentityCommand({}))),
    ec2: await failure(ec2.send(new DescribeRegionsCommand({}))),
    s3: await failure(s3.send(new ListBucketsCommand({}))),
  };
}

describe('who may call', () => {
  it('an unknown key is told as each service tells it', async () => {
    const { sts, ec2, s3 } = await outcomes(await started(shipped('invalid-key')));
    expect(sts).toEqual({
      code: 'InvalidClientTokenId',
      status: 403,
      message: 'The security token included in the request is invalid.',
    });
    expect(ec2).toEqual({ code: 'AuthFailure', status: 401, message: TEXT.ec2 });
    expect(s3).toMatchObject({ code: 'InvalidAccessKeyId', status: 403 });
  });

  it('a wrong secret does not sign', async () => {
    const { sts, ec2, s3 } = await outcomes(await started(shipped('wrong-secret')));
    expect(sts).toEqual({ code: 'SignatureDoesNotMatch', status: 403, message: TEXT.query });
    expect(ec2).toMatchObject({ code: 'AuthFailure', status: 401 });
    expect(s3).toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
  });

  it('an ended session token is expired', async () => {
    const { sts, ec2, s3 } = await outcomes(await started(shipped('expired-token')));
    expect(sts).toMatchObject({ code: 'ExpiredToken', status: 403 });
    expect(ec2).toMatchObject({ code: 'RequestExpired', status: 400 });
    expect(s3).toMatchObject({ code: 'ExpiredToken', status: 400 });
  });

  it('a clock twenty minutes behind is told with both times', async () => {
    const { sts } = await outcomes(await started(shipped('clock-skew')));
    expect(sts.code).toBe('SignatureDoesNotMatch');
    expect(sts.message).toMatch(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    );
  });

  it.each([
    ['+20m', 'expired', 'RequestTimeTooSkewed'],
    ['-20m', 'not yet current', 'RequestTimeTooSkewed'],
    ['+10m', 'expired', undefined],
    ['+4m', undefined, undefined],
  ])('a server %s ahead', async (offset, stsText, s3Code) => {
    const scenario = scenarioOf(
      `description: x\nclockOffset: ${offset}\naccounts: [{ id: "${ACCOUNT}", users: [{ name: a, policies: [AdministratorAccess] }] }]\nhome: { profiles: [{ name: default, user: a }] }`,
    );
    const { sts, s3 } = clientsOf(await started(scenario));
    const ask = sts.send(new GetCallerIdentityCommand({}));
    if (stsText === undefined) await expect(ask).resolves.toMatchObject({ Account: ACCOUNT });
    else expect((await failure(ask)).message).toContain(`Signature ${stsText}`);
    const list = s3.send(new ListBucketsCommand({}));
    if (s3Code === undefined) await expect(list).resolves.toMatchObject({ Buckets: [] });
    else expect((await failure(list)).code).toBe(s3Code);
  });

  it("the SDK learns the server's clock from the answers and corrects its own", async () => {
    const sandbox = await started(shipped('clock-skew'));
    const sts = new STSClient({
      endpoint: sandbox.endpoint,
      region: 'us-east-1',
      credentials: keysOf(sandbox),
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: ACCOUNT });
    expect(sandbox.requests().map((request) => request.status)).toEqual([403, 200]);
  });

  it('an inactive key, a stray token and a missing token are all invalid', async () => {
    const sandbox = await started(
      scenarioOf(`
description: x
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: a, keys: [{}, { status: Inactive }] }]
    sessions: [{ name: s, of: { kind: user, user: a } }]
home:
  profiles: [{ name: default, user: a }, { name: off, user: a, key: 1 }, { name: session, session: s }]
`),
    );
    const codeFor = async (keys: Keys) =>
      (await failure(clientsOf(sandbox, keys).sts.send(new GetCallerIdentityCommand({})))).code;
    expect(await codeFor(keysOf(sandbox, 'off'))).toBe('InvalidClientTokenId');
    expect(await codeFor({ ...keysOf(sandbox), sessionToken: 'stray' })).toBe('InvalidClientTokenId');
    const { sessionToken: _, ...bare } = keysOf(sandbox, 'session');
    expect(await codeFor(bare)).toBe('InvalidClientTokenId');
    const { sts } = clientsOf(sandbox, keysOf(sandbox, 'session'));
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT}:user/a`,
    });
  });

  it('IAM takes no session of a user', async () => {
    const sandbox = await started(shipped('admin'));
    const { sts } = clientsOf(sandbox);
    const { Credentials: made } = await sts.send(new GetSessionTokenCommand({}));
    const { iam } = clientsOf(sandbox, {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: made?.SecretAccessKey ?? '',
      sessionToken: made?.SessionToken ?? '',
    });
    const call = iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'skypilot-admin' }));
    expect(await failure(call)).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
  });

  it('regions that do not exist, or are not enabled, take no credentials', async () => {
    const sandbox = await started(shipped('admin'));
    expect((await outcomes(sandbox, undefined, 'us-wst-2')).sts).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: expect.stringContaining('scoped to a valid region'),
    });
    const { sts, ec2 } = clientsOf(sandbox, undefined, 'af-south-1');
    expect((await failure(sts.send(new GetCallerIdentityCommand({})))).code).toBe('InvalidClientTokenId');
    expect((await failure(ec2.send(new DescribeRegionsCommand({})))).code).toBe('AuthFailure');
  });
});

describe('requests without a signature', () => {
  it.each([
    ['POST', '/', 'Action=GetCallerIdentity', 403, 'MissingAuthenticationToken'],
    ['GET', '/', undefined, 403, 'AccessDenied'],
    ['GET', '/some-bucket', undefined, 403, 'AccessDenied'],
    ['GET', '/latest/meta-data/', undefined, 404, 'Not Found'],
    ['GET', '/federation/credentials?role_name=a&account_id=1', undefined, 401, 'UnauthorizedException'],
  ])('%s %s with %s', async (method, path, body, status, text) => {
    const { endpoint } = await started(shipped('admin'));
    const response = await fetch(endpoint + path, {
      method,
      ...(body === undefined
        ? {}
        : { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    });
    expect(response.status).toBe(status);
    expect((await response.text()) + response.headers.get('x-amzn-errortype')).toContain(text);
  });

  it('nothing larger than two mebibytes is read', async () => {
    const { endpoint } = await started(shipped('admin'));
    const sent = fetch(endpoint, { method: 'POST', body: 'x'.repeat(3 * 2 ** 20) });
    // The connection may break while the body is still on its way.
    const status = await sent.then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
  });

  it('odd requests get an answer', async () => {
    const { endpoint } = await started(shipped('admin'));
    const odd = [
      { path: '/%ff%zz', headers: {} },
      { path: '/?%=%', headers: { authorization: 'AWS4-HMAC-SHA256 Credential=' } },
      {
        path: '/',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/what/aws4_request, SignedHeaders=x, Signature=y',
        },
      },
    ];
    for (const { path, headers } of odd) {
      const { status } = await fetch(endpoint + path, { headers });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });
});
