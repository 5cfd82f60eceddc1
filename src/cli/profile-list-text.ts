/** The list of profiles as text. */
import type { ProfileList, ProfileSummary } from '../credentials/list-profiles.ts';
import { NO_RENEWAL, type SsoLoginState } from '../credentials/sso-login-state.ts';
import { placeText } from '../file-line.ts';
import { beside, type TextStyle } from '../report/text/style.ts';
import { span, timeLeft } from '../report/times.ts';
import { kindOf } from './profile-list-document.ts';

/** The lines of `configure list-profiles -v`. */
export function profileListLines(list: ProfileList, now: number, style: TextStyle): string[] {
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
      return `valid for ${timeLeft(login.until - now)}${login.renewable ? ', then renews by itself' : ''}`;
    case 'renews':
      return `expired ${span(now - login.since)} ago; renews by itself`;
    case 'expired':
      return `expired ${span(now - login.since)} ago; it needs a login: ${NO_RENEWAL[login.why]}`;
  }
}

function activeLines(
  { activeName, activeBecause, overriddenBy, profiles }: ProfileList,
  style: TextStyle,
): string[] {
  const why = activeBecause === undefined ? 'AWS_PROFILE is not set' : `${activeBecause} names it`;
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
