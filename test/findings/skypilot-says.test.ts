import { expect, it } from 'vitest';
import { FINDING_CODES, FINDINGS, topicOf } from '../../src/findings/registry.ts';
import { skyPilotSays } from '../../src/findings/skypilot-says.ts';

/** What is not about what SkyPilot does. */
const APART = ['policies', 'trust', 'skycheck'];

it('has words for every finding that is about SkyPilot, and for no other', () => {
  const silent = FINDING_CODES.filter((code) => skyPilotSays(code) === undefined);
  expect(silent.filter((code) => !APART.includes(topicOf(code) ?? ''))).toEqual([]);
  expect(
    FINDING_CODES.filter((code) => APART.includes(topicOf(code) ?? '') && !silent.includes(code)),
  ).toEqual([]);
});

it('says something where an error of credentials or of a permission stops SkyPilot', () => {
  const errors = FINDING_CODES.filter(
    (code) =>
      FINDINGS[code].severity === 'error' &&
      ['identity', 'clock', 'credentials', 'account'].includes(topicOf(code) ?? ''),
  );
  const quiet = errors.filter((code) => skyPilotSays(code)?.where === 'nowhere');
  expect(quiet).toEqual(['credentials-end-too-soon', 'credentials-end-unknown']);
});

it.each([
  ['no-credentials', 'sky check aws', 'AWS credentials are not set.'],
  ['sso-token-expired', 'sky check aws', 'AWS access token is expired.'],
  ['profile-not-found', 'sky check aws', 'Failed to get AWS user.'],
  ['session-token-expired', 'sky check aws', 'Make sure that the access and secret keys are correct.'],
  ['permissions-missing', 'sky launch', 'UnauthorizedOperation'],
  ['sky-credentials-file-missing', 'sky check aws', '~/.aws/credentials does not exist.'],
] as const)('has for %s the words of %s', (code, where, text) => {
  const says = skyPilotSays(code);
  expect(says?.where).toBe(where);
  expect(says?.text).toContain(text);
});
