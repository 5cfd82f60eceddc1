import { define, type FindingDefinitions } from '../definition.ts';
import { CLI_GUIDE } from '../links.ts';

/** Findings about the name of the region. */
export const REGION_FINDINGS = {
  'region-malformed': define(
    'error',
    'The region has a name that boto3 refuses',
    'https://docs.aws.amazon.com/general/latest/gr/rande.html',
    'A region is made of letters, digits and hyphens, such as us-east-1. boto3 fails before it makes a call.',
  ),
  'region-needed': define(
    'warning',
    'boto3 needs a region where the endpoint is configured',
    `${CLI_GUIDE}/cli-configure-endpoints.html`,
    "At AWS itself STS, IAM and S3 work without a region. With an endpoint of one's own boto3 refuses to make a client (NoRegionError), so SkyPilot fails where skycheck, which signs for us-east-1 then, goes on.",
  ),
  'region-not-enabled': define(
    'error',
    'The region is not enabled in this account',
    'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
    'Newer regions have to be enabled in an account before it can use them. Until then their servers do not know its access keys: STS answers InvalidClientTokenId, as it does to a key that does not exist. boto3 asks STS of the configured region, so SkyPilot fails with good keys.',
  ),
  'region-unknown': define(
    'warning',
    'There seems to be no such region',
    'https://docs.aws.amazon.com/general/latest/gr/rande.html',
    'boto3 takes the name and then looks for servers that do not exist, which reads like a failing network. A name that ends in a letter is that of an availability zone.',
  ),
} as const satisfies FindingDefinitions;
