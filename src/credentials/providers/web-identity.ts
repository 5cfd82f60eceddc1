/** A role assumed with a web identity token. Source: botocore `AssumeRoleWithWebIdentityProvider`. */

import { type FileLine, placeText } from '../../file-line.ts';
import { credentialError } from '../errors.ts';
import { type ProviderAnswer, type ProviderScope, profileWords } from '../scope.ts';

const VARIABLES = {
  web_identity_token_file: 'AWS_WEB_IDENTITY_TOKEN_FILE',
  role_arn: 'AWS_ROLE_ARN',
  role_session_name: 'AWS_ROLE_SESSION_NAME',
} as const;

export interface WebIdentityValue {
  readonly value: string;
  /** A variable's name or the key with its place. */
  readonly from: string;
  readonly source?: FileLine;
}

/** A setting from its variable, even a blank one, else from the profile. */
export function webIdentityValue(
  scope: ProviderScope,
  key: keyof typeof VARIABLES,
): WebIdentityValue | undefined {
  const variable = VARIABLES[key];
  const fromEnv = scope.ignoreVariables ? undefined : scope.env[variable];
  if (fromEnv !== undefined) return { value: fromEnv, from: variable };
  const entry = scope.entries.get(key);
  if (entry === undefined || typeof entry.value !== 'string') return undefined;
  return { value: entry.value, from: `${key} (${placeText(entry.source)})`, source: entry.source };
}

/** Applies where a token file is named, by variable or by the profile. */
export function examineWebIdentity(scope: ProviderScope): ProviderAnswer {
  const token = webIdentityValue(scope, 'web_identity_token_file');
  if (token === undefined || token.value === '') {
    const blank = token === undefined ? '' : `${token.from} is blank; `;
    const variable = scope.ignoreVariables ? '' : 'AWS_WEB_IDENTITY_TOKEN_FILE is not set and ';
    const reason =
      blank === ''
        ? `${variable}${profileWords(scope)} has no web_identity_token_file`
        : `${blank}boto3 then looks no further for a token file`;
    return { kind: 'passed-over', reason };
  }
  const source = token.source === undefined ? {} : { source: token.source };
  const applies = { kind: 'applies', reason: `${token.from} is set`, ...source } as const;
  const role = webIdentityValue(scope, 'role_arn');
  if (role !== undefined && role.value !== '') return applies;
  const message = `${token.from} is set, but ${scope.ignoreVariables ? '' : 'AWS_ROLE_ARN or '}the role_arn of ${profileWords(scope)} is not.`;
  const error = credentialError('credentials-config-invalid', 'InvalidConfigError', message, {
    provider: 'assume-role-with-web-identity',
    source: token.source,
  });
  return { ...applies, error };
}
