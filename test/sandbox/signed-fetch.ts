/** Signed requests without the SDK, for services whose client is not at hand and for requests that no SDK would send. */
import { createHash } from 'node:crypto';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectedSignature, formatAmzDate } from '../../src/sandbox/sigv4.ts';
import { NO_WAITS } from '../support/clocks.ts';
import type { Keys } from './support.ts';
import { keysOf } from './support.ts';

export interface SignedRequest {
  readonly service: string;
  readonly region?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a signed POST. */
export function signedPost(
  sandbox: Sandbox,
  { service, region = 'us-east-1', headers = {}, body }: SignedRequest,
  keys: Keys = keysOf(sandbox),
): Promise<Response> {
  const time = formatAmzDate(NO_WAITS.now());
  const all: Record<string, string> = {
    ...headers,
    host: new URL(sandbox.endpoint).host,
    'x-amz-date': time,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
  };
  const signedHeaders = Object.keys(all).sort();
  const scope = { accessKeyId: keys.accessKeyId, date: time.slice(0, 8), region, service, signedHeaders };
  const request = {
    method: 'POST',
    target: '/',
    headers: new Map(Object.entries(all)),
    body: Buffer.from(body),
  };
  const signature = expectedSignature(request, { ...scope, signature: '' }, keys.secretAccessKey);
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope.date}/${region}/${service}/aws4_request, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  const { host: _, ...sent } = all;
  return fetch(sandbox.endpoint, { method: 'POST', headers: { ...sent, authorization }, body });
}
