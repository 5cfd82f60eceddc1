import type { FailureKind } from '../../aws/aws-result.ts';
import { failureText } from '../../aws/failure-text.ts';
import { groupBy } from '../../group-by.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { unset } from '../fix-step.ts';
import { faultFix } from './fault-fix.ts';

/** Findings about reaching AWS; whether it says who we are is another topic. */
export function connectionFindings(facts: Facts): readonly Finding[] {
  return [...caBundle(facts), ...failedCalls(facts)];
}

function caBundle({ unreadableCaBundle: bundle }: Facts): readonly Finding[] {
  if (bundle === undefined) return [];
  return [
    finding('ca-bundle-unreadable', {
      detail: `${bundle.location} names ${bundle.path}, which cannot be read.`,
      at: bundle.at,
      fix: bundle.variable === undefined ? [] : [unset(bundle.variable)],
    }),
  ];
}

/** The calls that decided nothing because of a fault; what hangs on them is unknown. */
function failedCalls({ identity, failedCalls: failures, capabilities }: Facts): readonly Finding[] {
  if (identity.kind !== 'known') return [];
  const stops = capabilities.filter(({ status }) => status === 'unknown').map(({ id }) => id);
  return [...groupBy(failures, ({ kind }) => findingOfFault(kind))].map(([code, group]) =>
    finding(code, {
      severity: 'warning',
      stops,
      detail: `${[...new Set(group.map((failure) => failureText(failure).replace(/[.\s]+$/, '')))].join('; ')}. What hangs on it is unknown, which does not mean denied.`,
      possibleCauses: ['ca-bundle-unreadable', 'region-unknown'],
      fix: group[0] === undefined ? [] : faultFix(group[0]),
    }),
  );
}

/** The finding about a failure of the way or of the service. */
export function findingOfFault(kind: FailureKind): 'no-network' | 'aws-call-failed' {
  switch (kind) {
    case 'network':
    case 'timeout':
    case 'proxy':
    case 'certificate':
      return 'no-network';
    default:
      return 'aws-call-failed';
  }
}
