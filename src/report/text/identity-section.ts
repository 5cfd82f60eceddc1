import type { Report } from '../report.ts';
import { duration } from './duration.ts';
import { beside, type TextStyle } from './style.ts';

const LABEL_WIDTH = 12;

/** Who SkyPilot is on AWS: profile, credentials, identity and region, each with where it came from. */
export function identitySection(report: Report, style: TextStyle): string[] {
  const row = (label: string, text: string) =>
    beside(label, text, style.columns, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: style.paint.dim });
  return [
    style.paint.bold('Identity'),
    ...row('profile', profileText(report)),
    ...row('credentials', credentialsText(report)),
    ...expiryRow(report).flatMap((text) => row('expires', text)),
    ...identityRows(report).flatMap(([label, text]) => row(label, text)),
    ...row('region', regionText(report)),
  ];
}

function origin(type: string | null, location: string | null): string {
  return location === null ? (type ?? '') : `${type}, ${location}`;
}

function profileText({ profile }: Report): string {
  if (profile.value === null) return 'default  (nothing chooses another)';
  return `${profile.value}  (${origin(profile.type, profile.location)})`;
}

function credentialsText({ credentials }: Report): string {
  if (credentials === null) return 'none';
  const place = origin(credentials.type, credentials.location);
  return credentials.accessKeyId === null
    ? `not loaded  (${place})`
    : `${credentials.accessKeyId}  (${place})`;
}

function expiryRow({ credentials, checkedAt }: Report): string[] {
  if (credentials === null || credentials.accessKeyId === null) return [];
  if (credentials.expiresAt === null) return ['not known to expire'];
  const left = Date.parse(credentials.expiresAt) - Date.parse(checkedAt);
  return [`${utc(credentials.expiresAt)}  (${left > 0 ? `in ${duration(left)}` : `${duration(-left)} ago`})`];
}

function utc(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function identityRows({ identity }: Report): (readonly [label: string, text: string])[] {
  if (identity === null) return [['identity', 'unknown']];
  const { arn, principalArn, owner } = identity;
  return [
    ['identity', arn],
    ...(principalArn === null || principalArn === arn ? [] : [['principal', principalArn] as const]),
    ['owner', `[${owner.join(', ')}]`],
  ];
}

function regionText({ region, checkedRegion }: Report): string {
  if (region.value === null) return `not set, which is fine  (checked: ${checkedRegion})`;
  return `${region.value}  (${origin(region.type, region.location)})`;
}

/**
 * How the credentials were found: the providers of boto3 in its order, each with the reason.
 *
 * @param all - also those that were not asked any more
 */
export function traceSection(report: Report, all: boolean, style: TextStyle): string[] {
  const shown = report.trace.filter(({ outcome }) => all || outcome !== 'not-reached');
  const labelWidth = Math.max(...shown.map(({ provider }) => provider.length), 0) + 2;
  const rows = shown.flatMap(({ provider, outcome, reason }) => {
    const chosen = outcome === 'applies';
    const label = `${chosen ? style.symbols.chosen : ' '} ${provider}`;
    const paintLabel = chosen ? style.paint.good : style.paint.dim;
    return beside(label, reason, style.columns, { indent: 2, labelWidth, paintLabel });
  });
  return rows.length === 0
    ? []
    : [style.paint.bold('Where boto3 looks for credentials, in its order'), ...rows];
}
