/** What files and environment tell without a call, beyond the resolution itself. */
import { readEndpointSettings } from '../aws/endpoints.ts';
import { caBundleSetting } from '../aws/proxy-settings.ts';
import { displayPath } from '../config/display-path.ts';
import { lintEnvironment } from '../config/environment-lint.ts';
import { lintConfig } from '../config/lint.ts';
import { findAwsCli } from '../credentials/aws-cli.ts';
import { needsLogin } from '../credentials/credential-failure.ts';
import type { CredentialsOutcome, ResolvedSetting } from '../credentials/credentials-outcome.ts';
import { checkRegion } from '../credentials/region-check.ts';
import type { Resolution } from '../credentials/resolve.ts';
import { resolveSsoConfig } from '../credentials/sso-config.ts';
import { ssoLoginState } from '../credentials/sso-login-state.ts';
import type { Facts } from '../findings/facts.ts';
import type { Host } from '../host.ts';

type OfflineFacts = Pick<
  Facts,
  | 'configLints'
  | 'environmentLints'
  | 'regionProblem'
  | 'stsEndpointFrom'
  | 'ssoLogin'
  | 'awsCli'
  | 'unreadableCaBundle'
>;

/** Collects them; the AWS CLI is started, to ask its version, only where a login is needed. */
export async function gatherOfflineFacts(
  resolution: Resolution,
  region: ResolvedSetting,
  credentials: CredentialsOutcome,
  endpointUrl: string | undefined,
  host: Host,
): Promise<OfflineFacts> {
  const loginNeeded = needsLogin({ trace: resolution.trace, credentials });
  const [ssoLogin, awsCli, unreadableCaBundle] = await Promise.all([
    ssoLoginOf(resolution, host),
    loginNeeded ? findAwsCli(host) : undefined,
    unreadableBundle(resolution, host),
  ]);
  return {
    configLints: lintConfig(resolution.config),
    environmentLints: lintEnvironment(host.env),
    regionProblem: checkRegion(region.value),
    stsEndpointFrom: stsEndpointFrom(resolution, endpointUrl, host),
    ssoLogin,
    awsCli,
    unreadableCaBundle,
  };
}

function stsEndpointFrom(
  { scope, config }: Resolution,
  flag: string | undefined,
  { env }: Host,
): string | undefined {
  const sources = { flag, env, profile: scope.entries, services: config.services };
  const choice = readEndpointSettings(sources).choose('sts');
  return choice.kind === 'custom' ? choice.location : undefined;
}

async function ssoLoginOf({ trace, scope }: Resolution, host: Host): Promise<Facts['ssoLogin']> {
  if (trace.choice.kind !== 'provider' || trace.choice.provider !== 'sso') return undefined;
  const sso = resolveSsoConfig(scope);
  return sso.kind === 'config' ? ssoLoginState(host, sso.config) : undefined;
}

async function unreadableBundle({ scope }: Resolution, host: Host): Promise<Facts['unreadableCaBundle']> {
  const bundle = caBundleSetting(host.env, scope.entries);
  if (bundle === undefined || (await host.readFile(bundle.path)).kind === 'file') return undefined;
  return { ...bundle, path: displayPath(bundle.path, host.home) };
}
