import { listProfiles, type ProfileList, type ProfileSummary } from '../../credentials/list-profiles.ts';
import { type ResolutionFiles, readResolutionFiles } from '../../credentials/resolve.ts';
import { NO_RENEWAL, type SsoLoginState } from '../../credentials/sso-login-state.ts';
import { placeText } from '../../file-line.ts';
import { profileListDocument } from '../../report/configure-json.ts';
import type { ProfileListDocument } from '../../report/configure-schema.ts';
import { duration } from '../../report/text/duration.ts';
import { beside, type TextStyle } from '../../report/text/style.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit.ts';
import { styleFor } from '../terminal.ts';
import type { ListProfilesOptions } from './configure-options.ts';

/** Runs `skycheck configure list-profiles`. */
export async function runListProfiles(options: ListProfilesOptions, context: CliContext): Promise<number> {
  const { terminal, host } = context;
  const files = await readResolutionFiles(host);
  const list = await listProfiles(files, host);
  const error = fileError(files);
  if (options.format === 'json') {
    terminal.stdout.write(profileListDocument(documentOf(list, error)));
  } else {
    const lines = options.verbose
      ? verboseLines(list, host.now(), await styleFor(terminal.stdout, terminal.env, undefined))
      : list.profiles.map(({ name }) => name);
    terminal.stdout.write(lines.map((line) => `${line}\n`).join(''));
    if (error !== undefined) terminal.stderr.write(`skycheck: ${error.message}\n`);
  }
  return error === undefined ? EXIT.ok : EXIT.failed;
}

/** boto3 knows no profile at all where one of the files cannot be parsed. */
function fileError({ config }: ResolutionFiles): NonNullable<ProfileListDocument['error']> | undefined {
  if (config.error === undefined) return undefined;
  const { kind, source, message } = config.error;
  return { code: kind, message: `${placeText(source)}: ${message}` };
}

function documentOf(
  list: ProfileList,
  error: ProfileListDocument['error'] | undefined,
): Omit<ProfileListDocument, 'schemaVersion'> {
  return {
    active: {
      name: list.activeName,
      exists: list.profiles.some(({ active }) => active),
      because: list.activeBecause ?? null,
      overriddenBy: list.overriddenBy ?? null,
    },
    profiles: list.profiles.map((profile) => ({
      name: profile.name,
      active: profile.active,
      kind: kindOf(profile),
      error:
        profile.credentials.kind === 'error'
          ? { code: profile.credentials.error.code, message: profile.credentials.error.message }
          : null,
      account: profile.accountId ?? null,
      role: profile.roleName ?? null,
      region: profile.region.value ?? null,
      sso: ssoOf(profile),
      definedAt: profile.definedAt.map(({ file, line }) => ({ file, line })),
    })),
    error: error ?? null,
  };
}

function kindOf({ credentials }: ProfileSummary): string {
  return credentials.kind === 'provider' ? credentials.provider : credentials.kind;
}

function ssoOf({ sso }: ProfileSummary): ProfileListDocument['profiles'][number]['sso'] {
  if (sso === undefined) return null;
  const end = endOf(sso.login);
  return {
    session: sso.sessionName ?? null,
    startUrl: sso.startUrl,
    state: sso.login.kind,
    expiresAt: end === undefined ? null : new Date(end).toISOString(),
    needsLogin: sso.login.kind !== 'valid' && sso.login.kind !== 'renews',
  };
}

function endOf(login: SsoLoginState): number | undefined {
  switch (login.kind) {
    case 'valid':
      return login.until;
    case 'renews':
    case 'expired':
      return login.since;
    default:
      return undefined;
  }
}

function verboseLines(list: ProfileList, now: number, style: TextStyle): string[] {
  return [
    ...list.profiles.flatMap((profile) => profileLines(profile, now, style)),
    ...activeLines(list, style),
  ];
}

function profileLines(profile: ProfileSummary, now: number, style: TextStyle): string[] {
  const { name, active, accountId, roleName, region, definedAt, sso, credentials } = profile;
  const rows: readonly (readonly [label: string, text: string | undefined])[] = [
    ['kind', credentials.kind === 'error' ? credentials.error.message : kindText(profile)],
    ['account', accountId],
    ['role', roleName],
    ['region', region.value],
    [
      'SSO',
      sso === undefined ? undefined : `${sso.sessionName ?? sso.startUrl}: ${loginText(sso.login, now)}`,
    ],
    ['defined', definedAt.map(placeText).join(', ')],
  ];
  return [
    active ? style.paint.good(`${style.symbols.chosen} ${name}`) : `  ${name}`,
    ...rows.flatMap(([label, text]) =>
      text === undefined || text === ''
        ? []
        : beside(label, text, style.columns, { indent: 4, labelWidth: 8, paintLabel: style.paint.dim }),
    ),
  ];
}

function kindText(profile: ProfileSummary): string {
  return profile.credentials.kind === 'none' ? 'no credentials of its own' : kindOf(profile);
}

/** Valid until, expired since, renews by itself, or needs a login: by boto3's rule. */
function loginText(login: SsoLoginState, now: number): string {
  switch (login.kind) {
    case 'never-logged-in':
      return 'never logged in';
    case 'corrupt':
      return `the stored login ${login.problem}; it needs a new login`;
    case 'valid':
      return `valid for ${duration(login.until - now)}${login.renewable ? ', then renews by itself' : ''}`;
    case 'renews':
      return `expired ${duration(now - login.since)} ago; renews by itself`;
    case 'expired':
      return `expired ${duration(now - login.since)} ago; it needs a login: ${NO_RENEWAL[login.why]}`;
  }
}

function activeLines(
  { activeName, activeBecause, overriddenBy, profiles }: ProfileList,
  style: TextStyle,
): string[] {
  const why = activeBecause === undefined ? 'nothing chooses another' : `${activeBecause} names it`;
  const missing = profiles.some(({ active }) => active) ? '' : ', but it does not exist';
  const lost =
    overriddenBy === undefined
      ? ''
      : ` Credentials in the environment (${overriddenBy}) win over it all the same.`;
  return [
    '',
    ...beside('active:', `${activeName} (${why}${missing}).${lost}`, style.columns, {
      indent: 0,
      labelWidth: 7,
    }),
  ];
}
