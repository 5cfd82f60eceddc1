import { define, type FindingDefinitions } from '../definition.ts';

const ERROR_CODES = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html';

/** Findings about whether AWS serves the account at all. */
export const ACCOUNT_FINDINGS = {
  'account-blocked': define(
    'error',
    'AWS has blocked the account',
    ERROR_CODES,
    'EC2 answered "Blocked": the account is not recognised as valid, most often because it is new and still being checked, or because of unpaid bills. No policy helps. Reading calls work in such an account, launches do not.',
    'AWS Support lifts the block: open a case under Account and billing.',
  ),
  'account-not-opted-in': define(
    'error',
    'The account is not signed up for EC2',
    ERROR_CODES,
    'EC2 answered "OptInRequired": signing up is not finished (payment method, phone number), or the terms of a Marketplace product are not accepted. AWS says which in its message.',
  ),
  'account-on-free-plan': define(
    'error',
    "The account is on AWS's free plan, which does not launch this type of instance",
    'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-free-tier.html',
    'New accounts start on a free plan, in which EC2 launches a few small types only, on demand and spot alike. SkyPilot takes m6i.2xlarge by default, and GPU types are never among them. No policy helps.',
  ),
  'image-not-shared': define(
    'error',
    'The account may not use the machine image',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html',
    'EC2 answered "Not authorized for images": the image is private and not shared with the account, or does not exist in the region. No policy helps. It says nothing about what the identity may do.',
  ),
  'account-being-verified': define(
    'error',
    'AWS is still verifying the account in this region',
    ERROR_CODES,
    'EC2 answered "PendingVerification": this is the first use of the region. It takes minutes, at most some hours, and ends with an e-mail.',
  ),
  'account-refused': define(
    'error',
    'EC2 does not accept the credentials that STS accepts',
    ERROR_CODES,
    'Every call to EC2 was answered with "AuthFailure", though AWS knows the identity. Either the region is not enabled in the account, or the account may not use EC2 (unpaid bills).',
  ),
} as const satisfies FindingDefinitions;
