/** Who SkyPilot is on AWS: one line, or with `-v` a section with where everything comes from. */
import { lifetimeText } from '../lifetime-words.ts';
import { isSupposed } from '../next-step.ts';
import type { Report } from '../report.ts';
import { relativeTime, utcTime } from '../times.ts';
import { beside, type TextStyle, wrap } from './style.ts';

/** In a person's words: identity, account and profile; where AWS confirmed no identity, the credentials instead. */
export function whoLines(report: Report, style: TextStyle): string[] {
  const { identity, profile, credentials } = report;
  const parts = [
    ...(identity === null ? [] : [`${principalWords(identity)} in account ${identity.account}`]),
    ...(identity !== null || credentials === null ? [] : [credentialsWords(report)]),
    `profile ${profile.value ?? 'default'}${isSuspected(report) ? '' : variableWords(profile)}`,
  ];
  return wrap(parts.join(', '), style.columns, 4);
}

/** Whether the first area tells of the variable. */
function isSuspected({ findings }: Report): boolean {
  return findings.some((finding) => finding.severity === 'error' && isSupposed(finding));
}

/** The variable that chose the profile, and where files set it; a forgotten one is the usual cause of a wrong account. */
function variableWords({ type, location, setAt = [] }: Report['profile']): string {
  if (type !== 'env') return '';
  const places = setAt.map(({ file, line }) => `${file}:${line}`);
  return places.length === 0 ? ` (${location ?? type})` : ` (${location}, set in ${places.join(' and ')})`;
}

/** The end of the ARN, which is what people recognise; for a role of IAM Identity Center the permission set. */
function principalWords({ arn, principalArn }: NonNullable<Report['identity']>): string {
  const name = (principalArn ?? arn).split(':').slice(5).join(':');
  const permissionSet = permissionSetOf(name);
  if (permissionSet !== undefined) return `permission set ${permissionSet} as ${arn.split('/').at(-1)}`;
  return name === 'root' ? 'the root user' : name;
}

/** The permission set that a role of IAM Identity Center was made from. Source: IAM Identity Center, "Referencing permission sets". */
export function permissionSetOf(roleName: string): string | undefined {
  return /AWSReservedSSO_(.+)_[0-9a-f]{16}(?:\/|$)/.exec(roleName)?.[1];
}

/** With `-v`: profile, credentials, identity and region, each with where it comes from. */
export function identitySection(report: Report, style: TextStyle): string[] {
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['profile', profileText(report)],
    ['credentials', credentialsText(report)],
    ...identityRows(report),
    ['region', regionText(report)],
    ...lifetimeRows(report),
    ...passedOver(report),
  ];
  return [style.paint.bold('Identity'), ...labelled(rows, style)];
}

const LABEL_WIDTH = 12;

/** Rows of a label with text beside it. */
function labelled(rows: readonly (readonly [label: string, text: string])[], style: TextStyle): string[] {
  return rows.flatMap(([label, text]) =>
    beside(label, text, style.columns, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: style.paint.dim }),
  );
}

function profileText({ profile }: Report): string {
  if (profile.value === null) return 'default (AWS_PROFILE is not set)';
  return profile.type === 'env'
    ? `${profile.value}${variableWords(profile)}`
    : `${profile.value} (${profile.location ?? profile.type ?? 'chosen'})`;
}

function credentialsText(report: Report): string {
  const { credentials } = report;
  if (credentials === null) return 'none';
  const key = credentials.accessKeyId === null ? [] : [credentials.accessKeyId];
  const from = key.length === 0 ? credentialsWords(report) : `from ${credentialsWords(report)}`;
  const parts = [[...key, from].join(' '), ...expiryText(report)];
  return parts.join(', ');
}

/** Where the credentials come from: `~/.aws/credentials:2`, `SSO session "x"`. */
function credentialsWords({ credentials }: Report): string {
  if (credentials === null) return 'no credentials';
  return credentials.location ?? SOURCE_WORDS[credentials.type] ?? credentials.type;
}

/** Where credentials come from, by boto3's names for it, where no place is known. */
const SOURCE_WORDS: Readonly<Record<string, string>> = {
  env: 'keys in the environment',
  'shared-credentials-file': 'keys in the credentials file',
  'config-file': 'keys in the config file',
  'assume-role': 'an assumed role',
  'assume-role-with-web-identity': 'a role assumed with an identity token',
  sso: 'an SSO login',
  login: 'aws login',
  'custom-process': 'credential_process',
  'container-role': "the container's role",
  'iam-role': "the instance's role",
};

function expiryText({ credentials, checkedAt }: Report): string[] {
  if (credentials === null) return [];
  const { expiresAt, accessKeyId } = credentials;
  if (expiresAt === null) return accessKeyId === null ? [] : ['no expiry known'];
  const word = Date.parse(expiresAt) > Date.parse(checkedAt) ? 'expires' : 'expired';
  return [`${word} ${relativeTime(expiresAt, checkedAt)} (${utcTime(expiresAt)})`];
}

function identityRows({ identity, credentials }: Report): (readonly [string, string])[] {
  if (identity === null) return credentials === null ? [] : [['identity', 'not confirmed by AWS']];
  const { arn, principalArn } = identity;
  return [
    [
      'identity',
      permissionSetOf(arn) === undefined ? arn : `${principalWords(identity)} in ${identity.account}`,
    ],
    ...(principalArn === null || principalArn === arn || permissionSetOf(arn) !== undefined
      ? []
      : [['principal', principalArn] as const]),
  ];
}

function regionText({ region, checkedRegion }: Report): string {
  if (region.value === null) return `not set, which is fine (checked: ${checkedRegion})`;
  const from = region.location ?? region.type;
  const checked = checkedRegion === region.value ? '' : `; checked: ${checkedRegion}`;
  return `${region.value}${from === null ? '' : ` from ${from}`}${checked}`;
}

/** With `--valid-for`: how long the credentials last, and what a controller of jobs would have. */
function lifetimeRows({ validFor, checkedAt }: Report): (readonly [string, string])[] {
  if (validFor === undefined) return [];
  return [
    ['lasts', lifetimeText(validFor.client, checkedAt)],
    ['controller', lifetimeText(validFor.controller, checkedAt)],
  ];
}

/** The providers that boto3 asked before; `-vv` says why. */
function passedOver({ trace }: Report): (readonly [string, string])[] {
  const names = trace.filter(({ outcome }) => outcome === 'passed-over').map(({ provider }) => provider);
  return names.length === 0 ? [] : [['passed over', names.join(', ')]];
}

/** With `-vv`: the providers of boto3 in its order, each with the reason. */
export function traceSection({ trace }: Report, style: TextStyle): string[] {
  if (trace.length === 0) return [];
  const labelWidth = Math.max(...trace.map(({ provider }) => provider.length)) + 2;
  return [
    style.paint.bold('Where boto3 looks for credentials, in its order'),
    ...trace.flatMap(({ provider, outcome, reason }) => {
      const chosen = outcome === 'applies';
      return beside(`${chosen ? style.symbols.chosen : ' '} ${provider}`, reason, style.columns, {
        indent: 2,
        labelWidth,
        paintLabel: chosen ? style.paint.good : style.paint.dim,
      });
    }),
  ];
}
