/** How long the credentials last, as the report has it. */
import type { HeldLifetime, LifetimeFact } from '../findings/facts.ts';
import type { ReportValidFor } from '../report/report.ts';
import { isoTime } from '../time.ts';

/** Pure. */
export function validForOf(fact: LifetimeFact): ReportValidFor {
  const { forMs, until, decidedBy, client, controller } = fact;
  return {
    seconds: Math.ceil(forMs / 1000),
    until: isoTime(until),
    decision: fact[decidedBy].decision,
    decidedBy,
    client: heldOf(client),
    controller: heldOf(controller),
  };
}

function heldOf({ lifetime, decision }: HeldLifetime): ReportValidFor['client'] {
  const { kind, reason } = lifetime;
  const time = (ms: number | undefined) => (ms === undefined ? null : isoTime(ms));
  return {
    decision,
    endsAt: kind === 'ends' ? time(lifetime.at) : null,
    atLeast: kind === 'open' ? time(lifetime.atLeast) : null,
    atMost: kind === 'open' ? time(lifetime.atMost) : null,
    lasting: kind === 'lasting',
    reason,
  };
}
