/** Role credentials by an SSO login. Source: botocore `SSOProvider`, `SSOCredentialFetcher`, `SSOTokenProvider`. */

import type { AwsFailure } from '../../aws/aws-result.ts';
import { failureText } from '../../aws/failure-text.ts';
import { ssoClientError } from '../client-error.ts';
import type { CredentialError, CredentialsOutcome, SsoFacts } from '../credentials-outcome.ts';
import { callError, credentialError } from '../errors.ts';
import { expiredOutcome } from '../freshness.ts';
import { failed, type LoadContext, type Loader, loaded, needsNetwork } from '../load-context.ts';
import { type HeldFile, holdingLogin } from '../login-file.ts';
import { shown } from '../shown.ts';
import { resolveSsoConfig, type SsoConfig } from '../sso-config.ts';
import { RENEWAL_WINDOW_MS, renewalTicket, renewSsoToken } from '../sso-renewal.ts';
import { readSsoToken, type SsoToken } from '../sso-token.ts';
import { parseTimestamp } from '../timestamp.ts';

type TokenChoice =
  | { readonly kind: 'use'; readonly accessToken: string; readonly facts: SsoFacts }
  | { readonly kind: 'outcome'; readonly outcome: CredentialsOutcome };

const provider = 'sso' as const;

function ssoError(
  code: CredentialError['code'],
  botocoreError: string,
  message: string,
  config: SsoConfig,
): CredentialError {
  return credentialError(code, botocoreError, message, { provider, source: config.source });
}

/** What the session's own section lacks; boto3 checks it only when it loads the token. */
function sessionProblem(config: SsoConfig): CredentialError | undefined {
  const { session } = config;
  if (session === undefined) return undefined;
  const missing = ['sso_start_url', 'sso_region'].filter((key) => !session.section?.entries.has(key));
  if (missing.length === 0) return undefined;
  const message = `[sso-session ${session.name}] lacks ${missing.join(' and ')}; boto3 does not take them from the profile.`;
  return ssoError('credentials-config-invalid', 'InvalidConfigError', message, config);
}

function where(config: SsoConfig): string {
  return config.session === undefined
    ? `start URL ${shown(config.startUrl)}`
    : `SSO session "${config.session.name}"`;
}

function plainFacts(config: SsoConfig): SsoFacts {
  const { session, startUrl, region, accountId, roleName } = config;
  return {
    ...(session === undefined ? {} : { sessionName: session.name }),
    startUrl: shown(startUrl),
    region: shown(region),
    accountId: shown(accountId),
    roleName: shown(roleName),
  };
}

/** A renewable token that is past its window: renewed where that is allowed. */
async function renewOrKeep(
  config: SsoConfig,
  context: LoadContext,
  token: SsoToken,
  facts: SsoFacts & { readonly tokenExpiresAt: number },
  hold: HeldFile | undefined,
): Promise<TokenChoice> {
  const now = context.host.now();
  const outcome = (value: CredentialsOutcome): TokenChoice => ({ kind: 'outcome', outcome: value });
  const expired = facts.tokenExpiresAt - now <= 0;
  const ticket = renewalTicket(token, now);
  if (ticket.kind === 'error') return outcome(failed(ticket.error, facts));
  const known: SsoFacts = { ...facts, renewable: ticket.kind === 'ticket' };
  const { remote } = context;
  if (ticket.kind === 'ticket' && context.renewSsoToken && remote !== undefined) {
    if (hold === undefined) {
      // Read again once it is held: somebody else may have renewed it meanwhile.
      const again = await holdingLogin(context, provider, token, (held) =>
        chooseToken(config, context, held),
      );
      return again.kind === 'done' ? again.value : outcome(failed(again.error, known));
    }
    const session = { startUrl: config.startUrl, region: config.region, callRegion: regionOfCall(config) };
    const renewal = await context.host.finish(() =>
      renewSsoToken(context, remote, hold, token, session, ticket.ticket),
    );
    switch (renewal.kind) {
      case 'error':
        return outcome(failed(renewal.error, known));
      case 'renewed': {
        const { accessToken, expiresAt: tokenExpiresAt } = renewal;
        return { kind: 'use', accessToken, facts: { ...known, tokenExpiresAt, renewed: true } };
      }
      case 'not-renewed':
        if (expired) return outcome(failed(notRenewed(renewal.failure, config), known));
    }
  }
  if (!expired) return { kind: 'use', accessToken: token.accessToken, facts: known };
  if (ticket.kind === 'ticket' && context.remote === undefined) {
    const reason = 'the SSO token has expired; boto3 would renew it by a call to SSO OIDC CreateToken';
    return outcome(needsNetwork(provider, token.display, reason, known));
  }
  const forbidden = ticket.kind === 'ticket' && !context.renewSsoToken;
  const message = forbidden
    ? `The token of ${where(config)} has expired; boto3 would renew it, but renewing was forbidden.`
    : `The token of ${where(config)} has expired and cannot be renewed without a new login.`;
  return outcome(failed(ssoError('sso-token-expired', 'TokenRetrievalError', message, config), known));
}

