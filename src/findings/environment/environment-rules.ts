import type { EnvironmentLint } from '../../config/environment-lint.ts';
import { KEY_PROBLEM_WORDS } from '../config-files/key-problem-words.ts';
import { completeVariables, dropVariables } from '../credentials/renew-keys.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, command, type FixStep, setVariable, unset } from '../fix-step.ts';

/** The variables of a session token that are set: with the one gone, boto3 would read the other. */
function tokensOf({ keyOrigin }: Facts): readonly string[] {
  return keyOrigin.variables.filter((name) => name.endsWith('_TOKEN'));
}

/** Findings about what goes wrong silently in the environment. */
export function environmentFindings(facts: Facts): readonly Finding[] {
  // Blank variables are named where the profile is not found, too; both say how to get rid of them.
  return facts.environmentLints
    .filter((lint) => !isElsewhere(lint, facts))
    .map((lint) => lintFinding(lint, facts));
}

/** Where there is no such profile boto3 stops before it looks at keys. */
function isElsewhere({ kind }: EnvironmentLint, { trace }: Facts): boolean {
  const { choice } = trace;
  return (
    kind === 'env-keys-over-profile' && choice.kind === 'error' && choice.error.code === 'profile-not-found'
  );
}

function lintFinding(lint: EnvironmentLint, facts: Facts): Finding {
  switch (lint.kind) {
    case 'env-keys-half-set':
      return finding(lint.kind, {
        detail: `${lint.missing} is not set, and the other one is.`,
        fix: completeVariables(facts, lint.missing),
      });
    case 'env-keys-blank':
      return finding(lint.kind, blankKeys(lint.variables, facts));
    case 'env-stray-session-token':
      return finding(lint.kind, {
        detail: `${lint.variable} is set beside a key that begins with AKIA, and is sent along.`,
        fix: [unset(...tokensOf(facts))],
      });
    case 'env-session-token-alone':
      return finding(lint.kind, {
        detail: `${lint.variable} is set, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not.`,
        fix: [unset(...tokensOf(facts))],
      });
    case 'env-session-token-missing':
      return finding(lint.kind, {
        detail: 'AWS_ACCESS_KEY_ID begins with ASIA, and AWS_SESSION_TOKEN is not set.',
        fix: completeVariables(facts, 'AWS_SESSION_TOKEN'),
      });
    case 'env-blank-profile':
      return finding(lint.kind, {
        detail: `${lint.variables.join(' and ')} ${lint.variables.length === 1 ? 'is' : 'are'} set to nothing.`,
        fix: [unset(...lint.variables)],
      });
    case 'env-key-malformed':
      return finding(lint.kind, {
        detail: `${lint.variable} ${KEY_PROBLEM_WORDS[lint.problem]}.`,
        fix: keyFix(lint, facts),
      });
    case 'env-two-profiles':
      return finding(lint.kind, {
        detail: `boto3 uses "${lint.used}" (AWS_DEFAULT_PROFILE); the AWS CLI v2 and other SDKs use "${lint.elsewhere}" (AWS_PROFILE).`,
        fix: [unset('AWS_DEFAULT_PROFILE')],
      });
    case 'env-default-profile-variable':
      return finding(lint.kind, {
        detail: `AWS_DEFAULT_PROFILE names "${lint.profile}".`,
        fix: [setVariable('AWS_PROFILE', lint.profile), unset('AWS_DEFAULT_PROFILE')],
      });
    case 'env-keys-over-profile':
      return finding(lint.kind, {
        detail: `${lint.variable} names "${lint.profile}", but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set and count.`,
        fix: [unset(...facts.keyOrigin.variables)],
      });
    default:
      return settingFinding(lint);
  }
}

/** In a pipeline a secret that is not there leaves the variable empty. */
function blankKeys(variables: readonly string[], { keyOrigin, credentials }: Facts) {
  const is = variables.length === 1 ? 'is' : 'are';
  const detail = `${variables.join(' and ')} ${is} set to nothing, which boto3 takes for not set.`;
  const { automation } = keyOrigin;
  if (automation === undefined) return { detail, fix: [unset(...variables)] };
  const why =
    automation === 'github-actions'
      ? ' GitHub gives no secrets to jobs of pull requests from forks, and nothing for a name that is no secret.'
      : ' The secret that should fill it is not given to this job.';
  return {
    detail: `${detail}${why}`,
    // What is missing is what nothing else stands in for.
    ...(credentials.kind === 'none' ? { severity: 'warning' as const, stops: [] } : {}),
    possibleCauses: ['ci-without-id-token'] as const,
    fix: [
      ask(
        'whoever maintains this pipeline',
        `give the job the secrets behind ${variables.join(' and ')}, or leave this step out where there are none, as for forks.`,
      ),
    ],
  };
}

/** Quotes and blanks can be taken off; what is no key at all can only go. */
function keyFix(
  { variable, problem }: Extract<EnvironmentLint, { kind: 'env-key-malformed' }>,
  facts: Facts,
): readonly FixStep[] {
  switch (problem) {
    case 'quotes':
      return [setVariable(variable, { shell: `"$(printf %s "$${variable}" | tr -d '\\042\\047')"` })];
    case 'line-break':
    case 'blanks':
      return [setVariable(variable, { shell: `"$(printf %s "$${variable}" | tr -d '[:space:]')"` })];
    case 'swapped':
      return [
        command({
          shell:
            'export AWS_ACCESS_KEY_ID="$AWS_SECRET_ACCESS_KEY" AWS_SECRET_ACCESS_KEY="$AWS_ACCESS_KEY_ID"',
        }),
      ];
    default:
      return dropVariables(facts);
  }
}

type SettingLint = Extract<
  EnvironmentLint,
  {
    kind:
      | 'env-region-ignored'
      | 'env-two-regions'
      | 'env-config-file-variable'
      | 'env-credentials-file-variable'
      | 'env-blank-file-variable'
      | 'env-metadata-switch-unclear';
  }
>;

function settingFinding(lint: SettingLint): Finding {
  switch (lint.kind) {
    case 'env-region-ignored':
      return finding(lint.kind, {
        detail: 'AWS_REGION is set, AWS_DEFAULT_REGION is not.',
        fix: [setVariable('AWS_DEFAULT_REGION', { shell: '"$AWS_REGION"' })],
      });
    case 'env-two-regions':
      return finding(lint.kind, {
        detail: 'boto3 takes AWS_DEFAULT_REGION, the AWS CLI v2 and other SDKs take AWS_REGION.',
        fix: [setVariable('AWS_DEFAULT_REGION', { shell: '"$AWS_REGION"' })],
      });
    case 'env-config-file-variable':
      return finding(lint.kind, {
        detail: 'AWS_CONFIG_FILE is set, and SkyPilot takes what it names for the credentials file.',
        fix: [unset('AWS_CONFIG_FILE')],
      });
    case 'env-credentials-file-variable':
      return finding(lint.kind, {
        detail: 'AWS_SHARED_CREDENTIALS_FILE is set; SkyPilot looks for ~/.aws/credentials.',
        fix: [unset('AWS_SHARED_CREDENTIALS_FILE')],
      });
    case 'env-blank-file-variable':
      return finding(lint.kind, {
        detail: `${lint.variable} is set to nothing, so boto3 reads no such file.`,
        fix: [unset(lint.variable)],
      });
    case 'env-metadata-switch-unclear':
      return finding(lint.kind, {
        detail: 'boto3 does not take the value for "true", and asks the metadata service all the same.',
        fix: [setVariable('AWS_EC2_METADATA_DISABLED', 'true')],
      });
  }
}
