/** Keys written in files. The trace has checked already that both are there. */

import { textValue } from '../../config/aws-config.ts';
import type { ConfigSection } from '../../config/aws-config-types.ts';
import { placeText } from '../../file-line.ts';
import type { CredentialsOutcome, ProviderName } from '../credentials-outcome.ts';
import { type Loader, loaded } from '../load-context.ts';

function fromSection(
  provider: ProviderName,
  section: ConfigSection | undefined,
  tokenKeys: readonly string[],
): CredentialsOutcome {
  const key = section?.entries.get('aws_access_key_id');
  if (section === undefined || key === undefined) return { kind: 'none' };
  // A blank token is a token to boto3's lookup, and none when it signs.
  const tokenKey = tokenKeys.find((name) => section.entries.has(name));
  const token = tokenKey === undefined ? undefined : textValue(section, tokenKey);
  return loaded(provider, placeText(key.source), {
    accessKeyId: textValue(section, 'aws_access_key_id') ?? '',
    secretAccessKey: textValue(section, 'aws_secret_access_key') ?? '',
    ...(token === undefined || token === '' ? {} : { sessionToken: token }),
  });
}

/** The older key wins. Source: botocore `SharedCredentialProvider.TOKENS`. */
const TOKEN_KEYS = ['aws_security_token', 'aws_session_token'];

/** Source: botocore `SharedCredentialProvider`. */
export const loadSharedCredentialsFile: Loader = async ({ config, profileName }) =>
  fromSection('shared-credentials-file', config.credentialSections.get(profileName), TOKEN_KEYS);

/** Source: botocore `ConfigProvider`. */
export const loadConfigFile: Loader = async ({ config, profileName }) =>
  fromSection('config-file', config.configProfiles.get(profileName), TOKEN_KEYS);

/** Knows no session token. Source: botocore `BotoProvider`. */
export const loadBotoConfig: Loader = async ({ facts }) => {
  const file = facts.botoConfigs.find(({ credentials }) => credentials?.entries.has('aws_access_key_id'));
  return fromSection('boto-config', file?.credentials, []);
};

/** Knows no session token. Source: botocore `OriginalEC2Provider`. */
export const loadEc2CredentialsFile: Loader = async ({ facts }) => {
  if (facts.ec2File.kind !== 'read') return { kind: 'none' };
  const { display, values } = facts.ec2File;
  return loaded('ec2-credentials-file', display, {
    accessKeyId: values.get('AWSAccessKeyId') ?? '',
    secretAccessKey: values.get('AWSSecretKey') ?? '',
  });
};
