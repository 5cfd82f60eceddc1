/**
 * The chain of roles that a profile starts, checked before any call.
 *
 * Source: botocore `AssumeRoleProvider`.
 */

import { parsePythonInt } from '../config/python-text.ts';
import { type FileLine, placeText } from '../file-line.ts';
import type { CredentialError, ProviderName } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import { examineEnv } from './providers/env.ts';
import { examineContainerRole, examineIamRole } from './providers/metadata.ts';
import { examineLogin, examineProcess, examineSso } from './providers/profile-keys.ts';
import { examineConfigFile, examineSharedCredentialsFile } from './providers/static-keys.ts';
import { examineWebIdentity } from './providers/web-identity.ts';
import { type Examiner, type ProviderScope, profileWords, scopeOfProfile, textOf } from './scope.ts';
import { shown } from './shown.ts';

/** One AssumeRole call. */
export interface RoleStep {
  readonly scope: ProviderScope;
  readonly roleArn: string;
  readonly externalId?: string;
  readonly mfaSerial?: string;
  readonly roleSessionName?: string;
  readonly durationSeconds?: number;
  readonly source: FileLine;
}

/** The names are case-sensitive. Source: botocore `CanonicalNameCredentialSourcer`. */
export const CREDENTIAL_SOURCES = {
  Environment: 'env',
  EcsContainer: 'container-role',
  Ec2InstanceMetadata: 'iam-role',
} as const;

export type CredentialSource = keyof typeof CREDENTIAL_SOURCES;

const SOURCE_EXAMINERS: Readonly<Record<CredentialSource, Examiner>> = {
  Environment: examineEnv,
  EcsContainer: examineContainerRole,
  Ec2InstanceMetadata: examineIamRole,
};

/** Where the first role's keys come from. */
export type RoleSource =
  | { readonly kind: 'profile'; readonly scope: ProviderScope; readonly provider: ProviderName }
  | { readonly kind: 'credential-source'; readonly scope: ProviderScope; readonly name: CredentialSource };

export type RolePlan =
  /** The steps from the profile down to the role next to the source. */
  | { readonly kind: 'plan'; readonly steps: readonly RoleStep[]; readonly source: RoleSource }
  | { readonly kind: 'error'; readonly error: CredentialError };

/** The providers that a source profile is asked for, in order. Source: botocore `ProfileProviderBuilder`. */
const PROFILE_EXAMINERS: readonly (readonly [ProviderName, Examiner])[] = [
  ['assume-role-with-web-identity', examineWebIdentity],
  ['sso', examineSso],
  ['shared-credentials-file', examineSharedCredentialsFile],
  ['login', examineLogin],
  ['custom-process', examineProcess],
  ['config-file', examineConfigFile],
];

/** True where a profile assumes a role by source profile or credential source. */
export function hasRoleConfig(scope: ProviderScope): boolean {
  return scope.entries.has('role_arn') && !scope.entries.has('web_identity_token_file');
}

function hasStaticKeys(scope: ProviderScope): boolean {
  return scope.entries.has('aws_access_key_id') || scope.entries.has('aws_secret_access_key');
}

function invalid(
  botocoreError: string,
  message: string,
  source: FileLine | undefined,
  profileName?: string,
): RolePlan {
  const code =
    botocoreError === 'PartialCredentialsError'
      ? 'partial-credentials'
      : botocoreError === 'InfiniteLoopConfigError'
        ? 'role-loop'
        : 'credentials-config-invalid';
  const extra = { provider: 'assume-role', source } as const;
  const error = {
    ...credentialError(code, botocoreError, message, extra),
    ...(profileName === undefined ? {} : { profileName }),
  };
  return { kind: 'error', error };
}

function roleStep(scope: ProviderScope, source: FileLine): RoleStep {
  const optional = <K extends string>(name: K, key: string): Partial<Record<K, string>> => {
    const value = textOf(scope, key);
    return value === undefined ? {} : ({ [name]: value } as Partial<Record<K, string>>);
  };
  const duration = parsePythonInt(textOf(scope, 'duration_seconds') ?? '');
  return {
    scope,
    roleArn: textOf(scope, 'role_arn') ?? '',
    ...optional('externalId', 'external_id'),
    ...optional('mfaSerial', 'mfa_serial'),
    ...optional('roleSessionName', 'role_session_name'),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
    source,
  };
}

/**
 * Longer chains end in a RecursionError: boto3 goes three calls deeper with each profile, and Python no deeper than
 * 1,000. Source: botocore `AssumeRoleProvider._load_creds_via_assume_role`.
 */
