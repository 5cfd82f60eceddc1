/** What was proven of the missing policy, in words: the same sentences in every format for people. */
import { groupBy } from '../group-by.ts';
import { denyingLayer } from './denying-layer.ts';
import type { Report } from './report.ts';

type Proof = NonNullable<Report['missingPolicyProof']>;

/** Sentences: what was proven, what stays open, and what another layer would still stop; none without a document. */
export function proofSentences({ missingPolicyProof: proof }: Report): readonly string[] {
  if (proof === undefined) return [];
  return [provenSentence(proof), ...undecidedSentence(proof), ...stoppedSentences(proof)];
}

function provenSentence({ evidence, grants, proven }: Proof): string {
  const simulated = evidence === 'simulation';
  if (proven === 0)
    return simulated
      ? 'The policy simulator allows nothing more with it.'
      : 'Evaluated here, it allows nothing of what is missing.';
  const what = proven < grants ? `${proven} of ${grants}` : grants === 1 ? 'it' : `all ${grants}`;
  const permissions = grants === 1 && proven === grants ? 'the permission' : `${what} permissions`;
  return simulated
    ? `Proven: with it the policy simulator allows ${permissions}.`
    : `Evaluated here, not simulated: it allows ${permissions}.`;
}

function undecidedSentence({ undecided }: Proof): readonly string[] {
  if (undecided.length === 0) return [];
  return [`Still undecided with it: ${actionsOf(undecided)}.`];
}

function stoppedSentences({ stillStopped }: Proof): readonly string[] {
  const groups = groupBy(stillStopped, ({ layer }) => layer);
  return [...groups.values()].map(([first, ...others]) => {
    const actions = actionsOf([first, ...others]);
    const denying = first.layer === 'unknown' ? undefined : denyingLayer(first.layer);
    return denying === undefined
      ? `It does not help with ${actions}: ${first.reason}.`
      : `It does not help against ${denying}, which stops ${actions}.`;
  });
}

/** At most three by name. */
const SHOWN = 3;

function actionsOf(entries: readonly { readonly action: string }[]): string {
  const actions = [...new Set(entries.map(({ action }) => action))];
  const more = actions.length - SHOWN;
  const shown = actions.slice(0, more === 1 ? SHOWN + 1 : SHOWN).join(', ');
  return more > 1 ? `${shown} and ${more} more` : shown;
}
