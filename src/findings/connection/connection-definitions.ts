import { define, type FindingDefinitions } from '../definition.ts';
import { CLI_GUIDE } from '../links.ts';

/** Findings about reaching AWS. */
export const CONNECTION_FINDINGS = {
  'no-network': define(
    'error',
    'AWS could not be reached',
    `${CLI_GUIDE}/cli-configure-proxy.html`,
    'The request did not get there: no network, a name that does not resolve (often a mistyped region), a proxy or a firewall. Nothing is known about the permissions.',
  ),
  'aws-call-failed': define(
    'error',
    'AWS did not answer as it should',
    'https://health.aws.amazon.com/health/status',
    'The service was busy, failed, or something between here and AWS answered instead. Nothing is known about what was asked.',
  ),
  'client-setting-invalid': define(
    'error',
    'boto3 does not accept a setting',
    'https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html',
    'boto3 checks its settings in the environment and in the profile when it makes a client, and raises an error for a value that it does not know. SkyPilot then cannot make any call, however good the credentials are. The AWS CLI and other SDKs may pass over the same value.',
  ),
  'ca-bundle-unreadable': define(
    'error',
    'The file of trusted certificates cannot be used',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'AWS_CA_BUNDLE, ca_bundle in the profile or REQUESTS_CA_BUNDLE names a file that is not there, may not be read or holds no certificates. boto3 then fails at its first call over https.',
  ),
  'ca-bundle-blank': define(
    'error',
    'The setting of the trusted certificates is blank',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'AWS_CA_BUNDLE, ca_bundle in the profile or REQUESTS_CA_BUNDLE is set to nothing, as happens with variables of CI systems that are not defined. boto3 before 1.44 then accepts any certificate, so that anybody on the way can read and change what is sent; newer versions refuse to make a client.',
  ),
  'certificate-untrusted': define(
    'error',
    'The certificate of AWS is not trusted',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Something between here and AWS, mostly a proxy of a company that looks into TLS, shows a certificate of its own. boto3 trusts the public certificates alone, or the file of AWS_CA_BUNDLE in their place; it does not read NODE_EXTRA_CA_CERTS, SSL_CERT_FILE or CURL_CA_BUNDLE, and not the store of the system.',
    'skycheck trusts what boto3 would trust, and nothing else.',
  ),
  'trust-setting-ignored': define(
    'info',
    'boto3 does not read this setting of trusted certificates',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Node, curl or OpenSSL would trust other certificates here than boto3. skycheck trusts what boto3 would trust, and nothing else. For boto3 the setting is AWS_CA_BUNDLE.',
  ),
} as const satisfies FindingDefinitions;
