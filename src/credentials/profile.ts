/** Which profile boto3 uses. */
import type { AwsConfig, Profile } from '../config/aws-config-types.ts';
import type { Host } from '../host.ts';
import type { ResolvedSetting } from './credentials-outcome.ts';

export interface ProfileSelection {
  /** As the report says it: the location is the one variable that won. */
  readonly setting: ResolvedSetting;
  /** The location that the AWS CLI v1 prints in its table: the whole list of variables. */
  readonly tableLocation: string | undefined;
  /** The same as newer botocore prints it, which asks the variables in the other order. */
  readonly newerTableLocation: string | undefined;
  /** True for `--profile`: boto3 then ignores the key variables and the web-identity variables. */
  readonly explicit: boolean;
  /** The name that the providers look up: `default` where none is named or the name is blank. */
  readonly profileName: string;
  /** Undefined where boto3 raises ProfileNotFound; an empty profile where only `default` is missing. */
  readonly profile: Profile | undefined;
}

/** In the order in which boto3 asks them. Source: botocore `BOTOCORE_DEFAUT_SESSION_VARIABLES`. */
export const PROFILE_VARIABLES = ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'] as const;

const TABLE_LOCATION = "['AWS_DEFAULT_PROFILE', 'AWS_PROFILE']";
const NEWER_TABLE_LOCATION = "['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']";

function profileSettings(
  env: Host['env'],
  flag: string | undefined,
): Pick<ProfileSelection, 'setting' | 'tableLocation' | 'newerTableLocation'> {
  if (flag !== undefined) {
    return {
      setting: { value: flag, type: 'manual', location: '--profile' },
      tableLocation: '--profile',
      newerTableLocation: '--profile',
    };
  }
  const variable = PROFILE_VARIABLES.find((name) => env[name] !== undefined);
  if (variable === undefined) {
    const setting = { value: undefined, type: undefined, location: undefined };
    return { setting, tableLocation: undefined, newerTableLocation: undefined };
  }
  return {
    setting: { value: env[variable], type: 'env', location: variable },
    tableLocation: TABLE_LOCATION,
    newerTableLocation: NEWER_TABLE_LOCATION,
  };
}

/**
 * Resolves the profile: the flag, AWS_DEFAULT_PROFILE, AWS_PROFILE (a blank one counts), else `default`.
 *
 * Source: botocore `Session.get_scoped_config` and `create_credential_resolver`.
 */
export function selectProfile(
  env: Host['env'],
  config: AwsConfig,
  flag: string | undefined,
): ProfileSelection {
  const named = profileSettings(env, flag);
  const name = named.setting.value;
  const found = config.profiles.get(name ?? 'default');
  const absentDefault: Profile = { name: 'default', entries: new Map(), sections: [] };
  const source = found?.sections.at(-1)?.source;
  return {
    ...named,
    setting: source === undefined ? named.setting : { ...named.setting, source },
    explicit: flag !== undefined,
    profileName: name === undefined || name === '' ? 'default' : name,
    profile: found ?? (name === undefined ? absentDefault : undefined),
  };
}