/** An expired token that could not be renewed: only a refusal means that the login is over. */
function notRenewed(failure: AwsFailure, config: SsoConfig): CredentialError {
  const more = { source: config.source, botocoreError: 'TokenRetrievalError' };
  const error = callError(failure, 'sso-token-expired', provider, more);
  if (error.code !== 'sso-token-expired') return error;
  const message = `The token of ${where(config)} has expired, and SSO did not renew it: ${failureText(failure)}.`;
  return { ...error, message };
}

/** The token's end by boto3's reading, or the error that boto3 raises for it. */
function tokenEnd(config: SsoConfig, token: SsoToken): number | CredentialError {
  const end = typeof token.expiresAt === 'string' ? parseTimestamp(token.expiresAt) : undefined;
  if (end?.kind === 'instant') return end.ms;
  const botocoreError = end?.kind === 'unreadable' ? 'ParserError' : 'TypeError';
  const message = `${token.display} is malformed: expiresAt is not a point in time with a zone.`;
  return ssoError('sso-token-invalid', botocoreError, message, config);
}

async function chooseToken(config: SsoConfig, context: LoadContext, hold?: HeldFile): Promise<TokenChoice> {
  const outcome = (value: CredentialsOutcome): TokenChoice => ({ kind: 'outcome', outcome: value });
  const plain = plainFacts(config);
  const read = await readSsoToken(context.host, config.session?.name ?? config.startUrl);
  if (read.kind === 'missing') {
    const message = `There is no login for ${where(config)}: ${read.display} does not exist.`;
    const facts = { ...plain, tokenFile: read.display };
    return outcome(failed(ssoError('sso-never-logged-in', 'SSOTokenLoadError', message, config), facts));
  }
  if (read.kind === 'invalid') {
    const message = `The token file of ${where(config)}, ${read.display}, ${read.problem}.`;
    const facts = { ...plain, tokenFile: read.display };
    return outcome(failed(ssoError('sso-token-invalid', read.botocoreError, message, config), facts));
  }
  const { token } = read;
  const end = tokenEnd(config, token);
  if (typeof end !== 'number') return outcome(failed(end, { ...plain, tokenFile: token.display }));
  const facts = { ...plain, tokenFile: token.display, tokenExpiresAt: end };
  const left = end - context.host.now();
  if (config.session !== undefined && left < RENEWAL_WINDOW_MS) {
    return renewOrKeep(config, context, token, facts, hold);
  }
  if (left > 0) return { kind: 'use', accessToken: token.accessToken, facts };
  const message = `The token of ${where(config)} has expired; one of a profile without sso_session cannot be renewed.`;
  const known = { ...facts, renewable: false };
  return outcome(failed(ssoError('sso-token-expired', 'UnauthorizedSSOTokenError', message, config), known));
}

/** A blank region passes only at a configured endpoint, where it does not matter. */
function regionOfCall({ region }: SsoConfig): string {
  return region === '' ? 'us-east-1' : region;
}

async function roleCredentials(
  config: SsoConfig,
  context: LoadContext,
  accessToken: string,
  facts: SsoFacts,
): Promise<CredentialsOutcome> {
  const location = where(config);
  if (context.remote === undefined) {
    return needsNetwork(
      provider,
      location,
      'getting role credentials takes a call to SSO GetRoleCredentials',
      facts,
    );
  }
  const { accountId, roleName } = config;
  const region = regionOfCall(config);
  const result = await context.remote.getRoleCredentials({ region, accountId, roleName, accessToken });
  if (result.kind === 'ok') {
    const { expiresAt } = result.value;
    if (expiresAt !== undefined && expiresAt < context.host.now()) {
      return expiredOutcome(provider, 'The role credentials that SSO gave');
    }
    return loaded(provider, location, result.value, facts);
  }
  const { failure } = result;
  const { source } = config;
  if (failure.code === 'UnauthorizedException') {
    const message = `SSO does not accept the token of ${location} any more.`;
    const error = ssoError('sso-token-expired', 'UnauthorizedSSOTokenError', message, config);
    return failed({ ...error, failure }, facts);
  }
  if (failure.code === 'ForbiddenException' || failure.code === 'ResourceNotFoundException') {
    const digits = /^\d{12}$/.test(accountId) ? '' : ' That is no account id: it has twelve digits.';
    const message = `The SSO user has no role "${shown(roleName)}" in account ${shown(accountId)} (${failure.code}).${digits}`;
    return failed({ ...ssoError('sso-role-not-assigned', 'ClientError', message, config), failure }, facts);
  }
  return failed(callError(failure, 'credentials-retrieval-failed', provider, { source }), facts);
}

/** Loads role credentials; renews the token first where boto3 would and the context allows it. */
export const loadSso: Loader = async (scope, context) => {
  const result = resolveSsoConfig(scope);
  if (result.kind === 'absent') return { kind: 'none' };
  if (result.kind === 'error') return failed(result.error);
  const { config } = result;
  const noClient = ssoClientError(scope, config.region);
  if (noClient !== undefined) {
    return failed({ ...noClient, provider, source: config.source }, plainFacts(config));
  }
  const problem = sessionProblem(config);
  if (problem !== undefined) return failed(problem, plainFacts(config));
  const token = await context.inTurn(`sso ${config.session?.name ?? config.startUrl}`, () =>
    chooseToken(config, context),
  );
  if (token.kind === 'outcome') return token.outcome;
  return roleCredentials(config, context, token.accessToken, token.facts);
};
