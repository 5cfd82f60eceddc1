import { profileChain } from '../../config/aws-config.ts';
import type { ConfigLint } from '../../config/lint.ts';
import type { ValueLint as MalformedValue } from '../../config/value-lint.ts';
import { type FileLine, placeText } from '../../file-line.ts';
import { copyKeys } from '../credentials/enter-keys.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, edit, type FixStep, replace } from '../fix-step.ts';
import { KEY_PROBLEM_WORDS } from './key-problem-words.ts';

/** Findings about what goes wrong silently in the two files. */
export function configLintFindings(facts: Facts): readonly Finding[] {
  return facts.configLints.map((lint) => lintFinding(lint, facts));
}

type LintText = { readonly detail: string; readonly at?: FileLine; readonly fix?: readonly FixStep[] };

function lintFinding(lint: ConfigLint, facts: Facts): Finding {
  const seen = textOf(lint, facts);
  // What is wrong with a profile that is not in use is a hint.
  const { profile } = lint;
  const isElsewhere =
    profile !== undefined && !profileChain(facts.config, facts.profileName).includes(profile);
  return finding(lint.kind, { ...seen, ...(isElsewhere ? { severity: 'info' as const } : {}) });
}

function textOf(lint: ConfigLint, { config }: Facts): LintText {
  switch (lint.kind) {
    case 'config-profile-word-missing':
      return {
        detail: `${placeText(lint.source)}: [${lint.profile}] is not seen as a profile; it has to be written [profile ${lint.profile}].`,
        at: lint.source,
        fix: [replace(lint.source, `[${lint.profile}]`, `[profile ${lint.profile}]`)],
      };
    case 'config-profile-word-in-credentials':
      return {
        detail: `${placeText(lint.source)}: [${lint.section}] has to be written [${lint.profile}].`,
        at: lint.source,
        fix: [replace(lint.source, `[${lint.section}]`, `[${lint.profile}]`)],
      };
    case 'config-keys-in-two-files':
      return {
        at: lint.accessKey,
        detail: `Profile "${lint.profile}": the access key is in ${placeText(lint.accessKey)}, the secret key in ${placeText(lint.secretKey)}.`,
        fix: copyKeys(lint.profile, config),
      };
    case 'config-key-in-two-files':
      return {
        detail: `Profile "${lint.profile}": ${lint.key} of ${placeText(lint.source)} counts, not that of ${placeText(lint.overridden)}.`,
        at: lint.source,
      };
    case 'config-profile-defined-twice':
      return {
        detail: `Profile "${lint.profile}": the section in ${placeText(lint.source)} counts, not that in ${placeText(lint.replaced)}.`,
        at: lint.source,
        fix: [edit(lint.replaced)],
      };
    case 'config-name-unknown-elsewhere':
      return {
        detail: `${placeText(lint.source)}: other SDKs do not see the profile "${lint.profile}".`,
        at: lint.source,
      };
    case 'static-keys-in-config-file':
      return {
        detail: `${placeText(lint.source)}: the static keys of profile "${lint.profile}" are here, not in ~/.aws/credentials.`,
        at: lint.source,
        fix: copyKeys(lint.profile, config),
      };
    case 'config-key-malformed':
    case 'config-account-id-malformed':
    case 'config-start-url-malformed':
    case 'config-role-arn-malformed':
    case 'config-permission-set-is-role':
    case 'config-duration-too-long':
      return malformedText(lint);
    default:
      return valueText(lint);
  }
}

