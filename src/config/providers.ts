/** botocore's names of its twelve credential providers, in the order it asks them. Source: botocore `create_credential_resolver`. */
export const PROVIDERS = [
  'env',
  'assume-role',
  'assume-role-with-web-identity',
  'sso',
  'shared-credentials-file',
  'login',
  'custom-process',
  'config-file',
  'ec2-credentials-file',
  'boto-config',
  'container-role',
  'iam-role',
] as const;

export type ProviderName = (typeof PROVIDERS)[number];
