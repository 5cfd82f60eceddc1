import type { EnvironmentLint } from '../../config/environment-lint.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding, shellWord } from '../finding.ts';

const KEY_VARIABLES = 'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN';

/** Findings about what goes wrong silently in the environment. */
export function environmentFindings(facts: Facts): readonly Finding[] {
  // Blank variables are told of where the profile is not found, too; both say how to get rid of them.
  return facts.environmentLints.map(lintFinding);
}

function lintFinding(lint: EnvironmentLint): Finding {
  switch (lint.kind) {
    case 'half-set-keys':
      return finding('env-keys-half-set', {
        detail: `${lint.missing} is not set, and the other one is.`,
        fix: [`unset ${KEY_VARIABLES}`],
      });
    case 'stray-session-token':
      return finding('env-stray-session-token', {
        detail: `${lint.variable} is set beside a key that begins with AKIA, and is sent along.`,
        fix: [`unset ${lint.variable}`],
      });
    case 'lonely-session-token':
      return finding('env-session-token-alone', {
        detail: `${lint.variable} is set, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not.`,
        fix: [`unset ${lint.variable}`],
      });
    case 'session-token-missing':
      return finding('env-session-token-missing', {
        detail: 'AWS_ACCESS_KEY_ID begins with ASIA, and AWS_SESSION_TOKEN is not set.',
        fix: [`unset ${KEY_VARIABLES}`],
      });
    case 'blank-profile':
      return finding('env-blank-profile', {
        detail: `${lint.variable} is set to nothing.`,
        fix: [`unset ${lint.variable}`],
      });
    case 'two-profiles':
      return finding('env-two-profiles', {
        detail: `boto3 uses "${lint.used}" (AWS_DEFAULT_PROFILE); the AWS CLI v2 and other SDKs use "${lint.elsewhere}" (AWS_PROFILE).`,
        fix: ['unset AWS_DEFAULT_PROFILE'],
      });
    case 'default-profile-variable':
      return finding('env-default-profile-variable', {
        detail: `AWS_DEFAULT_PROFILE names "${lint.profile}".`,
        fix: [`export AWS_PROFILE=${shellWord(lint.profile)}; unset AWS_DEFAULT_PROFILE`],
      });
    case 'keys-over-profile':
      return finding('env-keys-over-profile', {
        detail: `${lint.variable} names "${lint.profile}", but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set and count.`,
        fix: [`unset ${KEY_VARIABLES}`],
      });
    default:
      return settingFinding(lint);
  }
}

type SettingLint = Extract<
  EnvironmentLint,
  {
    kind:
      | 'region-variable-ignored'
      | 'two-regions'
      | 'config-file-variable'
      | 'credentials-file-variable'
      | 'blank-file-variable'
      | 'metadata-switch-unclear';
  }
>;

function settingFinding(lint: SettingLint): Finding {
  switch (lint.kind) {
    case 'region-variable-ignored':
      return finding('env-region-ignored', {
        detail: 'AWS_REGION is set, AWS_DEFAULT_REGION is not.',
        fix: ['export AWS_DEFAULT_REGION="$AWS_REGION"'],
      });
    case 'two-regions':
      return finding('env-two-regions', {
        detail: 'boto3 takes AWS_DEFAULT_REGION, the AWS CLI v2 and other SDKs take AWS_REGION.',
        fix: ['export AWS_DEFAULT_REGION="$AWS_REGION"'],
      });
    case 'config-file-variable':
      return finding('env-config-file-variable', {
        detail: 'AWS_CONFIG_FILE is set, and SkyPilot takes what it names for the credentials file.',
        fix: ['unset AWS_CONFIG_FILE'],
      });
    case 'credentials-file-variable':
      return finding('env-credentials-file-variable', {
        detail: 'AWS_SHARED_CREDENTIALS_FILE is set; SkyPilot looks for ~/.aws/credentials.',
        fix: ['unset AWS_SHARED_CREDENTIALS_FILE'],
      });
    case 'blank-file-variable':
      return finding('env-blank-file-variable', {
        detail: `${lint.variable} is set to nothing, so boto3 reads no such file.`,
        fix: [`unset ${lint.variable}`],
      });
    case 'metadata-switch-unclear':
      return finding('env-metadata-switch-unclear', {
        detail: 'boto3 does not take the value for "true", and asks the metadata service all the same.',
        fix: ['export AWS_EC2_METADATA_DISABLED=true'],
      });
  }
}
