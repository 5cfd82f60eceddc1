import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskKeyId, plainText, redactor, shorten } from '../../src/aws/redact.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

function redact(text: string, ...values: string[]): string {
  return redactor({ values, accessKeyIds: ['AKIAIOSFODNN7EXAMPLE', 'emulator-key'] })(text);
}

describe('a secret is removed', () => {
  test.each([
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in URL-safe base64', Buffer.from(SECRET).toString('base64url')],
    ['in base64 after one byte', Buffer.from(`:${SECRET}`).toString('base64')],
    ['in base64 after two bytes', Buffer.from(`a:${SECRET}`).toString('base64')],
  ])('%s', (_name, echo) => {
    const out = redact(`before ${echo} after ${echo}`, SECRET);
    expect(out).toMatch(/^before .* after /);
    for (let at = 2; at + 12 <= echo.length - 2; at++) expect(out).not.toContain(echo.slice(at, at + 12));
  });

  test('over several lines, as a continued line of a file gives it', () => {
    expect(redact('sent abcdef123456 ghijkl789012 here', 'abcdef123456\nghijkl789012')).not.toMatch(
      /123|789/,
    );
  });

  test('XML-escaped', () => {
    expect(redact('sent a&amp;b&lt;cdefghijklmnop', 'a&b<cdefghijklmnop')).toBe('sent [removed]');
  });

  test('with characters that are taken out of every text, or cannot be encoded', () => {
    expect(redact('sent abc\u200bdefghijklmnop', 'abc\u200bdefghijklmnop')).toBe('sent [removed]');
    expect(redact('sent \ud800abcdefghijkl', '\ud800abcdefghijkl')).toBe('sent [removed]');
  });

  test('a short one as a word only', () => {
    expect(redact('the test of the latest', 'test')).toBe('the [removed] of the latest');
    expect(redact('the abc stays', 'abc')).toBe('the abc stays');
  });
});

test('whatever the secret and wherever it stands, no 12 characters of it stay', () => {
  const secret = fc.string({ minLength: 12, maxLength: 80 }).filter((text) => plainText(text) === text);
  fc.assert(
    fc.property(
      secret,
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      (value, before, after) => {
        const out = redact(`${before}${value}${after}${value.slice(3)}`, value);
        for (let at = 0; at + 12 <= value.length; at++) {
          const part = value.slice(at, at + 12);
          if ('[removed]'.includes(part.trim()) || '*'.repeat(16).includes(part)) continue;
          expect(out).not.toContain(part);
        }
      },
    ),
    { numRuns: 500, seed: 20261122 },
  );
});

test.each([
  ['key AKIAI44QH8DHBEXAMPLE.', 'key ****************MPLE.'],
  ['Credential=ASIAI44QH8DHBEXAMPLE/20261122', 'Credential=****************MPLE/20261122'],
  ['akiai44qh8dhbexample', '****************mple'],
  ['emulator-key/x', '****************-key/x'],
  ['AROAEXAMPLEEXAMPLE:session', 'AROAEXAMPLEEXAMPLE:session'],
])('key ids: %s', (text, out) => expect(redact(text)).toBe(out));

test('long base64 goes, long paths stay', () => {
  const path = `arn:aws:iam::123456789012:role/${'some-division/some-team/'.repeat(6)}name`;
  expect(redact(path)).toBe(path);
  expect(
    redact(
      `token ${Buffer.from(Array.from({ length: 90 }, (_, i) => (i * 37) % 256)).toString('base64')} end`,
    ),
  ).toBe('token [removed] end');
});

test('texts are one line without control characters', () => {
  expect(plainText('a\u001b[31mred\u001b[0m\r\nb\u0000c\u009bd \u202e e\u001b]0;title\u0007f')).toBe(
    'ared b c d ef',
  );
});

test('masks and cuts', () => {
  expect(maskKeyId('AKIAIOSFODNN7EXAMPLE')).toBe('****************MPLE');
  expect(maskKeyId('AKIA')).toBe('****************');
  expect(shorten('abcdef', 6)).toBe('abcdef');
  expect(shorten('abcdefg', 6)).toBe('abcde…');
});
