/**
 * What boto3 and the two AWS CLIs make of this machine: all three run botocore, which skycheck's own resolution follows.
 *
 * Version 2 differs in the variables that it reads (`cliV2Env`) and in what it keeps between runs. Source: AWS CLI 2.36.7
 * and 1.45.11, `botocore/configprovider.py`, `botocore/credentials.py`, `customizations/{sso,assumerole}`.
 */
import { caBundleSetting } from '../aws/ca-bundle.ts';
import { readEndpointSettings } from '../aws/endpoints.ts';
import { proxyForUrl } from '../aws/proxy-settings.ts';
import type { ConfigEntry } from '../config/aws-config-types.ts';
import type { CachedKeys } from '../credentials/cli-cache.ts';
import type { CredentialsOutcome, ResolutionTrace } from '../credentials/credentials-outcome.ts';
import { maskKey } from '../credentials/mask.ts';
import { PROFILE_VARIABLES } from '../credentials/profile.ts';
import type { Resolution } from '../credentials/resolve.ts';
import { planRoles } from '../credentials/role-plan.ts';
import type { ProviderScope } from '../credentials/scope.ts';
import { resolveSsoConfig } from '../credentials/sso-config.ts';
import { placeText } from '../file-line.ts';
import type { Host } from '../host.ts';
import { fingerprint } from './fingerprint.ts';
import type { KeySource, KeyView, Setting, ToolHow, ToolId, ToolView } from './tool-view.ts';
import { bareUrl } from './url-text.ts';

type Env = Host['env'];

/** The tools that run botocore. */
export type BotocoreTool = Exclude<ToolId, 'js-sdk'>;

/** The variables of a setting, the one that a tool takes first at the front; a blank one counts. */
interface Variables {
  readonly profile: readonly string[];
  readonly region: readonly string[];
}

const V1: Variables = { profile: PROFILE_VARIABLES, region: ['AWS_DEFAULT_REGION'] };
const VARIABLES: Readonly<Record<BotocoreTool, Variables>> = {
  boto3: V1,
  'cli-v1': V1,
  'cli-v2': {
    profile: ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
    region: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  },
};

/** An environment in which boto3's resolution finds what AWS CLI v2 finds in the given one. */
export function cliV2Env(env: Env): Env {
  const { profile, region } = VARIABLES['cli-v2'];
  const first = (names: readonly string[]) =>
    names.map((name) => env[name]).find((value) => value !== undefined);
  return { ...env, AWS_DEFAULT_PROFILE: first(profile), AWS_DEFAULT_REGION: first(region) };
}

/** What is known of one tool before it is run. */
export interface BotocoreFacts {
  readonly tool: BotocoreTool;
  readonly how: ToolHow;
  readonly env: Env;
  readonly resolution: Resolution;
  readonly outcome: CredentialsOutcome;
  /** The live keys that an AWS CLI has kept for this role. */
  readonly cached: CachedKeys | undefined;
}

export function botocoreView(facts: BotocoreFacts): ToolView {
  const { tool, how, env, resolution } = facts;
  const { scope, config, region } = resolution;
  const variables = VARIABLES[tool];
  const endpoints = readEndpointSettings({
    flag: undefined,
    env,
    profile: scope.sessionEntries,
    services: config.services,
  });
  return {
    tool,
    how,
    profile: profileOf(facts),
    credentials: keysOf(facts),
    region:
      region.value === undefined
        ? { value: undefined, ...(tool === 'cli-v2' ? { otherwise: 'instance-metadata' } : {}) }
        : { value: region.value, ...originOf(variables.region, env, region.source) },
    endpoint: endpointOf(endpoints.choose('sts'), scope),
    certificates: certificatesOf(env, scope),
    proxy: proxyOf(env, region.value, endpoints.choose('sts')),
    fips: endpoints.useFips
      ? {
          value: 'true',
          ...originOf(['AWS_USE_FIPS_ENDPOINT'], env, scope.sessionEntries.get('use_fips_endpoint')?.source),
        }
      : { value: undefined },
  };
}

/** A variable that is set comes before a line of a file. */
function originOf(
  variables: readonly string[],
  env: Env,
  at: ConfigEntry['source'] | undefined,
): Pick<Setting, 'variable' | 'at'> {
  const variable = variables.find((name) => env[name] !== undefined);
  if (variable !== undefined) return { variable };
  return at === undefined ? {} : { at };
}

function profileOf({ tool, env, resolution: { selection } }: BotocoreFacts): Setting {
  const { value, type } = selection.setting;
  if (type === 'manual') return { value, flag: '--profile' };
  return { value, ...originOf(VARIABLES[tool].profile, env, undefined) };
}

function endpointOf(
  choice: ReturnType<ReturnType<typeof readEndpointSettings>['choose']>,
  { sessionEntries }: ProviderScope,
): Setting {
  switch (choice.kind) {
    case 'default':
      return { value: undefined };
    case 'custom': {
      const at = sessionEntries.get('endpoint_url')?.source ?? sessionEntries.get('services')?.source;
      const place =
        choice.variable === undefined ? (at === undefined ? {} : { at }) : { variable: choice.variable };
      return { value: bareUrl(choice.url), ...place };
    }
    case 'invalid': {
      const { source, location } = choice.problem;
      const place = source === undefined ? { variable: location } : { at: source };
      return { value: undefined, problem: choice.problem.message, ...place };
    }
  }
}

