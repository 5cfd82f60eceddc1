/** Values of profiles that AWS would refuse whatever they name: found before any call. */
import type { FileLine } from '../file-line.ts';
import { accessKeyProblem, type KeyProblem, secretKeyProblem } from './access-key-format.ts';
import { textValue } from './aws-config.ts';
import type { AwsConfig, ConfigEntry, Profile } from './aws-config-types.ts';

/** The value, where it is certainly no secret that was pasted into the wrong line. */
type ShownValue = string | undefined;

export type ValueLint =
  /** A key that cannot be one. */
  | {
      readonly kind: 'config-key-malformed';
      readonly profile: string;
      readonly key: 'aws_access_key_id' | 'aws_secret_access_key';
      readonly problem: KeyProblem;
      readonly source: FileLine;
    }
  /** An account has twelve digits. `meant` is the account with the zeros that were lost, or without the hyphens. */
  | {
      readonly kind: 'config-account-id-malformed';
      readonly profile: string;
      readonly value: ShownValue;
      readonly meant: string | undefined;
      readonly source: FileLine;
    }
  | {
      readonly kind: 'config-role-arn-malformed';
      readonly profile: string;
      readonly value: ShownValue;
      /** The ARN with the account and the name that the value has. */
      readonly meant: string | undefined;
      readonly source: FileLine;
    }
  /** The name of the role that IAM Identity Center makes, where the permission set's is wanted. */
  | {
      readonly kind: 'config-permission-set-is-role';
      readonly profile: string;
      readonly value: string;
      readonly meant: string;
      readonly source: FileLine;
    }
  /** No address of a portal: `meant` is one, where it can be told. */
  | {
      readonly kind: 'config-start-url-malformed';
      /** The profile, or the session. */
      readonly profile: string;
      readonly value: ShownValue;
      readonly meant: string | undefined;
      readonly source: FileLine;
    }
  /** Longer than STS grants: an hour where a role assumes a role, twelve hours otherwise. */
  | {
      readonly kind: 'config-duration-too-long';
      readonly profile: string;
      readonly seconds: number;
      readonly limit: number;
      readonly source: FileLine;
    };

/** Finds everything, profile by profile. */
export function lintValues({ profiles, ssoSessions }: AwsConfig): readonly ValueLint[] {
  const ofProfiles = [...profiles.values()].flatMap((profile) => [
    ...keyLints(profile),
    ...accountLints(profile),
    ...roleLints(profile),
    ...permissionSetLints(profile),
    ...durationLints(profile, profiles),
    ...startUrlLints(profile),
  ]);
  return [...ofProfiles, ...[...ssoSessions.values()].flatMap(startUrlLints)];
}

function keyLints(profile: Profile): readonly ValueLint[] {
  const accessKey = textValue(profile, 'aws_access_key_id');
  const secretKey = textValue(profile, 'aws_secret_access_key');
  const lint = (key: 'aws_access_key_id' | 'aws_secret_access_key', problem: KeyProblem | undefined) => {
    const entry = profile.entries.get(key);
    if (entry === undefined || problem === undefined || isReportedElsewhere(entry)) return [];
    return [
      { kind: 'config-key-malformed', profile: profile.name, key, problem, source: entry.source } as const,
    ];
  };
  const ofAccessKey = accessKey === undefined ? undefined : accessKeyProblem(accessKey, secretKey);
  const ofSecretKey = secretKey === undefined ? undefined : secretKeyProblem(secretKey, accessKey);
  return [
    ...lint('aws_access_key_id', ofAccessKey),
    ...(ofAccessKey === 'swapped' ? [] : lint('aws_secret_access_key', ofSecretKey)),
  ];
}

