/** What programs and agents say is shown: whole sentences, and nothing that may be a secret. */
import { describe, expect, it } from 'vitest';
import { said } from '../../src/credentials/said.ts';

describe('said', () => {
  it.each<[string, string]>([
    [
      'aws-vault: error: exec: Failed to get credentials for dev',
      'aws-vault: error: exec: Failed to get credentials for dev',
    ],
    [
      'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: no session\n',
      'ValueError: no session',
    ],
    [
      '{"message":"Unauthorized: no association for this pod","code":"AccessDenied"}',
      'Unauthorized: no association for this pod',
    ],
    ['{"error":"invalid_grant","error_description":"The session is over"}', 'The session is over'],
    ['\u001b[31mError: \u202enot logged in\u0007\u001b[0m\r\n', 'Error: not logged in'],
    [
      '/usr/local/lib/tools/get-credentials.sh: line 3: jq: command not found',
      '/usr/local/lib/tools/get-credentials.sh: line 3: jq: command not found',
    ],
    ['<html><body>Blocked by proxy</body></html>', ''],
    ['', ''],
    ['\n \n', ''],
  ])('%j is shown as %j', (text, shown) => {
    expect(said(text, [])).toBe(shown);
  });

  it.each([
    'bad key wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY1',
    'token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x',
    'password=hunter2 is wrong',
    'Secret: "hunter2"',
    'session deadbeefdeadbeefdeadbeefdeadbeef ended',
    'the code hunter2 was refused',
  ])('%j is shown without its secret', (text) => {
    const shown = said(text, ['hunter2']);
    expect(shown).toContain('[removed]');
    expect(shown).not.toMatch(/hunter2|wJalr|eyJ|deadbeef/);
  });

  it('keeps the last four characters of a key', () => {
    expect(said('AKIAIOSFODNN7EXAMPLE is not known', [])).toBe('****************MPLE is not known');
  });

  it('is short', () => {
    expect(said('no '.repeat(1000), []).length).toBeLessThanOrEqual(200);
  });
});
