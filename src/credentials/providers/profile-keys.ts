/** The providers that one key of the profile switches on: SSO, login and process. */
import { placeText } from '../../file-line.ts';
import { credentialError } from '../errors.ts';
import { type ProviderAnswer, type ProviderScope, profileWords } from '../scope.ts';
import { resolveSsoConfig } from '../sso-config.ts';

/** Source: botocore `SSOProvider`. */
export function examineSso(scope: ProviderScope): ProviderAnswer {
  const result = resolveSsoConfig(scope);
  if (result.kind === 'absent') {
    return {
      kind: 'passed-over',
      reason: `${profileWords(scope)} has neither sso_account_id nor sso_role_name`,
    };
  }
  const source = result.kind === 'config' ? result.config.source : result.source;
  const reason = `${profileWords(scope)} is set up for SSO (${placeText(source)})`;
  return {
    kind: 'applies',
    reason,
    source,
    ...(result.kind === 'error' ? { error: result.error } : {}),
  };
}

/** Source: botocore `LoginProvider`. */
export function examineLogin(scope: ProviderScope): ProviderAnswer {
  const entry = scope.entries.get('login_session');
  if (entry === undefined) {
    return { kind: 'passed-over', reason: `${profileWords(scope)} has no login_session` };
  }
  return {
    kind: 'applies',
    reason: `${profileWords(scope)} has login_session (${placeText(entry.source)})`,
    source: entry.source,
  };
}

/** Source: botocore `ProcessProvider`. */
export function examineProcess(scope: ProviderScope): ProviderAnswer {
  const entry = scope.entries.get('credential_process');
  if (entry === undefined) {
    return { kind: 'passed-over', reason: `${profileWords(scope)} has no credential_process` };
  }
  const applies = {
    kind: 'applies',
    reason: `${profileWords(scope)} has credential_process (${placeText(entry.source)})`,
    source: entry.source,
  } as const;
  if (typeof entry.value === 'string') return applies;
  const message = `The value of credential_process must be on the line of its key (${placeText(entry.source)}).`;
  const extra = { provider: 'custom-process', source: entry.source } as const;
  return {
    ...applies,
    error: credentialError('credentials-config-invalid', 'AttributeError', message, extra),
  };
}