const MOST_ROLES = 300;

/** A profile that names no role of its own: the first of its providers that applies. */
function planLeaf(scope: ProviderScope, steps: readonly RoleStep[]): RolePlan {
  for (const [provider, examine] of PROFILE_EXAMINERS) {
    const answer = examine(scope);
    if (answer.kind === 'passed-over') continue;
    if (answer.error !== undefined)
      return { kind: 'error', error: { ...answer.error, profileName: scope.profileName } };
    return { kind: 'plan', steps, source: { kind: 'profile', scope, provider } };
  }
  const message = `The source ${profileWords(scope)} has no credentials.`;
  return invalid('InvalidConfigError', message, steps.at(-1)?.source);
}

function planCredentialSource(
  scope: ProviderScope,
  steps: readonly RoleStep[],
  name: string | undefined,
): RolePlan {
  const source = scope.entries.get('credential_source')?.source;
  if (name === undefined || !Object.hasOwn(CREDENTIAL_SOURCES, name)) {
    const known = Object.keys(CREDENTIAL_SOURCES).join(', ');
    return invalid(
      'InvalidConfigError',
      `The credential_source of ${profileWords(scope)} is none of ${known}.`,
      source,
    );
  }
  const answer = SOURCE_EXAMINERS[name as CredentialSource]({ ...scope, ignoreVariables: false });
  if (answer.kind === 'passed-over') {
    const message = `The credential_source of ${profileWords(scope)} is ${name}, but ${answer.reason}.`;
    const extra = { provider: 'assume-role', source } as const;
    return {
      kind: 'error',
      error: credentialError('credentials-config-invalid', 'CredentialRetrievalError', message, extra),
    };
  }
  if (answer.error !== undefined) return { kind: 'error', error: answer.error };
  return {
    kind: 'plan',
    steps,
    source: { kind: 'credential-source', scope, name: name as CredentialSource },
  };
}

function planSourceProfile(
  scope: ProviderScope,
  steps: RoleStep[],
  name: string,
  visited: Set<string>,
): RolePlan {
  const source = scope.entries.get('source_profile')?.source;
  if (!scope.config.profiles.has(name)) {
    const message = `The source_profile "${shown(name)}" of ${profileWords(scope)} does not exist.`;
    return invalid('InvalidConfigError', message, source);
  }
  if (visited.size >= MOST_ROLES) {
    const message = `The chain of roles of profile "${shown([...visited][0] ?? '')}" has more than ${MOST_ROLES} profiles, too many for boto3.`;
    return invalid('RecursionError', message, source);
  }
  const next = scopeOfProfile(scope, name);
  const isSelf = name === scope.profileName;
  if (visited.has(name) && !(isSelf && hasStaticKeys(next))) {
    const message = `The source_profile of ${profileWords(scope)} leads round in a circle: ${[...visited, name].join(' -> ')}.`;
    return invalid('InfiniteLoopConfigError', message, source);
  }
  if (hasStaticKeys(next) || !hasRoleConfig(next)) return planLeaf(next, steps);
  return planProfile(next, steps, visited.add(name));
}

/** Adds to `steps` and `visited`: copying them at each step would cost the square of a long chain. */
function planProfile(scope: ProviderScope, steps: RoleStep[], visited: Set<string>): RolePlan {
  const role = scope.entries.get('role_arn');
  const step = roleStep(scope, role?.source ?? { file: '', line: 0 });
  steps.push(step);
  const sourceProfile = scope.entries.get('source_profile');
  const credentialSource = scope.entries.get('credential_source');
  if (sourceProfile !== undefined && credentialSource !== undefined) {
    const message = `${profileWords(scope)} has both source_profile and credential_source (${placeText(credentialSource.source)}).`;
    return invalid('InvalidConfigError', message, credentialSource.source);
  }
  if (credentialSource !== undefined) {
    return planCredentialSource(scope, steps, textOf(scope, 'credential_source'));
  }
  if (sourceProfile === undefined) {
    const message = `${profileWords(scope)} has role_arn but neither source_profile nor credential_source.`;
    return invalid('PartialCredentialsError', message, step.source, scope.profileName);
  }
  const name = textOf(scope, 'source_profile');
  if (name === undefined) {
    return invalid('TypeError', 'source_profile must name one profile.', sourceProfile.source);
  }
  return planSourceProfile(scope, steps, name, visited);
}

/** Plans the calls for a profile that has a role. */
export function planRoles(scope: ProviderScope): RolePlan {
  return planProfile(scope, [], new Set([scope.profileName]));
}
