import type { FileLine } from '../../config/aws-config-types.ts';
import type { ConfigLint } from '../../config/lint.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding, shellWord } from '../finding.ts';

/** Findings about what goes wrong silently in the two files. */
export function configLintFindings(facts: Facts): readonly Finding[] {
  return facts.configLints.map((lint) => lintFinding(lint, facts));
}

type LintText = { readonly detail: string; readonly fix?: readonly string[] };

function lintFinding(lint: ConfigLint, facts: Facts): Finding {
  const { detail, fix = [] } = textOf(lint);
  // What is wrong with a profile that is not in use is a hint.
  const isElsewhere = profileOf(lint) !== undefined && profileOf(lint) !== facts.profileName;
  return finding(lint.kind, { detail, fix, ...(isElsewhere ? { severity: 'info' as const } : {}) });
}

/** The profile that a lint is about; undefined for one about a file. */
function profileOf(lint: ConfigLint): string | undefined {
  if ('profile' in lint) return lint.profile;
  return 'section' in lint
    ? lint.section.replace(/^profile\s+/, '').replace(/^(["'])(.*)\1$/, '$2')
    : undefined;
}

function textOf(lint: ConfigLint): LintText {
  switch (lint.kind) {
    case 'config-profile-word-missing':
      return {
        detail: `${at(lint.source)}: [${lint.section}] is not seen as a profile; it has to be written [profile ${lint.section}].`,
        fix: [edit(lint.source)],
      };
    case 'config-profile-word-in-credentials':
      return {
        detail: `${at(lint.source)}: [${lint.section}] has to be written [${lint.profile}].`,
        fix: [edit(lint.source)],
      };
    case 'config-keys-in-two-files':
      return {
        detail: `Profile "${lint.profile}": the access key stands in ${at(lint.accessKey)}, the secret key in ${at(lint.secretKey)}.`,
        fix: [`aws configure --profile ${shellWord(lint.profile)}`],
      };
    case 'config-key-in-two-files':
      return {
        detail: `Profile "${lint.profile}": ${lint.key} of ${at(lint.source)} counts, not that of ${at(lint.overridden)}.`,
      };
    case 'config-profile-defined-twice':
      return {
        detail: `Profile "${lint.profile}": the section in ${at(lint.source)} counts, not that in ${at(lint.replaced)}.`,
        fix: [edit(lint.replaced)],
      };
    case 'config-name-unknown-elsewhere':
      return {
        detail: `${at(lint.source)}: other SDKs do not see the profile "${lint.profile}".`,
      };
    case 'static-keys-in-config-file':
      return {
        detail: `${at(lint.source)}: the static keys of profile "${lint.profile}" stand here, not in ~/.aws/credentials.`,
        fix: [`aws configure --profile ${shellWord(lint.profile)}`],
      };
    default:
      return valueText(lint);
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
        detail: `${at(lint.source)}: what follows the value of ${lint.key} in [${lint.section}] is not a comment but part of it.`,
        fix: [edit(lint.source)],
      };
    case 'config-quoted-value':
      return {
        detail: `${at(lint.source)}: the quotes of ${lint.key} in [${lint.section}] are part of its value.`,
        fix: [edit(lint.source)],
      };
    case 'config-continued-value':
      return {
        detail: `${at(lint.source)}: the indented line below ${lint.key} in [${lint.section}] is part of its value.`,
        fix: [edit(lint.source)],
      };
    case 'config-blank-key':
      return {
        detail: `${at(lint.source)}: ${lint.key} in [${lint.section}] is empty, and boto3 uses it so.`,
        fix: [edit(lint.source)],
      };
    case 'config-key-case':
      return {
        detail: `${at(lint.source)}: ${lint.writtenKey} in [${lint.section}] is found by boto3; other SDKs look for ${lint.key}.`,
      };
    case 'config-default-section-leaks':
      return {
        detail: `${at(lint.source)}: the keys of [DEFAULT]${lint.keys.length === 0 ? '' : ` (${lint.keys.join(', ')})`} count in every section of the file.`,
        fix: [edit(lint.source)],
      };
    case 'config-readable-by-others':
      return {
        detail: `${lint.file} holds keys and has mode ${lint.mode.toString(8).padStart(3, '0')}.`,
        fix: [`chmod 600 ${lint.file}`],
      };
  }
}

function at({ file, line }: FileLine): string {
  return `${file}, line ${line}`;
}

function edit({ file, line }: FileLine): string {
  return `"\${EDITOR:-vi}" +${line} ${file}`;
}
