import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE } from '../links.ts';

/** Findings about `sky check aws` itself. */
export const SKY_CHECK_FINDINGS = {
  'sky-check-too-optimistic': define(
    'warning',
    '`sky check aws` says enabled, but a launch would fail',
    'https://github.com/skypilot-org/skypilot/issues/2416',
    '`sky check aws` looks at the identity, at availability zones and at the list of buckets, and at nothing else. It cannot see that a launch fails.',
  ),
  'sky-credentials-file-missing': define(
    'error',
    '`sky check aws` demands a credentials file that does not exist',
    `${AWS_PAGE}#troubleshooting`,
    'SkyPilot knows a few types of credentials and takes all others, static keys in ~/.aws/config among them, for a shared credentials file. Then it refuses to work where that file is missing, although boto3 has credentials.',
  ),
} as const satisfies FindingDefinitions;