function certificatesOf(env: Env, { sessionEntries }: ProviderScope): Setting {
  const setting = caBundleSetting(env, sessionEntries);
  if (setting === undefined) return { value: undefined };
  const { path, variable, at } = setting;
  return {
    value: path,
    ...(variable === undefined ? {} : { variable }),
    ...(at === undefined ? {} : { at }),
  };
}

/** For a call to STS. */
function proxyOf(
  env: Env,
  region: string | undefined,
  endpoint: ReturnType<ReturnType<typeof readEndpointSettings>['choose']>,
): Setting {
  const ownUrl = endpoint.kind === 'custom' && URL.canParse(endpoint.url) ? endpoint.url : undefined;
  const usual = `https://sts.${/^[a-z0-9-]+$/.test(region ?? '') ? `${region}.` : ''}amazonaws.com`;
  const url = new URL(ownUrl ?? usual);
  const proxy = proxyForUrl(url, env);
  if (proxy === undefined) return { value: undefined };
  const scheme = url.protocol.replace(':', '');
  const variable = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`].find((name) => env[name]);
  return { value: bareUrl(proxy), ...(variable === undefined ? {} : { variable }) };
}

function keysOf(facts: BotocoreFacts): KeyView {
  const { outcome, cached, resolution } = facts;
  if (cached !== undefined) {
    const source = sourceOf(resolution);
    const { credentials, file, until } = cached;
    if (source !== undefined) {
      return {
        kind: 'keys',
        source,
        accessKeyId: maskKey(credentials.accessKeyId),
        fingerprint: fingerprint(credentials),
        cache: { file, until },
      };
    }
  }
  return keysOfOutcome(outcome, resolution);
}

function keysOfOutcome(outcome: CredentialsOutcome, resolution: Resolution): KeyView {
  const source = sourceOf(resolution);
  switch (outcome.kind) {
    case 'none':
      return { kind: 'none' };
    case 'failed': {
      const { code, message, source: at } = outcome.error;
      // It asks the person for the code, which is no failure.
      if (code === 'mfa-required' && source !== undefined) {
        return { kind: 'not-fetched', source, call: 'AssumeRole with an MFA code' };
      }
      return { kind: 'failed', code, message, ...(at === undefined ? {} : { at }) };
    }
    case 'needs-network':
      return source === undefined
        ? { kind: 'none' }
        : { kind: 'not-fetched', source, call: CALLS[source.provider] ?? outcome.reason };
    case 'loaded': {
      const { credentials } = outcome;
      const loadedFrom = source ?? { provider: outcome.provider, location: outcome.location, id: undefined };
      return {
        kind: 'keys',
        source: { ...loadedFrom, provider: outcome.provider },
        accessKeyId: maskKey(credentials.accessKeyId),
        fingerprint: fingerprint(credentials),
      };
    }
  }
}

/** What has to be asked for keys that no file holds. */
const CALLS: Readonly<Partial<Record<KeySource['provider'], string>>> = {
  sso: 'GetRoleCredentials',
  'assume-role': 'AssumeRole',
  'assume-role-with-web-identity': 'AssumeRoleWithWebIdentity',
  login: 'CreateOAuth2Token',
  'container-role': 'the container agent',
  'iam-role': 'the instance metadata service',
};

/** The source that the trace picked, also where it fails. */
function sourceOf({ trace, scope }: Pick<Resolution, 'trace' | 'scope'>): KeySource | undefined {
  const step = chosenStep(trace);
  if (step === undefined) return undefined;
  const { provider } = step;
  const at = step.source;
  const location = at === undefined ? (LOCATIONS[provider] ?? provider) : placeText(at);
  return { provider, location, id: idOf(provider, scope), ...(at === undefined ? {} : { at }) };
}

function chosenStep({ steps }: ResolutionTrace) {
  return steps.find(({ outcome }) => outcome === 'applies');
}

const LOCATIONS: Readonly<Partial<Record<KeySource['provider'], string>>> = {
  env: 'AWS_ACCESS_KEY_ID',
  'assume-role-with-web-identity': 'AWS_WEB_IDENTITY_TOKEN_FILE',
  'container-role': 'AWS_CONTAINER_CREDENTIALS_…_URI',
  'iam-role': 'nothing else is set',
};

/** Equal for tools that end with the same identity; keys that are there are compared themselves. */
function idOf(provider: KeySource['provider'], scope: ProviderScope): string | undefined {
  switch (provider) {
    case 'sso': {
      const sso = resolveSsoConfig(scope);
      if (sso.kind !== 'config') return undefined;
      return ssoId(sso.config.accountId, sso.config.roleName);
    }
    case 'assume-role': {
      const plan = planRoles(scope);
      return roleId(plan.kind === 'plan' ? plan.steps[0]?.roleArn : undefined);
    }
    case 'assume-role-with-web-identity': {
      const role = scope.env.AWS_ROLE_ARN ?? scope.entries.get('role_arn')?.value;
      return roleId(typeof role === 'string' ? role : undefined);
    }
    case 'custom-process': {
      const command = scope.entries.get('credential_process')?.value;
      return processId(typeof command === 'string' ? command : '');
    }
    case 'login':
      return 'login';
    case 'container-role':
    case 'iam-role':
      return provider;
    default:
      return undefined;
  }
}

export function ssoId(account: string, role: string): string {
  return `sso ${account} ${role}`;
}

export function roleId(arn: string | undefined): string | undefined {
  return arn === undefined ? undefined : `role ${arn}`;
}

/** The program alone decides, and may print other keys each time. */
export function processId(command: string): string {
  return `process ${command.trim()}`;
}
