/** Keys written in files: the credentials file, the config file, and the two files of older tools. */

import type { ConfigSection } from '../../config/aws-config-types.ts';
import { type FileLine, placeText } from '../../file-line.ts';
import type { ProviderName } from '../credentials-outcome.ts';
import { credentialError, parseError } from '../errors.ts';
import { type ProviderAnswer, type ProviderScope, profileWords } from '../scope.ts';

/** One section's keys; boto3 never takes the secret key from another section or file. */
function examineSection(provider: ProviderName, section: ConfigSection, where: string): ProviderAnswer {
  const key = section.entries.get('aws_access_key_id');
  const secret = section.entries.get('aws_secret_access_key');
  if (key === undefined) {
    return {
      kind: 'passed-over',
      reason: `aws_access_key_id is not set in ${where} (${placeText(section.source)})`,
      source: section.source,
    };
  }
  const applies = {
    kind: 'applies',
    reason: `aws_access_key_id is set in ${where} (${placeText(key.source)})`,
    source: key.source,
  } as const;
  if (secret === undefined) {
    const message = `aws_access_key_id is set in ${where} (${placeText(key.source)}) but aws_secret_access_key is not; boto3 does not look for it elsewhere.`;
    const extra = { provider, source: key.source };
    return {
      ...applies,
      error: credentialError('partial-credentials', 'PartialCredentialsError', message, extra),
    };
  }
  const table = [key, secret].find((entry) => typeof entry.value !== 'string');
  if (table === undefined) return applies;
  const message = `The value of ${table.key} must be on the line of its key (${placeText(table.source)}).`;
  const extra = { provider, source: table.source };
  return { ...applies, error: credentialError('credentials-config-invalid', 'TypeError', message, extra) };
}

/** Source: botocore `SharedCredentialProvider`. */
export function examineSharedCredentialsFile(scope: ProviderScope): ProviderAnswer {
  const { credentials } = scope.config;
  if (credentials.state.kind !== 'parsed') {
    const name =
      credentials.display === '' ? 'AWS_SHARED_CREDENTIALS_FILE is blank' : `no ${credentials.display}`;
    return { kind: 'passed-over', reason: name };
  }
  const section = scope.config.credentialSections.get(scope.profileName);
  if (section === undefined) {
    return { kind: 'passed-over', reason: `${credentials.display} has no section [${scope.profileName}]` };
  }
  return examineSection('shared-credentials-file', section, `section [${section.name}]`);
}

/** Source: botocore `ConfigProvider`, which reads the config file alone. */
export function examineConfigFile(scope: ProviderScope): ProviderAnswer {
  const { config } = scope.config;
  if (config.state.kind !== 'parsed') {
    return {
      kind: 'passed-over',
      reason: config.display === '' ? 'AWS_CONFIG_FILE is blank' : `no ${config.display}`,
    };
  }
  const section = scope.config.configProfiles.get(scope.profileName);
  if (section === undefined) {
    return { kind: 'passed-over', reason: `${config.display} has no ${profileWords(scope)}` };
  }
  return examineSection('config-file', section, profileWords(scope));
}

/** Source: botocore `OriginalEC2Provider`. */
export function examineEc2CredentialsFile(scope: ProviderScope): ProviderAnswer {
  const file = scope.facts.ec2File;
  if (file.kind === 'not-named') return { kind: 'passed-over', reason: 'AWS_CREDENTIAL_FILE is not set' };
  const provider = 'ec2-credentials-file';
  const reason = `AWS_CREDENTIAL_FILE names ${file.display === '' ? 'no file' : file.display}`;
  const source: FileLine = { file: file.display, line: 1 };
  if (file.kind === 'unreadable') {
    const message = `${reason}, which cannot be read.`;
    const error = credentialError('credentials-config-invalid', 'ConfigNotFound', message, { provider });
    return { kind: 'applies', reason, error };
  }
  if (file.kind === 'not-utf8') {
    const message = `${reason}, whose line ${file.line} is not UTF-8.`;
    const extra = { provider, source: { file: file.display, line: file.line } } as const;
    return {
      kind: 'applies',
      reason,
      error: credentialError('credentials-config-invalid', 'UnicodeDecodeError', message, extra),
    };
  }
  if (!file.values.has('AWSAccessKeyId')) {
    return { kind: 'passed-over', reason: `${reason}, which has no AWSAccessKeyId`, source };
  }
  if (file.values.has('AWSSecretKey')) return { kind: 'applies', reason, source };
  const message = `${file.display} has AWSAccessKeyId but no AWSSecretKey.`;
  const error = credentialError('partial-credentials', 'KeyError', message, { provider, source });
  return { kind: 'applies', reason, source, error };
}

/** Source: botocore `BotoProvider`. */
export function examineBotoConfig(scope: ProviderScope): ProviderAnswer {
  const names: string[] = [];
  for (const file of scope.facts.botoConfigs) {
    names.push(file.display);
    if (file.state.kind === 'broken') {
      const error = { ...parseError(file.state.error), provider: 'boto-config' as const };
      return { kind: 'applies', reason: `${file.display} exists but cannot be parsed`, error };
    }
    if (file.credentials?.entries.has('aws_access_key_id')) {
      return examineSection('boto-config', file.credentials, 'section [Credentials]');
    }
  }
  return { kind: 'passed-over', reason: `no keys under [Credentials] in ${names.join(' or ')}` };
}
