import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';

/** Findings about the region's name; that none is set is fine. */
export function regionFindings({ region, regionProblem }: Facts): readonly Finding[] {
  if (regionProblem === undefined) return [];
  const place =
    region.source === undefined ? region.location : `${region.source.file}, line ${region.source.line}`;
  const from = place === undefined ? '' : ` (from ${place})`;
  switch (regionProblem.kind) {
    case 'blank':
      return [finding('region-malformed', { detail: `The region is set to nothing${from}.` })];
    case 'malformed':
      return [
        finding('region-malformed', {
          detail: `The region${from} is not a name that boto3 accepts.${meant(regionProblem.nearest)}`,
        }),
      ];
    case 'availability-zone':
      return [
        finding('region-unknown', {
          detail: `"${region.value}"${from} is an availability zone; its region is ${regionProblem.nearest}.`,
        }),
      ];
    case 'unknown':
      return [
        finding('region-unknown', {
          detail: `"${region.value}"${from} is no region that is known.${meant(regionProblem.nearest)}`,
        }),
      ];
  }
}

function meant(nearest: string | undefined): string {
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}
