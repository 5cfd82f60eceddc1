import { expect, test } from 'vitest';
import { claimsOfToken, tokenText } from '../../src/web-identity/token-claims.ts';

const token = (payload: unknown) =>
  `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2lnbmF0dXJl`;

test('the claims of a token, in words', () => {
  const claims = claimsOfToken(
    token({ sub: 'repo:acme/infra:environment:dev', aud: ['sts.amazonaws.com', 'x'], iss: 'https://issuer' }),
  );
  expect(tokenText(claims)).toBe(
    'a token with the subject "repo:acme/infra:environment:dev", the audience "sts.amazonaws.com" and the issuer "https://issuer"',
  );
  expect(tokenText(claimsOfToken(token({ sub: 'a' })))).toBe('a token with the subject "a"');
});

test.each(['', 'abc', 'a.b', 'a.!.c', token([]), token('text'), token({ sub: 3 })])(
  'no claims: %j',
  (text) => {
    expect(tokenText(claimsOfToken(text))).toBe('its token');
  },
);
