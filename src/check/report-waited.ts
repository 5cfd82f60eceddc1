import type { WaitFact } from '../findings/facts.ts';
import type { Report } from '../report/report.ts';

/** How waiting for a grant ended, as the report has it. */
export function waitedOf({ forMs, outcome, tries }: WaitFact): NonNullable<Report['waited']> {
  const denied = outcome.kind === 'still-denied' ? outcome.permissions : [];
  return {
    seconds: forMs / 1000,
    outcome: outcome.kind,
    allowedAfterSeconds: outcome.kind === 'allowed' ? Math.round(outcome.afterMs / 1000) : null,
    tries,
    stillDenied: denied.map(({ permission: { requirement, resource } }) => ({
      action: requirement.action,
      resource,
    })),
  };
}
