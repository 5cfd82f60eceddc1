import { expect, it } from 'vitest';
import { knownErrorsIn } from '../../src/pasted/known-errors.ts';

const when = (code: string, message = 'no') =>
  `botocore.exceptions.ClientError: An error occurred (${code}) when calling the X operation: ${message}`;

it.each([
  [when('ExpiredToken', 'The security token included in the request is expired'), 'session-token-expired'],
  [when('RequestExpired', 'Request has expired.'), 'clock-skew'],
  [when('SignatureDoesNotMatch', 'Signature expired: 20261130T1 is now earlier than'), 'clock-skew'],
  [when('SignatureDoesNotMatch', 'The request signature we calculated does not match'), 'secret-key-wrong'],
  [when('InvalidClientTokenId'), 'access-key-invalid'],
  [when('UnrecognizedClientException'), 'access-key-invalid'],
  [when('AuthFailure', 'AWS was not able to validate the provided access credentials'), 'account-refused'],
  [when('OptInRequired'), 'account-not-opted-in'],
  [when('Blocked'), 'account-blocked'],
  [when('PendingVerification'), 'account-being-verified'],
  [when('InvalidAMIID.NotFound'), 'image-not-shared'],
  [
    'Unable to locate credentials. You can configure credentials by running "aws configure".',
    'no-credentials',
  ],
  ['AWS credentials are not set. Run the following commands:', 'no-credentials'],
  ['The config profile (dev) could not be found', 'profile-not-found'],
  ['Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY', 'partial-credentials'],
  ['Error loading SSO Token: Token for corp does not exist', 'sso-never-logged-in'],
  ['Error when retrieving token from sso: Token has expired and refresh failed', 'sso-token-expired'],
  ['Unable to parse config file: /home/ada/.aws/config', 'config-syntax-error'],
  ['Error when retrieving credentials from custom-process: boom', 'credential-process-failed'],
  ['Could not connect to the endpoint URL: "https://sts.us-est-1.amazonaws.com/"', 'no-network'],
  [
    'SSL validation failed for https://sts.amazonaws.com/ [SSL: CERTIFICATE_VERIFY_FAILED]',
    'certificate-untrusted',
  ],
  ['You must specify a region.', 'region-needed'],
  ["Provided region_name 'us east 1' doesn't match a supported format.", 'region-malformed'],
  ['No default VPC in us-east-1', 'regions-not-usable'],
])('%s', (line, code) => {
  expect(knownErrorsIn(`before\n${line}\nafter`)).toEqual([{ meaning: { kind: 'finding', code }, line }]);
});

it.each([
  [when('VcpuLimitExceeded'), /quota/],
  [when('InsufficientInstanceCapacity'), /no such machine free/],
])('is no permission and no setting: %s', (line, title) => {
  expect(knownErrorsIn(line)).toEqual([
    { line, meaning: { kind: 'words', title: expect.stringMatching(title), advice: expect.any(String) } },
  ]);
});

it('each meaning once, with its first line', () => {
  const lines = [when('ExpiredToken', 'first'), when('ExpiredTokenException', 'second'), when('Blocked')];
  expect(knownErrorsIn(lines.join('\n')).map(({ line }) => line)).toEqual([lines[0], lines[2]]);
});

it('nothing in what is well', () => {
  expect(knownErrorsIn('Launching on AWS us-east-1 (us-east-1a)\n✓ Cluster launched')).toEqual([]);
});
