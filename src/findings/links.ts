/** The pages that findings refer to. */
export const AWS_PAGE = 'https://docs.skypilot.co/en/latest/cloud-setup/cloud-permissions/aws.html';
export const SKY_CONFIG = 'https://docs.skypilot.co/en/latest/reference/config.html';
export const SKY_CONFIG_SOURCES = 'https://docs.skypilot.co/en/latest/reference/config-sources.html';
export const IAM_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
export const CLI_GUIDE = 'https://docs.aws.amazon.com/cli/latest/userguide';
export const BOTO3_CREDENTIALS =
  'https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html';
