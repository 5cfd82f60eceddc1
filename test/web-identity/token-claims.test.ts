import { expect, test } from 'vitest';
import { claimsOfToken, readClaims, tokenText } from '../../src/web-identity/token-claims.ts';
import { JOB, tokenOf } from './support.ts';

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

test.each<[string, string]>([
  ['claims', JSON.stringify(JOB)],
  ['a token', tokenOf(JOB)],
  ['a token with a line break', `${tokenOf(JOB)}\n`],
  ['a token in quotes', JSON.stringify(tokenOf(JOB))],
  ['the middle of a token', tokenOf(JOB).split('.')[1] ?? ''],
  ['the answer of GitHub', JSON.stringify({ count: 1, value: tokenOf(JOB) })],
])('reads %s', (_, text) => {
  expect(readClaims(text)).toMatchObject({
    kind: 'claims',
    claims: {
      issuer: JOB.iss,
      subject: JOB.sub,
      audience: JOB.aud,
      expiresAt: JOB.exp * 1000,
      sessionTags: false,
    },
  });
});

test.each<[string, string]>([
  ['', 'there is nothing in it'],
  ['   \n', 'there is nothing in it'],
  ['{"sub": ', 'it is no JSON object of claims'],
  ['[1]', 'it is neither JSON claims nor a JSON Web Token'],
  ['topsecretvalue.!.x', 'it is neither JSON claims nor a JSON Web Token'],
  ['x'.repeat(70_000), 'it is longer than any token'],
])('refuses %#, and says nothing of it', (text, reason) => {
  expect(readClaims(text)).toEqual({ kind: 'failed', reason });
});

test('takes what no claim should be for none', () => {
  const read = readClaims(
    JSON.stringify({ iss: 3, sub: { a: 1 }, aud: [], exp: 'soon', tags: [{}], n: 5, yes: true }),
  );
  expect(read).toMatchObject({
    claims: { issuer: undefined, subject: undefined, audience: undefined, expiresAt: undefined },
  });
  expect(read.kind === 'claims' && [...read.claims.values]).toEqual([
    ['iss', ['3']],
    ['aud', []],
    ['exp', ['soon']],
    ['n', ['5']],
    ['yes', ['true']],
  ]);
});
