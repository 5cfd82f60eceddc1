/** What is wrong with a file that boto3 cannot parse, in words that repeat nothing of its contents. */
import type { ConfigFileError, IniErrorKind } from './aws-config-types.ts';

interface Problem {
  readonly kind: IniErrorKind;
  readonly line: number;
  readonly firstLine?: number;
  readonly section?: string;
}

function describe(problem: Problem): string {
  const section = problem.section === undefined ? '' : ` [${problem.section}]`;
  switch (problem.kind) {
    case 'config-missing-section-header':
      return `line ${problem.line} stands before the first [section]`;
    case 'config-duplicate-section':
      return `section${section} on line ${problem.line} was defined already on line ${problem.firstLine}`;
    case 'config-duplicate-key':
      return `line ${problem.line} repeats the key of line ${problem.firstLine} in section${section}`;
    case 'config-syntax-error':
      return `line ${problem.line} is neither a [section] nor "key = value"`;
    case 'config-byte-order-mark':
      return 'the file starts with a byte-order mark (it was saved as "UTF-8 with BOM")';
    case 'config-not-utf8':
      return `line ${problem.line} is not UTF-8`;
    case 'config-nested-value':
      return `line ${problem.line} starts an indented block that holds a line without "="`;
    case 'config-too-large':
      return 'the file is larger than 16 MiB';
  }
}

/** Makes the typed error for one file. */
export function configFileError(file: string, problem: Problem): ConfigFileError {
  const { kind, line, firstLine, section } = problem;
  return {
    kind,
    source: { file, line },
    ...(firstLine === undefined ? {} : { firstLine }),
    ...(section === undefined ? {} : { section }),
    message: describe(problem),
  };
}
