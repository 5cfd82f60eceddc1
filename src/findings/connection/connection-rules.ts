import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';

/** Findings about the settings by which AWS is reached. */
export function connectionFindings(facts: Facts): readonly Finding[] {
  return caBundle(facts);
}

function caBundle({ unreadableCaBundle: bundle }: Facts): readonly Finding[] {
  if (bundle === undefined) return [];
  return [
    finding('ca-bundle-unreadable', {
      detail: `${bundle.location} names ${bundle.path}, which cannot be read.`,
      fix: /^[A-Z_]+$/.test(bundle.location) ? [`unset ${bundle.location}`] : [],
    }),
  ];
}
