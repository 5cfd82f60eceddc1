import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { unset } from '../fix-step.ts';

/** Findings about the settings by which AWS is reached. */
export function connectionFindings(facts: Facts): readonly Finding[] {
  return caBundle(facts);
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
