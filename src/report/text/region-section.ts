import type { Report, ReportRegion } from '../report.ts';
import { beside, type TextStyle } from './style.ts';

const LABEL_WIDTH = 18;

/** With `-vv`: a line for each region. */
export function everyRegion({ regions = [] }: Report, style: TextStyle): string[] {
  if (regions.length === 0) return [];
  return [style.paint.bold('Regions'), ...regions.flatMap((region) => regionRow(region, style))];
}

/** Codes are words with hyphens; those of AWS are left as they are. */
function reasonText({ reason, status }: ReportRegion): string {
  const words = reason ?? 'unknown';
  return status === 'unusable'
    ? words.replaceAll('-', ' ').replace(/\bvpcs?\b/, (vpc) => VPC[vpc] ?? vpc)
    : words;
}

const VPC: Readonly<Record<string, string>> = { vpc: 'VPC', vpcs: 'VPCs' };

/** Nothing where no region's launch is known. */
function launchText({ launch, launchReason }: ReportRegion): string {
  switch (launch) {
    case 'allowed':
      return '; launch allowed';
    case 'denied':
      return `; launch denied: ${launchReason ?? 'no reason given'}`;
    case 'unknown':
      return `; launch unknown: ${launchReason ?? 'no answer'}`;
    case 'not-asked':
      return '; launch not asked';
    default:
      return '';
  }
}

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
  return `${place}: ${subnets} usable subnet${subnets === 1 ? '' : 's'} (${letters})${group}${launchText(region)}`;
}
