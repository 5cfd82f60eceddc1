import type { FileLine } from '../../config/aws-config-types.ts';
import type { ConfigLint } from '../../config/lint.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding, shellWord } from '../finding.ts';
import type { FindingCode } from '../registry.ts';

/** Findings about what goes wrong silently in the two files. */
export function configLintFindings(facts: Facts): readonly Finding[] {
  return facts.configLints.flatMap((lint) => lintFinding(lint, facts));
}

type LintText = { readonly code: FindingCode; readonly detail: string; readonly fix?: readonly string[] };

function lintFinding(lint: ConfigLint, facts: Facts): readonly Finding[] {
  const text = textOf(lint);
  if (text === undefined) return [];
  // What is wrong with a profile that is not in use is a hint.
  const isElsewhere = profileOf(lint) !== undefined && profileOf(lint) !== facts.profileName;
  return [
    finding(text.code, {
      detail: text.detail,
      fix: text.fix ?? [],
      ...(isElsewhere ? { severity: 'info' as const } : {}),
    }),
  ];
}

/** The profile that a lint is about; undefined for one about a file. */
function profileOf(lint: ConfigLint): string | undefined {
  if ('profile' in lint) return lint.profile;
  return 'section' in lint
    ? lint.section.replace(/^profile\s+/, '').replace(/^(["'])(.*)\1$/, '$2')
    : undefined;
}

function textOf(lint: ConfigLint): LintText | undefined {
  switch (lint.kind) {
    case 'profile-word-missing':
      return {
        code: 'config-profile-word-missing',
        detail: `${at(lint.source)}: [${lint.section}] is not seen as a profile; it has to be written [profile ${lint.section}].`,
        fix: [edit(lint.source)],
      };
    case 'profile-word-in-credentials':
      return {
        code: 'config-profile-word-in-credentials',
        detail: `${at(lint.source)}: [${lint.section}] has to be written [${lint.profile}].`,
        fix: [edit(lint.source)],
      };
    case 'keys-in-two-files':
      return {
        code: 'config-keys-in-two-files',
        detail: `Profile "${lint.profile}": the access key stands in ${at(lint.accessKey)}, the secret key in ${at(lint.secretKey)}.`,
        fix: [`aws configure --profile ${shellWord(lint.profile)}`],
      };
    case 'key-in-two-files':
      return {
        code: 'config-key-in-two-files',
        detail: `Profile "${lint.profile}": ${lint.key} of ${at(lint.source)} counts, not that of ${at(lint.overridden)}.`,
      };
    case 'profile-defined-twice':
      return {
        code: 'config-profile-defined-twice',
        detail: `Profile "${lint.profile}": the section in ${at(lint.source)} counts, not that in ${at(lint.replaced)}.`,
        fix: [edit(lint.replaced)],
      };
    case 'name-unknown-elsewhere':
      return {
        code: 'config-name-unknown-elsewhere',
        detail: `${at(lint.source)}: other SDKs do not see the profile "${lint.profile}".`,
      };
    case 'static-keys-in-config':
      return {
        code: 'static-keys-in-config-file',
        detail: `${at(lint.source)}: the static keys of profile "${lint.profile}" stand here, not in ~/.aws/credentials.`,
        fix: [`aws configure --profile ${shellWord(lint.profile)}`],
      };
    case 'file-ignored':
      // Told by the rule about the files themselves.
      return undefined;
    default:
      return valueText(lint);
  }
}

type ValueLint = Extract<
  ConfigLint,
  {
    kind:
      | 'inline-comment'
      | 'quoted-value'
      | 'continued-value'
      | 'blank-key'
      | 'key-case'
      | 'default-section-leaks'
      | 'readable-by-others';
  }
>;

function valueText(lint: ValueLint): LintText {
  switch (lint.kind) {
    case 'inline-comment':
      return {
        code: 'config-inline-comment',
        detail: `${at(lint.source)}: what follows the value of ${lint.key} in [${lint.section}] is not a comment but part of it.`,
        fix: [edit(lint.source)],
      };
    case 'quoted-value':
      return {
        code: 'config-quoted-value',
        detail: `${at(lint.source)}: the quotes of ${lint.key} in [${lint.section}] are part of its value.`,
        fix: [edit(lint.source)],
      };
    case 'continued-value':
      return {
        code: 'config-continued-value',
        detail: `${at(lint.source)}: the indented line below ${lint.key} in [${lint.section}] is part of its value.`,
        fix: [edit(lint.source)],
      };
    case 'blank-key':
      return {
        code: 'config-blank-key',
        detail: `${at(lint.source)}: ${lint.key} in [${lint.section}] is empty, and boto3 uses it so.`,
        fix: [edit(lint.source)],
      };
    case 'key-case':
      return {
        code: 'config-key-case',
        detail: `${at(lint.source)}: ${lint.writtenKey} in [${lint.section}] is found by boto3; other SDKs look for ${lint.key}.`,
      };
    case 'default-section-leaks':
      return {
        code: 'config-default-section-leaks',
        detail: `${at(lint.source)}: the keys of [DEFAULT]${lint.keys.length === 0 ? '' : ` (${lint.keys.join(', ')})`} count in every section of the file.`,
        fix: [edit(lint.source)],
      };
    case 'readable-by-others':
      return {
        code: 'config-readable-by-others',
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
