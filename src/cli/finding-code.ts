import { closestTo } from '../closest-word.ts';
import { FINDING_CODES, isFindingCode } from '../findings/registry.ts';
import type { ReportOptions } from './commands/report-options.ts';
import { UsageError } from './exit.ts';

/** What `--fail-on` takes beside codes of findings. */
export const FAIL_ON_SEVERITIES = ['error', 'warning'] as const;

/** What is wrong with a word that should be the code of a finding; undefined where it is one. */
function unknownCode(word: string, others: readonly string[] = []): string | undefined {
  if (isFindingCode(word) || others.includes(word)) return undefined;
  const near = closestTo(word, [...FINDING_CODES, ...others]);
  const hint = near === undefined ? 'skycheck explain all lists them' : `Did you mean ${near}?`;
  return `There is no finding with the code "${word}". ${near === undefined ? `${hint}.` : hint}`;
}

/** Of what was typed, when a command begins to run: to parse the options of others the findings are not loaded. */
export function refuseUnknownCodes({ ignore, failOn }: Pick<ReportOptions, 'ignore' | 'failOn'>): void {
  const typed = [
    ...ignore.map((word) => ['--ignore <code>', word, []] as const),
    ...failOn.map(({ what }) => ['--fail-on <what>', what, FAIL_ON_SEVERITIES] as const),
  ];
  for (const [flag, word, others] of typed) {
    const problem = unknownCode(word, others);
    if (problem === undefined) continue;
    throw new UsageError(
      `option '${flag}' argument '${word}' is invalid. ${problem}`,
      '(skycheck --help lists the commands and flags)',
    );
  }
}
