import { createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';

/**
 * The DPoP header: proof that the caller holds the key that a login was made with.
 *
 * @param privateKeyPem - an EC key on P-256
 * @param url - of the request, which is a POST
 * @param now - milliseconds since 1970
 * @throws where the key cannot be read. Source: RFC 9449; botocore `_build_dpop_header`.
 */
export function dpopHeader(privateKeyPem: string, url: string, now: number): string {
  const key = createPrivateKey(privateKeyPem);
  const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, x, y, crv } };
  const payload = { htm: 'POST', htu: url, iat: Math.floor(now / 1000), jti: randomUUID() };
  const signed = `${base64Url(header)}.${base64Url(payload)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function base64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
