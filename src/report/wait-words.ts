/** How waiting for a grant ended, in words. */
import type { Report } from './report.ts';

/** "Allowed after 14 s."; undefined where nobody waited. */
export function waitSentence({ waited, verdict }: Pick<Report, 'waited' | 'verdict'>): string | undefined {
  if (waited === undefined) return undefined;
  const { outcome, allowedAfterSeconds, seconds, stillDenied } = waited;
  switch (outcome) {
    case 'allowed':
      return `Allowed after ${allowedAfterSeconds} s.`;
    case 'still-denied': {
      const actions = [...new Set(stillDenied.map(({ action }) => action))];
      const more = actions.length > 3 ? ` and ${actions.length - 2} more` : '';
      const shown = more === '' ? actions : actions.slice(0, 2);
      return `Waited ${seconds} s: ${shown.join(', ')}${more} ${actions.length === 1 ? 'is' : 'are'} not allowed yet.`;
    }
    case 'nothing-denied':
      return verdict === 'ready'
        ? undefined
        : 'Nothing that was asked for is denied, so nothing was waited for.';
  }
}
