/** What somebody pasted, explained: find the denials and the errors, have messages decoded, say what helps. */
import { reportStep } from './findings/fix-step.ts';
import { FINDINGS } from './findings/registry.ts';
import { type ExplainedDenial, explainDenials } from './pasted/explained-denial.ts';
import { type KnownError, knownErrorsIn } from './pasted/known-errors.ts';
import { denialsIn } from './pasted/passages.ts';
import type { OpenDenial } from './permissions/open-denials.ts';
import type { PastedDenial, PastedError, PastedReport } from './report/pasted.ts';

/**
 * Explains a denial, an encoded message, what AWS made of one, or a log.
 *
 * @param open - has AWS decode what is encoded; gives the denial back as it was where that may not be
 */
export async function explainPasted(text: string, open: OpenDenial): Promise<PastedReport> {
  const denials = await Promise.all(denialsIn(text).map(open));
  return {
    denials: explainDenials(denials).map(denialOf),
    errors: knownErrorsIn(text).map(errorOf),
  };
}

function denialOf({ isQuarantine, fix, ...denial }: ExplainedDenial): PastedDenial {
  return {
    ...denial,
    fix: fix.map(reportStep),
    seeAlso: isQuarantine ? 'access-key-quarantined' : undefined,
  };
}

function errorOf({ meaning, line }: KnownError): PastedError {
  if (meaning.kind === 'words')
    return { title: meaning.title, advice: meaning.advice, line, code: undefined };
  const { title, explanation } = FINDINGS[meaning.code];
  return { title, advice: explanation[0] ?? '', line, code: meaning.code };
}
