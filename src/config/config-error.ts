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
    case 'missing-section-header':
      return `line ${problem.line} stands before the first [section]`;
    case 'duplicate-section':
      return `section${section} on line ${problem.line} was defined already on line ${problem.firstLine}`;
    case 'duplicate-key':
      return `line ${problem.line} repeats the key of line ${problem.firstLine} in section${section}`;
    case 'syntax':
      return `line ${problem.line} is neither a [section] nor "key = value"`;
    case 'byte-order-mark':
      return 'the file starts with a byte-order mark (it was saved as "UTF-8 with BOM")';
    case 'not-utf8':
      return `line ${problem.line} is not UTF-8`;
    case 'nested-value':
      return `line ${problem.line} starts an indented block that holds a line without "="`;
    case 'too-large':
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
