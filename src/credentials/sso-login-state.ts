/** What is known offline of an SSO login. */
import { displayPath } from '../config/display-path.ts';
import type { Host } from '../host.ts';
import { type CliCache, liveCachedKeys, ssoCacheName } from './cli-cache.ts';
import { jsonFields, parseJson } from './json.ts';
import type { SsoConfig } from './sso-config.ts';
import { renewalTicket } from './sso-renewal.ts';
import { readSsoToken, type SsoToken } from './sso-token.ts';
import { parseTimestamp } from './timestamp.ts';

/** Why an expired token cannot be renewed without a new login. */
export type NoRenewal =
  | 'legacy-profile'
  | 'fields-missing'
  | 'registration-expired'
  | 'unreadable-registration';

/** The reasons in words. */
export const NO_RENEWAL: Readonly<Record<NoRenewal, string>> = {
  'legacy-profile': 'boto3 renews no login of a profile without sso_session',
  'fields-missing': 'the stored login has no refresh token',
  'registration-expired': "the client's registration, without which it cannot be renewed, has ended, too",
  'unreadable-registration': "the end of the client's registration cannot be read",
};

/** A login of the same portal that boto3 does not find for this profile. */
export interface SimilarLogin {
  /** It is stored under its URL, and boto3 looks for the name of the session; or the URL is spelt another way. */
  readonly why: 'stored-under-url' | 'other-spelling';
  readonly startUrl: string;
  readonly tokenFile: string;
}

export type SsoLoginState =
  | {
      readonly kind: 'never-logged-in';
      readonly tokenFile: string;
      readonly similar: SimilarLogin | undefined;
    }
  | { readonly kind: 'corrupt'; readonly tokenFile: string; readonly problem: string }
  | {
      readonly kind: 'valid';
      readonly tokenFile: string;
      /** Milliseconds since 1970. */
      readonly until: number;
      readonly renewable: boolean;
      /** When the registration ends without which nobody renews it; undefined where it cannot be renewed anyway. */
      readonly renewableUntil: number | undefined;
      /** The region that the login was made in, where that is not the profile's. */
      readonly otherRegion?: string;
    }
  /** Expired, but boto3 renews it by itself; that may still fail where the session has ended at the other side. */
  | {
      readonly kind: 'renews';
      readonly tokenFile: string;
      readonly since: number;
      readonly renewableUntil: number | undefined;
    }
  | {
      readonly kind: 'expired';
      readonly tokenFile: string;
      readonly since: number;
      readonly why: NoRenewal;
      /** A cache of AWS CLI v2 with live role credentials, with which `aws` works and boto3 does not. */
      readonly hiddenBy: CliCache | undefined;
    };

function aws(host: Host, directory: string): string {
  return `${host.home.replace(/\/+$/, '')}/.aws/${directory}`;
}

function bareUrl(url: string): string {
  return url.replace(/[/#]+$/, '').toLowerCase();
}

/** Looks for a token of the same portal under another spelling of its URL. */
async function findSimilar(host: Host, config: SsoConfig): Promise<SimilarLogin | undefined> {
  const directory = aws(host, 'sso/cache');
  for (const name of await host.listDirectory(directory)) {
    if (!name.endsWith('.json')) continue;
    const read = await host.readFile(`${directory}/${name}`);
    const fields = read.kind === 'file' ? jsonFields(parseJson(read.bytes)?.value) : undefined;
    const startUrl = fields?.get('startUrl');
    if (typeof startUrl !== 'string' || typeof fields?.get('accessToken') !== 'string') continue;
    if (bareUrl(startUrl) !== bareUrl(config.startUrl)) continue;
    const why = startUrl === config.startUrl ? 'stored-under-url' : 'other-spelling';
    return { why, startUrl, tokenFile: displayPath(`${directory}/${name}`, host.home) };
  }
  return undefined;
}

type Renewal =
  | { readonly kind: 'possible'; readonly until: number | undefined }
  | { readonly kind: 'impossible'; readonly why: NoRenewal };

function renewal(token: SsoToken, config: SsoConfig, now: number): Renewal {
  if (config.session === undefined) return { kind: 'impossible', why: 'legacy-profile' };
  const result = renewalTicket(token, now);
  if (result.kind !== 'ticket') {
    return { kind: 'impossible', why: result.kind === 'none' ? result.why : 'unreadable-registration' };
  }
  const end = parseTimestamp(result.ticket.registrationExpiresAt);
  return { kind: 'possible', until: end.kind === 'instant' ? end.ms : undefined };
}

/** Reads the token file and says what boto3 would make of it; makes no call. */
export async function ssoLoginState(host: Host, config: SsoConfig): Promise<SsoLoginState> {
  const read = await readSsoToken(host, config.session?.name ?? config.startUrl);
  if (read.kind === 'missing') {
    return { kind: 'never-logged-in', tokenFile: read.display, similar: await findSimilar(host, config) };
  }
  if (read.kind === 'invalid') return { kind: 'corrupt', tokenFile: read.display, problem: read.problem };
  const { token } = read;
  const tokenFile = token.display;
  const end = typeof token.expiresAt === 'string' ? parseTimestamp(token.expiresAt) : undefined;
  if (end?.kind !== 'instant') {
    return { kind: 'corrupt', tokenFile, problem: 'has no readable expiresAt' };
  }
  const possible = renewal(token, config, host.now());
  if (end.ms > host.now()) {
    const region = token.fields.get('region');
    const isOther = typeof region === 'string' && region !== config.region;
    return {
      kind: 'valid',
      tokenFile,
      until: end.ms,
      renewable: possible.kind === 'possible',
      renewableUntil: possible.kind === 'possible' ? possible.until : undefined,
      ...(isOther ? { otherRegion: region } : {}),
    };
  }
  if (possible.kind === 'possible')
    return { kind: 'renews', tokenFile, since: end.ms, renewableUntil: possible.until };
  const hiddenBy = await liveCachedKeys(host, ssoCacheName(config));
  const hidden = hiddenBy && { file: hiddenBy.file, until: hiddenBy.until };
  return { kind: 'expired', tokenFile, since: end.ms, why: possible.why, hiddenBy: hidden };
}
