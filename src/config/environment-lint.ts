/** What goes wrong silently in the environment, as facts that name variables and never their secret values; named as the
 * findings about them. */
import type { Host } from '../host.ts';
import { accessKeyProblem, type KeyProblem, secretKeyProblem } from './access-key-format.ts';

type KeyVariable = 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY';

export type EnvironmentLint =
  /** Only one of the two key variables is set: boto3 stops (without the secret) or looks elsewhere (without the key). */
  | { readonly kind: 'env-keys-half-set'; readonly missing: 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' }
  /** Variables of keys that are set to nothing, which boto3 takes for not set. */
  | { readonly kind: 'env-keys-blank'; readonly variables: readonly string[] }
  /** A session token beside a long-term key: AWS refuses the pair. */
  | {
      readonly kind: 'env-stray-session-token';
      readonly variable: 'AWS_SESSION_TOKEN' | 'AWS_SECURITY_TOKEN';
    }
  /** A session token without keys does nothing. */
  | {
      readonly kind: 'env-session-token-alone';
      readonly variable: 'AWS_SESSION_TOKEN' | 'AWS_SECURITY_TOKEN';
    }
  /** A short-term key without its session token: AWS refuses it. */
  | { readonly kind: 'env-session-token-missing' }
  /** A key that cannot be one. */
  | { readonly kind: 'env-key-malformed'; readonly variable: KeyVariable; readonly problem: KeyProblem }
  /** Set but blank: boto3 looks for a profile without a name. The first is the one that counts. */
  | {
      readonly kind: 'env-blank-profile';
      readonly variables: readonly ['AWS_PROFILE' | 'AWS_DEFAULT_PROFILE', ...string[]];
    }
  /** boto3 takes AWS_DEFAULT_PROFILE; the AWS CLI v2 and other SDKs take AWS_PROFILE. */
  | { readonly kind: 'env-two-profiles'; readonly used: string; readonly elsewhere: string }
  /** Other SDKs do not read AWS_DEFAULT_PROFILE. */
  | { readonly kind: 'env-default-profile-variable'; readonly profile: string }
  /** Keys in the environment win over the profile that a variable names. */
  | {
      readonly kind: 'env-keys-over-profile';
      readonly variable: 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE';
      readonly profile: string;
    }
  /** boto3 reads AWS_DEFAULT_REGION only. */
  | { readonly kind: 'env-region-ignored'; readonly region: string }
  | { readonly kind: 'env-two-regions'; readonly used: string; readonly elsewhere: string }
  /** SkyPilot takes AWS_CONFIG_FILE for the path of the credentials file. */
  | { readonly kind: 'env-config-file-variable'; readonly path: string }
  /** SkyPilot does not read it: it looks for `~/.aws/credentials`. */
  | { readonly kind: 'env-credentials-file-variable'; readonly path: string }
  /** The variable is set but blank: boto3 reads no such file. */
  | {
      readonly kind: 'env-blank-file-variable';
      readonly variable: 'AWS_CONFIG_FILE' | 'AWS_SHARED_CREDENTIALS_FILE';
    }
  /** Other SDKs take any word but `false` for yes; boto3 only `true`. */
  | { readonly kind: 'env-metadata-switch-unclear' };

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function keyLints(env: Host['env']): readonly EnvironmentLint[] {
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = env;
  const variable = (['AWS_SECURITY_TOKEN', 'AWS_SESSION_TOKEN'] as const).find((name) => isSet(env[name]));
  if (isSet(key) && !isSet(secret)) return [{ kind: 'env-keys-half-set', missing: 'AWS_SECRET_ACCESS_KEY' }];
  if (!isSet(key) && isSet(secret)) return [{ kind: 'env-keys-half-set', missing: 'AWS_ACCESS_KEY_ID' }];
  if (!isSet(key)) {
    const blank = (['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const).filter(
      (name) => env[name] === '',
    );
    return [
      ...(blank.length === 0 ? [] : [{ kind: 'env-keys-blank', variables: blank } as const]),
      ...(variable === undefined ? [] : [{ kind: 'env-session-token-alone', variable } as const]),
    ];
  }
  if (variable !== undefined && key.startsWith('AKIA'))
    return [{ kind: 'env-stray-session-token', variable }];
  return variable === undefined && key.startsWith('ASIA') ? [{ kind: 'env-session-token-missing' }] : [];
}

function shapeLints(env: Host['env']): readonly EnvironmentLint[] {
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = env;
  if (!isSet(key) || !isSet(secret)) return [];
  const ofKey = accessKeyProblem(key, secret);
  const ofSecret = ofKey === 'swapped' ? undefined : secretKeyProblem(secret, key);
  const lint = (variable: KeyVariable, problem: KeyProblem | undefined): readonly EnvironmentLint[] =>
    problem === undefined ? [] : [{ kind: 'env-key-malformed', variable, problem }];
  return [...lint('AWS_ACCESS_KEY_ID', ofKey), ...lint('AWS_SECRET_ACCESS_KEY', ofSecret)];
}

function profileLints(env: Host['env']): readonly EnvironmentLint[] {
  const { AWS_PROFILE: plain, AWS_DEFAULT_PROFILE: older } = env;
  const variable = older === undefined ? 'AWS_PROFILE' : 'AWS_DEFAULT_PROFILE';
  const used = older ?? plain;
  const lints: EnvironmentLint[] = [];
  // With the one gone, boto3 would read the other.
  const other = variable === 'AWS_DEFAULT_PROFILE' && plain === '' ? ['AWS_PROFILE'] : [];
  if (used === '') lints.push({ kind: 'env-blank-profile', variables: [variable, ...other] });
  if (isSet(older) && isSet(plain) && older !== plain) {
    lints.push({ kind: 'env-two-profiles', used: older, elsewhere: plain });
  } else if (isSet(older) && !isSet(plain)) {
    lints.push({ kind: 'env-default-profile-variable', profile: older });
  }
  if (isSet(used) && isSet(env.AWS_ACCESS_KEY_ID) && isSet(env.AWS_SECRET_ACCESS_KEY)) {
    lints.push({ kind: 'env-keys-over-profile', variable, profile: used });
  }
  return lints;
}

function regionLints(env: Host['env']): readonly EnvironmentLint[] {
  const { AWS_REGION: ignored, AWS_DEFAULT_REGION: used } = env;
  if (!isSet(ignored) || used === ignored) return [];
  if (isSet(used)) return [{ kind: 'env-two-regions', used, elsewhere: ignored }];
  return [{ kind: 'env-region-ignored', region: ignored }];
}

function fileLints(env: Host['env']): readonly EnvironmentLint[] {
  const lints: EnvironmentLint[] = [];
  for (const variable of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'] as const) {
    const path = env[variable];
    if (path === undefined) continue;
    if (path === '') lints.push({ kind: 'env-blank-file-variable', variable });
    else if (variable === 'AWS_CONFIG_FILE') lints.push({ kind: 'env-config-file-variable', path });
    else lints.push({ kind: 'env-credentials-file-variable', path });
  }
  return lints;
}

function metadataLints(env: Host['env']): readonly EnvironmentLint[] {
  const value = env.AWS_EC2_METADATA_DISABLED?.toLowerCase();
  return isSet(value) && value !== 'true' && value !== 'false'
    ? [{ kind: 'env-metadata-switch-unclear' }]
    : [];
}

/** Finds everything, in a fixed order. */
export function lintEnvironment(env: Host['env']): readonly EnvironmentLint[] {
  return [
    ...keyLints(env),
    ...shapeLints(env),
    ...profileLints(env),
    ...regionLints(env),
    ...fileLints(env),
    ...metadataLints(env),
  ];
}