/** What AWS would refuse whatever it names. */
function malformedText(lint: MalformedValue): LintText {
  const place = placeText(lint.source);
  const base = { at: lint.source, fix: [edit(lint.source)] };
  switch (lint.kind) {
    case 'config-key-malformed':
      return { ...base, detail: `${place}: ${lint.key} ${KEY_PROBLEM_WORDS[lint.problem]}.` };
    case 'config-account-id-malformed':
      return {
        at: lint.source,
        detail: `${place}: ${lint.value ?? 'sso_account_id'} is no account ID, which has twelve digits${lint.meant === undefined ? '' : `; ${lint.meant} is probably meant`}.`,
        fix: [
          lint.meant === undefined || lint.value === undefined
            ? edit(lint.source)
            : replace(lint.source, lint.value, lint.meant),
        ],
      };
    case 'config-start-url-malformed':
      return {
        at: lint.source,
        detail: `${place}: sso_start_url${lint.value === undefined ? '' : ` is ${lint.value}, which`} is no address of an access portal of IAM Identity Center, such as https://NAME.awsapps.com/start.`,
        fix: [
          lint.meant === undefined || lint.value === undefined
            ? edit(lint.source)
            : replace(lint.source, lint.value, lint.meant),
        ],
      };
    case 'config-role-arn-malformed':
      return {
        at: lint.source,
        detail: `${place}: ${lint.value === undefined ? 'role_arn is no ARN' : `role_arn is ${lint.value}`}; it has to be arn:aws:iam::ACCOUNT:role/NAME, with an account of twelve digits.`,
        fix: [
          lint.meant === undefined || lint.value === undefined
            ? edit(lint.source)
            : replace(lint.source, lint.value, lint.meant),
        ],
      };
    case 'config-permission-set-is-role':
      return {
        at: lint.source,
        detail: `${place}: sso_role_name is ${lint.value}; it takes the name of the permission set, which is ${lint.meant}.`,
        fix: [replace(lint.source, lint.value, lint.meant)],
      };
    case 'config-duration-too-long':
      return {
        at: lint.source,
        detail: `${place}: duration_seconds is ${lint.seconds}; AWS allows ${lint.limit} at most here.`,
        fix: [replace(lint.source, String(lint.seconds), String(lint.limit))],
      };
  }
}

type ValueLint = Extract<
  ConfigLint,
  {
    kind:
      | 'config-inline-comment'
      | 'config-quoted-value'
      | 'config-continued-value'
      | 'config-blank-key'
      | 'config-key-case'
      | 'config-default-section-leaks'
      | 'config-readable-by-others';
  }
>;

function valueText(lint: ValueLint): LintText {
  switch (lint.kind) {
    case 'config-inline-comment':
      return {
        detail: `${placeText(lint.source)}: what follows the value of ${lint.key} in [${lint.section}] is not a comment but part of it.`,
        at: lint.source,
        fix: [edit(lint.source)],
      };
    case 'config-quoted-value':
      return {
        detail: `${placeText(lint.source)}: the quotes of ${lint.key} in [${lint.section}] are part of its value.`,
        at: lint.source,
        fix: [edit(lint.source)],
      };
    case 'config-continued-value':
      return {
        detail: `${placeText(lint.source)}: the indented line below ${lint.key} in [${lint.section}] is part of its value.`,
        at: lint.source,
        fix: [edit(lint.source)],
      };
    case 'config-blank-key':
      return {
        detail: `${placeText(lint.source)}: ${lint.key} in [${lint.section}] is empty, and boto3 uses it so.`,
        at: lint.source,
        fix: [edit(lint.source)],
      };
    case 'config-key-case':
      return {
        detail: `${placeText(lint.source)}: ${lint.writtenKey} in [${lint.section}] is found by boto3; other SDKs look for ${lint.key}.`,
        at: lint.source,
      };
    case 'config-default-section-leaks':
      return {
        detail: `${placeText(lint.source)}: the keys of [DEFAULT]${lint.keys.length === 0 ? '' : ` (${lint.keys.join(', ')})`} count in every section of the file.`,
        at: lint.source,
        fix: [edit(lint.source)],
      };
    case 'config-readable-by-others':
      return {
        detail: `${lint.file} holds keys and has mode ${lint.mode.toString(8).padStart(3, '0')}.`,
        fix: [command('chmod', '600', lint.file)],
      };
  }
}
