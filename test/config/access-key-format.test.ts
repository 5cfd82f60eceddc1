import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessKeyProblem, secretKeyProblem } from '../../src/config/access-key-format.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('accessKeyProblem', () => {
  it.each([
    [KEY, undefined],
    ['ASIAIOSFODNN7EXAMPLE', undefined],
    // What people give to emulators.
    ['test', undefined],
    ['testing', undefined],
    ['', undefined],
    [`"${KEY}"`, 'quotes'],
    [`'${KEY}`, 'quotes'],
    [`${KEY}\r`, 'line-break'],
    [`${KEY}\nAKIA`, 'line-break'],
    [` ${KEY} `, 'blanks'],
    ['No value here, use the profile', 'sentence'],
    ['YOUR_ACCESS_KEY_ID', 'placeholder'],
    ['<your access key>', 'placeholder'],
    ['your-access-key', 'placeholder'],
    ['${AWS_KEY}', 'placeholder'],
    ['AKIA...', 'placeholder'],
    ['***', 'placeholder'],
    ['xxxxxxxx', 'placeholder'],
    ['AKIA-IOSF-ODNN', 'characters'],
    ['AKIAÄÖÜ', 'characters'],
    [KEY.toLowerCase(), 'small-letters'],
    [KEY.slice(0, -1), 'key-length'],
    [`${KEY}X`, 'key-length'],
    ['AKIA', undefined],
  ])('of %j is %s', (value, problem) => {
    expect(accessKeyProblem(value, SECRET)).toBe(problem);
  });

  it('sees that the two are swapped', () => {
    expect(accessKeyProblem(SECRET, KEY)).toBe('swapped');
    expect(accessKeyProblem(SECRET, undefined)).toBe('characters');
  });
});

describe('secretKeyProblem', () => {
  it.each([
    [SECRET, KEY, undefined],
    ['test', 'test', undefined],
    [`"${SECRET}"`, KEY, 'quotes'],
    [`${SECRET}\r`, KEY, 'line-break'],
    [`${SECRET} `, KEY, 'blanks'],
    [SECRET.slice(1), KEY, 'length'],
    [SECRET + SECRET, KEY, 'length'],
    [`${SECRET.slice(0, -1)}!`, KEY, 'characters'],
    ['see the password manager', KEY, 'sentence'],
    ['<secret>', KEY, 'placeholder'],
  ])('of %j beside %s is %s', (value, accessKey, problem) => {
    expect(secretKeyProblem(value, accessKey)).toBe(problem);
  });
});

it('finds nothing wrong with any key that AWS makes', () => {
  const letters = (alphabet: string, length: number) =>
    fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(...alphabet) });
  const accessKey = letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16).map((rest) => `AKIA${rest}`);
  const secret = letters('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+', 40);
  fc.assert(
    fc.property(accessKey, secret, (key, secretKey) => {
      expect([accessKeyProblem(key, secretKey), secretKeyProblem(secretKey, key)]).toEqual([
        undefined,
        undefined,
      ]);
    }),
    { seed: 3, numRuns: 500 },
  );
});
