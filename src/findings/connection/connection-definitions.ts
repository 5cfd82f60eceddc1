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
    'The file of trusted certificates cannot be read',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'AWS_CA_BUNDLE, ca_bundle in the profile or REQUESTS_CA_BUNDLE names a file that is not there or may not be read. boto3 then fails at its first call over https.',
  ),
} as const satisfies FindingDefinitions;
