import type { ProviderName } from '../config/providers.ts';

/**
 * The types of AWS identity that SkyPilot tells apart, by the words it looks for in `aws configure list`.
 * Source: SkyPilot `sky/clouds/aws.py`, `AWSIdentityType`.
 */
export type SkyIdentityType =
  | 'sso'
  | 'env'
  | 'iam-role'
  | 'container-role'
  | 'custom-process'
  | 'assume-role'
  | 'login'
  | 'shared-credentials-file';

const BY_PROVIDER: Readonly<Record<ProviderName, SkyIdentityType>> = {
  env: 'env',
  'assume-role': 'assume-role',
  'assume-role-with-web-identity': 'assume-role',
  sso: 'sso',
  'shared-credentials-file': 'shared-credentials-file',
  login: 'login',
  'custom-process': 'custom-process',
  'config-file': 'shared-credentials-file',
  'ec2-credentials-file': 'shared-credentials-file',
  'boto-config': 'shared-credentials-file',
  'container-role': 'container-role',
  'iam-role': 'iam-role',
};

/**
 * What SkyPilot takes the credentials for. Types it does not know fall to `shared-credentials-file`, and then it
 * demands that the credentials file exists.
 *
 * @param knowsLogin - whether this release has the type `login`, which came with 0.13.0
 */
export function skyIdentityType(provider: ProviderName, knowsLogin: boolean): SkyIdentityType {
  return provider === 'login' && !knowsLogin ? 'shared-credentials-file' : BY_PROVIDER[provider];
}

/**
 * The path that SkyPilot takes for the credentials file: the variable of the *config* file, by mistake, else the
 * default. Source: SkyPilot `sky/clouds/aws.py`, `_get_credentials_path`.
 */
export function skyCredentialsPath(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): { readonly path: string; readonly variable: 'AWS_CONFIG_FILE' | undefined } {
  const set = env.AWS_CONFIG_FILE;
  return set === undefined
    ? { path: `${home}/.aws/credentials`, variable: undefined }
    : { path: set.replace(/^~(?=\/|$)/, home), variable: 'AWS_CONFIG_FILE' };
}
