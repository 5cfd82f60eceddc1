import { closestTo } from '../closest-word.ts';
import { FINDING_CODES, isFindingCode } from '../findings/registry.ts';

/** What `--fail-on` takes beside codes of findings. */
export const FAIL_ON_SEVERITIES = ['error', 'warning'] as const;

/** What is wrong with a word that should be the code of a finding; undefined where it is one. */
export function unknownCode(word: string, others: readonly string[] = []): string | undefined {
  if (isFindingCode(word) || others.includes(word)) return undefined;
  const near = closestTo(word, [...FINDING_CODES, ...others]);
  const hint = near === undefined ? 'skycheck explain all lists them' : `Did you mean ${near}?`;
  return `There is no finding with the code "${word}". ${near === undefined ? `${hint}.` : hint}`;
}