/** An empty value, quotes around it, a comment behind it and a line that continues it have findings of their own. */
function isReportedElsewhere({ value }: ConfigEntry): boolean {
  return typeof value !== 'string' || value === '' || /^(["']).*\1$|\s[#;]|\n/s.test(value);
}

function accountLints(profile: Profile): readonly ValueLint[] {
  const value = textValue(profile, 'sso_account_id');
  const source = profile.entries.get('sso_account_id')?.source;
  if (value === undefined || source === undefined || /^\d{12}$/.test(value)) return [];
  const digits = value.replace(/[\s-]/g, '');
  const meant = /^\d{10,12}$/.test(digits) ? digits.padStart(12, '0') : undefined;
  const shown = /^[\d -]{1,20}$/.test(value) ? value : undefined;
  return [{ kind: 'config-account-id-malformed', profile: profile.name, value: shown, meant, source }];
}

/** Source: IAM API, ARNs of roles: no region, an account, `role/`, a path and a name. */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

function roleLints(profile: Profile): readonly ValueLint[] {
  const value = textValue(profile, 'role_arn');
  const source = profile.entries.get('role_arn')?.source;
  if (value === undefined || source === undefined || value === '' || ROLE_ARN.test(value)) return [];
  const shown =
    /^arn:[\w:+=,.@/-]{1,200}$/.test(value) && !/[A-Za-z0-9/+=]{40}/.test(value) ? value : undefined;
  const meant = shown === undefined ? undefined : meantRole(shown);
  return [{ kind: 'config-role-arn-malformed', profile: profile.name, value: shown, meant, source }];
}

/** Where account and name are there, and what is between them is not as it should be. */
function meantRole(value: string): string | undefined {
  const [, partition, rest = ''] = /^arn:(aws[a-z-]*):(.*)$/.exec(value) ?? [];
  const [, account, kind, path] =
    /(?:^|:)(\d{4}-?\d{4}-?\d{4}):?(assumed-role|roles?)[/:]+([\w+=,.@/-]+)$/.exec(rest) ?? [];
  if (partition === undefined || account === undefined || path === undefined) return undefined;
  // Behind the name of the role is that of the session.
  const name = kind === 'assumed-role' ? path.split('/')[0] : path;
  return `arn:${partition}:iam::${account.replaceAll('-', '')}:role/${name}`;
}

/** Source: IAM Identity Center User Guide, "Referencing permission sets": `AWSReservedSSO_NAME_SUFFIX`. */
function permissionSetLints(profile: Profile): readonly ValueLint[] {
  const value = textValue(profile, 'sso_role_name');
  const source = profile.entries.get('sso_role_name')?.source;
  const role = /^arn:aws[a-z-]*:(?:iam::\d{12}:role|sso:::permissionSet)\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(
    value ?? '',
  )?.[1];
  const reserved = /^AWSReservedSSO_([\w+=,.@-]{1,32})_[0-9a-f]{16}$/.exec(role ?? value ?? '')?.[1];
  const meant = reserved ?? role;
  if (value === undefined || source === undefined || meant === undefined) return [];
  return [{ kind: 'config-permission-set-is-role', profile: profile.name, value, meant, source }];
}

/** Source: IAM Identity Center User Guide, "Signing in to the AWS access portal". */
function startUrlLints({ name, entries }: Pick<Profile, 'name' | 'entries'>): readonly ValueLint[] {
  const entry = entries.get('sso_start_url');
  if (typeof entry?.value !== 'string' || isReportedElsewhere(entry)) return [];
  const { value, source } = entry;
  const isPage = /^https:\/\/([\w-]+\.)*(console|signin)\.(aws\.amazon|amazonaws)\.com/.test(value);
  if (/^https:\/\/[\w.-]+/.test(value) && !isPage) return [];
  const host = /^(?:http:\/\/)?([\w-]+\.awsapps\.com)(\/[\w#/-]*)?$/.exec(value);
  const meant = host === null ? undefined : `https://${host[1]}${host[2] ?? '/start'}`;
  const shown = /^[\w.:/#-]{1,100}$/.test(value) && !/[A-Za-z0-9/+=]{40}/.test(value) ? value : undefined;
  return [{ kind: 'config-start-url-malformed', profile: name, value: shown, meant, source }];
}

/** Source: STS API, AssumeRole `DurationSeconds`. */
const LONGEST_CHAINED = 3_600;
const LONGEST = 43_200;

function durationLints(profile: Profile, profiles: AwsConfig['profiles']): readonly ValueLint[] {
  const seconds = Number(textValue(profile, 'duration_seconds') ?? Number.NaN);
  const source = profile.entries.get('duration_seconds')?.source;
  const base = profiles.get(textValue(profile, 'source_profile') ?? '');
  const isChained = base !== undefined && base !== profile && base.entries.has('role_arn');
  const limit = isChained ? LONGEST_CHAINED : LONGEST;
  if (source === undefined || !Number.isInteger(seconds) || seconds <= limit) return [];
  return [{ kind: 'config-duration-too-long', profile: profile.name, seconds, limit, source }];
}
