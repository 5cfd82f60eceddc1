import type { Report, ReportRegion } from '../report.ts';
import { beside, type TextStyle, wrap } from './style.ts';

const LABEL_WIDTH = 18;

/** In which regions SkyPilot can launch: one line, or with `verbose` one for each region. */
export function regionSection(
  { regions = [], regionsNotChecked = null, identity }: Report,
  verbose: boolean,
  style: TextStyle,
): string[] {
  if (verbose && regionsNotChecked !== null && identity !== null)
    return wrap(`Regions: not looked at: ${regionsNotChecked}.`, style.columns, 0);
  if (regions.length === 0) return [];
  const summary = wrap(`Regions: ${regionSummary(regions)}.`, style.columns, 0);
  if (!verbose) return summary;
  return [...summary.map(style.paint.bold), ...regions.flatMap((region) => regionRow(region, style))];
}

/** Such as "usable in 16 of 17; not in eu-west-3: no default VPC". */
function regionSummary(regions: readonly ReportRegion[]): string {
  const of = (status: ReportRegion['status']) => regions.filter((region) => region.status === status);
  const parts = [
    `usable in ${of('usable').length} of ${regions.length} region${regions.length === 1 ? '' : 's'}`,
  ];
  for (const [reason, names] of byReason(of('unusable'))) parts.push(`not in ${names}: ${reason}`);
  for (const [reason, names] of byReason(of('unknown'))) parts.push(`unknown in ${names}: ${reason}`);
  return parts.join('; ');
}

/** As many names as a line takes. */
const MOST_NAMES = 3;

function byReason(regions: readonly ReportRegion[]): ReadonlyMap<string, string> {
  const reasons = [...new Set(regions.map(reasonText))];
  return new Map(
    reasons.map((reason) => {
      const names = regions.filter((region) => reasonText(region) === reason).map(({ region }) => region);
      const more = names.length - MOST_NAMES;
      const listed = more > 1 ? [...names.slice(0, MOST_NAMES), `${more} more`] : names;
      return [reason, listed.join(', ')];
    }),
  );
}

/** Codes are words with hyphens; those of AWS are left as they are. */
function reasonText({ reason, status }: ReportRegion): string {
  const words = reason ?? 'nobody told';
  return status === 'unusable'
    ? words.replaceAll('-', ' ').replace(/\bvpcs?\b/, (vpc) => VPC[vpc] ?? vpc)
    : words;
}

const VPC: Readonly<Record<string, string>> = { vpc: 'VPC', vpcs: 'VPCs' };

function regionRow(region: ReportRegion, style: TextStyle): string[] {
  const { symbols, paint } = style;
  const look = {
    usable: { mark: symbols.yes, painted: paint.good },
    unusable: { mark: symbols.no, painted: paint.bad },
    unknown: { mark: symbols.unknown, painted: paint.warn },
  }[region.status];
  return beside(`${look.mark} ${region.region}`, regionText(region), style.columns, {
    indent: 2,
    labelWidth: LABEL_WIDTH,
    paintLabel: look.painted,
  });
}

function regionText(region: ReportRegion): string {
  const { status, vpc, subnets, zones, securityGroup } = region;
  if (status === 'unknown') return region.detail ?? reasonText(region);
  if (vpc === null) return reasonText(region);
  const place = vpc.default ? 'default VPC' : `VPC ${vpc.name ?? vpc.id}`;
  const letters = zones.map((zone) => zone.slice(-1)).join(', ');
  const group =
    securityGroup === null || securityGroup === 'found' ? '' : `; its security group: ${securityGroup}`;
  return `${place}: ${subnets} usable subnet${subnets === 1 ? '' : 's'} (${letters})${group}`;
}
