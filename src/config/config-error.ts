/** What is wrong with a file that boto3 cannot parse, in words that repeat nothing of its contents. */
import type { ConfigFileError, IniErrorKind, OtherForm } from './aws-config-types.ts';

interface Problem {
  readonly kind: IniErrorKind;
  readonly line: number;
  readonly firstLine?: number;
  readonly section?: string;
  readonly form?: OtherForm;
}

const WANTED = 'where boto3 wants [default] and below it aws_access_key_id = … and the like';

const FORMS: Readonly<Record<OtherForm, string>> = {
  shell: `is a line for a shell, ${WANTED}`,
  csv: `begins the CSV file that AWS's console hands out, ${WANTED}`,
  json: `begins JSON, as the AWS CLI prints it, ${WANTED}`,
};

/** What the place of the error is the subject of. */
function describe(problem: Problem): string {
  const section = problem.section === undefined ? '' : ` [${problem.section}]`;
  switch (problem.kind) {
    case 'config-missing-section-header':
      return problem.form === undefined ? 'is outside any [section]' : FORMS[problem.form];
    case 'config-duplicate-section':
      return `repeats section${section} of line ${problem.firstLine}`;
    case 'config-duplicate-key':
      return `repeats the key of line ${problem.firstLine} in section${section}`;
    case 'config-syntax-error':
      return 'is neither a [section] nor "key = value"';
    case 'config-byte-order-mark':
      return 'begins with a byte order mark (the file was saved as "UTF-8 with BOM")';
    case 'config-not-utf8':
      return 'is not UTF-8';
    case 'config-utf-16':
      return 'begins a file of UTF-16 text, as PowerShell writes it, not of UTF-8';
    case 'config-nested-value':
      return 'starts an indented block that holds a line without "="';
    case 'config-too-large':
      return 'begins a file that is larger than 16 MiB';
  }
}

/** Makes the typed error for one file. */
export function configFileError(file: string, problem: Problem): ConfigFileError {
  const { kind, line, firstLine, section, form } = problem;
  return {
    kind,
    source: { file, line },
    ...(firstLine === undefined ? {} : { firstLine }),
    ...(section === undefined ? {} : { section }),
    ...(form === undefined ? {} : { form }),
    message: describe(problem),
  };
}
