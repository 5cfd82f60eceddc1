import { describe, expect, it } from 'vitest';
import type { WireRequest } from '../../src/sandbox/sigv4.ts';
import {
  expectedSignature,
  formatAmzDate,
  parseAmzDate,
  readAuthorization,
  signatureMatches,
} from '../../src/sandbox/sigv4.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

/** The example of AWS's General Reference, "Signature Version 4 signing process". */
function iamExample(changes: Partial<WireRequest> = {}): WireRequest {
  return {
    method: 'GET',
    target: '/?Action=ListUsers&Version=2010-05-08',
    headers: new Map([
      ['host', 'iam.amazonaws.com'],
      ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['x-amz-date', '20150830T123600Z'],
      [
        'authorization',
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
      ],
    ]),
    body: Buffer.alloc(0),
    ...changes,
  };
}

function authorizationOf(request: WireRequest) {
  const read = readAuthorization(request.headers);
  if (read.kind !== 'signed') throw new Error(read.kind);
  return read.authorization;
}

describe('Signature Version 4', () => {
  it("computes the signature of AWS's own example", () => {
    const request = iamExample();
    const authorization = authorizationOf(request);
    expect(expectedSignature(request, authorization, SECRET)).toBe(authorization.signature);
    expect(signatureMatches(request, authorization, SECRET)).toBe(true);
  });

  it.each([
    ['another secret', iamExample(), 'other'],
    ['another query', iamExample({ target: '/?Action=ListRoles&Version=2010-05-08' }), SECRET],
    ['another body', iamExample({ body: Buffer.from('x') }), SECRET],
    ['another method', iamExample({ method: 'POST' }), SECRET],
  ])('refuses %s', (_, request, secret) => {
    expect(signatureMatches(request, authorizationOf(request), secret)).toBe(false);
  });

  it('refuses a signature that does not cover the host', () => {
    const request = iamExample();
    const authorization = { ...authorizationOf(request), signedHeaders: ['content-type', 'x-amz-date'] };
    const signature = expectedSignature(request, authorization, SECRET);
    expect(signatureMatches(request, { ...authorization, signature }, SECRET)).toBe(false);
  });

  it('refuses an unsigned session token', () => {
    const request = iamExample();
    const headers = new Map([...request.headers, ['x-amz-security-token', 'token']]);
    expect(signatureMatches({ ...request, headers }, authorizationOf(request), SECRET)).toBe(false);
  });

  it('takes the order of the query and the case of escapes as they come', () => {
    const signed = iamExample({ target: '/?b=2&a=%2f&a=1' });
    const other = iamExample({ target: '/?a=1&a=%2F&b=2' });
    const authorization = authorizationOf(signed);
    expect(expectedSignature(signed, authorization, SECRET)).toBe(
      expectedSignature(other, authorization, SECRET),
    );
  });

  it('says what an Authorization header lacks', () => {
    const read = (text: string) => readAuthorization(new Map([['authorization', text]]));
    expect(read('Bearer x').kind).toBe('unsigned');
    expect(read('AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request')).toEqual({
      kind: 'incomplete',
      message:
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
    });
    expect(read('AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0').kind).toBe('incomplete');
  });

  it('reads and writes the date of requests', () => {
    expect(parseAmzDate('20150830T123600Z')).toBe(Date.UTC(2015, 7, 30, 12, 36));
    expect(formatAmzDate(Date.UTC(2015, 7, 30, 12, 36))).toBe('20150830T123600Z');
    expect(parseAmzDate('2015-08-30T12:36:00Z')).toBeUndefined();
    expect(parseAmzDate('20159930T123600Z')).toBeUndefined();
  });
});
