/** What files and environment show without a call, beyond the resolution itself. */

import { otherTrustSettings } from '../aws/ca-bundle.ts';
import { findClockSetter } from '../aws/clock-setter.ts';
import { readEndpointSettings } from '../aws/endpoints.ts';
import { proxyVariables } from '../aws/proxy-settings.ts';
import { PARTITIONS } from '../aws-facts/partitions.ts';
import { lintEnvironment } from '../config/environment-lint.ts';
import { lintConfig } from '../config/lint.ts';
import { findAwsCli } from '../credentials/aws-cli.ts';
import { needsLogin } from '../credentials/credential-failure.ts';
import type { CredentialsOutcome, ResolvedSetting } from '../credentials/credentials-outcome.ts';
import { keyOrigin, TOOL_FILES } from '../credentials/key-origin.ts';
import { profileChoice } from '../credentials/profile-choice.ts';
import { checkRegion } from '../credentials/region-check.ts';
import type { Resolution } from '../credentials/resolve.ts';
import { resolveSsoConfig } from '../credentials/sso-config.ts';
import { ssoLoginState } from '../credentials/sso-login-state.ts';
import type { Facts } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import { ciJob } from '../web-identity/ci-job.ts';
import { readCaBundle } from './ca-bundle-facts.ts';
import { refusedClients } from './client-errors.ts';

type OfflineFacts = Pick<
  Facts,
  | 'profileChoice'
  | 'configLints'
  | 'environmentLints'
  | 'regionProblem'
  | 'endpoint'
  | 'stsEndpointFrom'
  | 'ssoLogin'
  | 'ciJob'
  | 'keyOrigin'
  | 'clockSetter'
  | 'fipsSetting'
  | 'proxyVariables'
  | 'awsCli'
  | 'caBundle'
  | 'otherTrust'
  | 'refusedClients'
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
  const [choice, ssoLogin, awsCli, caBundle, homeFiles, clockSetter, job] = await Promise.all([
    profileChoice(resolution, host),
    ssoLoginOf(resolution, host),
    loginNeeded ? findAwsCli(host) : undefined,
    readCaBundle(resolution, host),
    toolFilesOf(host),
    findClockSetter(host),
    ciJob(host),
  ]);
  return {
    profileChoice: choice,
    configLints: lintConfig(resolution.config),
    environmentLints: lintEnvironment(host.env),
    regionProblem: checkRegion(region.value),
    ...endpointFacts(resolution, endpointUrl, host),
    ssoLogin,
    ciJob: job,
    keyOrigin: keyOrigin(resolution, host.env, homeFiles),
    clockSetter,
    fipsSetting: fipsSetting(resolution, host),
    proxyVariables: proxyVariables(host.env),
    awsCli,
    caBundle,
    otherTrust: otherTrustSettings(host.env),
    refusedClients: refusedClients(resolution, region.value, credentials),
  };
}

/** Source: botocore `configprovider`: the variable wins over the profile. */
function fipsSetting({ scope }: Resolution, { env }: Host): Facts['fipsSetting'] {
  const variable = 'AWS_USE_FIPS_ENDPOINT';
  const value = env[variable];
  if (value !== undefined) return value.toLowerCase() === 'true' ? { kind: 'variable', variable } : undefined;
  const entry = scope.entries.get('use_fips_endpoint');
  const isOn = typeof entry?.value === 'string' && entry.value.toLowerCase() === 'true';
  return entry !== undefined && isOn ? { kind: 'file', at: entry.source } : undefined;
}

/** Which tools that make keys have files in the home. */
async function toolFilesOf(host: Host): Promise<readonly string[]> {
  const home = host.home.replace(/\/+$/, '');
  const files = Object.values(TOOL_FILES);
  const found = await Promise.all(files.map((file) => host.realPath(`${home}/${file}`)));
  return files.filter((_file, index) => found[index] !== undefined);
}

/** The services that a check asks. */
const ASKED_SERVICES = ['sts', 'ec2', 'iam', 's3'] as const;

function endpointFacts(
  { scope, config }: Resolution,
  flag: string | undefined,
  { env }: Host,
): Pick<OfflineFacts, 'endpoint' | 'stsEndpointFrom'> {
  const sources = { flag, env, profile: scope.entries, services: config.services };
  const settings = readEndpointSettings(sources);
  const custom = ASKED_SERVICES.flatMap((service) => {
    const choice = settings.choose(service);
    return choice.kind === 'custom' && !isOfAws(choice.url) ? [choice] : [];
  });
  const ofSts = settings.choose('sts');
  const [first] = custom;
  return {
    endpoint: first === undefined ? undefined : { url: bareUrl(first.url), location: first.location },
    stsEndpointFrom: ofSts.kind === 'custom' ? ofSts.location : undefined,
  };
}

/** AWS's own hosts by name, such as that of a VPC endpoint, are still AWS. */
function isOfAws(url: string): boolean {
  return (
    URL.canParse(url) &&
    [...PARTITIONS.map(({ dnsSuffix }) => dnsSuffix), 'api.aws'].some((suffix) =>
      new URL(url).hostname.endsWith(`.${suffix}`),
    )
  );
}

/** Without user name, password and query, which may be secrets. */
function bareUrl(url: string): string {
  if (!URL.canParse(url)) return 'an address that is no URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

async function ssoLoginOf({ trace, scope }: Resolution, host: Host): Promise<Facts['ssoLogin']> {
  if (trace.choice.kind !== 'provider' || trace.choice.provider !== 'sso') return undefined;
  const sso = resolveSsoConfig(scope);
  return sso.kind === 'config' ? ssoLoginState(host, sso.config) : undefined;
}
