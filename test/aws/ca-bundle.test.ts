import { expect, test } from 'vitest';
import { caBundleSetting, otherTrustSettings } from '../../src/aws/ca-bundle.ts';

const profile = new Map([
  ['ca_bundle', { value: '/profile.pem', source: { file: '~/.aws/config', line: 3 } }],
]);

test.each([
  [{ AWS_CA_BUNDLE: '/aws.pem', REQUESTS_CA_BUNDLE: '/r.pem' }, profile, '/aws.pem', 'AWS_CA_BUNDLE'],
  [{ REQUESTS_CA_BUNDLE: '/r.pem' }, profile, '/profile.pem', '~/.aws/config:3'],
  [{ REQUESTS_CA_BUNDLE: '/r.pem' }, new Map(), '/r.pem', 'REQUESTS_CA_BUNDLE'],
  // A blank one counts, whatever else is named.
  [{ AWS_CA_BUNDLE: '', REQUESTS_CA_BUNDLE: '/r.pem' }, profile, '', 'AWS_CA_BUNDLE'],
])('%j names the certificates', (env, entries, path, location) => {
  expect(caBundleSetting(env, entries)).toMatchObject({ path, location });
});

test('boto3 reads no other variable', () => {
  expect(caBundleSetting({ CURL_CA_BUNDLE: '/c.pem', SSL_CERT_FILE: '/s.pem' }, new Map())).toBeUndefined();
});

test('settings of other programs count where they change anything', () => {
  const env = {
    NODE_EXTRA_CA_CERTS: '/n.pem',
    NODE_TLS_REJECT_UNAUTHORIZED: '1',
    NODE_USE_SYSTEM_CA: '0',
    SSL_CERT_FILE: '',
    CURL_CA_BUNDLE: '/c.pem',
  };
  expect(otherTrustSettings(env).map(({ variable }) => variable)).toEqual([
    'NODE_EXTRA_CA_CERTS',
    'CURL_CA_BUNDLE',
  ]);
  expect(otherTrustSettings({ NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_USE_SYSTEM_CA: '1' })).toHaveLength(2);
});
