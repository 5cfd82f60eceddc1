/** Where keys came from, by what tools leave in files and environment, and what else boto3 would find. */
import type { ConfigEntry } from '../config/aws-config-types.ts';
import { type FileLine, placeText } from '../file-line.ts';
import type { Host } from '../host.ts';
import type { ProviderName } from './credentials-outcome.ts';
import type { Resolution } from './resolve.ts';
import { CREDENTIAL_SOURCES, planRoles } from './role-plan.ts';
import type { ProviderScope } from './scope.ts';
import { parseTimestamp } from './timestamp.ts';
import { resolveTrace } from './trace.ts';

/** What makes temporary keys; `portal` is the access portal of IAM Identity Center, whose keys are pasted. */
export type KeyTool =
  | 'aws-okta'
  | 'aws-sso-cli'
  | 'aws-vault'
  | 'awsume'
  | 'gimme-aws-creds'
  | 'granted'
  | 'leapp'
  | 'okta-aws-cli'
  | 'portal'
  | 'saml2aws';

export interface KeyMaker {
  readonly tool: KeyTool;
  /** What the tool was asked for: a profile or a role. */
  readonly target: string | undefined;
  /** What shows it: a variable, or a key and its place. */
  readonly sign: string;
}

export interface KeyOrigin {
  /** Where the keys are that boto3 uses, or starts roles with; undefined where a program or service makes them. */
  readonly place: 'environment' | 'file' | undefined;
  /** The profile of those in a file. */
  readonly profile: string;
  /** Whether they are said to be those of a session. */
  readonly isTemporary: boolean;
  /** The variables of keys that are set. */
  readonly variables: readonly string[];
  /** True where boto3 would find no credentials without them. */
  readonly isOnlySource: boolean;
  readonly maker: KeyMaker | undefined;
  /** What runs this, where nobody sits before it. */
  readonly automation: 'github-actions' | 'other' | undefined;
  /** The lines of the profile's session tokens. */
  readonly tokens: readonly FileLine[];
  /** When the keys end by what a tool wrote down, milliseconds since 1970. */
  readonly until: number | undefined;
}

const KEY_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
] as const;

/** @param homeFiles - which of `TOOL_FILES` are in the home */
export function keyOrigin(
  { config, selection, scope, trace }: Resolution,
  env: Host['env'],
  homeFiles: readonly string[],
): KeyOrigin {
  const { place, scope: source } = keysOf(scope, trace);
  const { entries, profileName } = source;
  const isFromEnvironment = place === 'environment';
  const without = Object.fromEntries(Object.entries(env).filter(([name]) => !isKeyVariable(name)));
  const { choice } = resolveTrace({ env: without, config, selection, facts: scope.facts });
  return {
    place,
    profile: profileName,
    isTemporary: isSessionKey(
      isFromEnvironment ? env.AWS_ACCESS_KEY_ID : entries.get('aws_access_key_id')?.value,
    ),
    variables: KEY_VARIABLES.filter((name) => env[name] !== undefined && env[name] !== ''),
    // Whether a machine has a role only a call shows.
    isOnlySource: choice.kind !== 'provider' || choice.provider === 'iam-role',
    maker: isFromEnvironment ? makerByVariables(env) : makerByFile(entries, profileName, homeFiles),
    automation: automationOf(env),
    tokens: ['aws_session_token', 'aws_security_token'].flatMap((key) => entries.get(key)?.source ?? []),
    until: isFromEnvironment ? endByVariables(env) : endByFile(entries),
  };
}

interface Keys {
  readonly place: KeyOrigin['place'];
  readonly scope: ProviderScope;
}

const PLACES: Readonly<Partial<Record<ProviderName, KeyOrigin['place']>>> = {
  env: 'environment',
  'shared-credentials-file': 'file',
  'config-file': 'file',
};

/** The keys that are used, or with which the first role is assumed. */
function keysOf(scope: ProviderScope, { choice, steps }: Resolution['trace']): Keys {
  // An incomplete pair applies, and is an error.
  const provider = steps.find(({ outcome }) => outcome === 'applies')?.provider;
  if (choice.kind === 'none' || provider === undefined) return { place: undefined, scope };
  if (provider !== 'assume-role') return { place: PLACES[provider], scope };
  const plan = planRoles(scope);
  if (plan.kind === 'error') return { place: undefined, scope };
  const { source } = plan;
  if (source.kind === 'profile') return { place: PLACES[source.provider], scope: source.scope };
  return { place: PLACES[CREDENTIAL_SOURCES[source.name]], scope: source.scope };
}

/** Source: IAM User Guide, "Understanding unique ID prefixes". */
export function isSessionKey(key: unknown): boolean {
  return typeof key === 'string' && key.startsWith('ASIA');
}

function isKeyVariable(name: string): boolean {
  return KEY_VARIABLES.some((variable) => variable === name);
}

/** Variables that tools leave beside the keys, with the variable that names what was asked for. Source: the tools' documentation. */
const BY_VARIABLE: readonly (readonly [KeyTool, sign: RegExp, target: string])[] = [
  ['aws-vault', /^AWS_VAULT$/, 'AWS_VAULT'],
  ['awsume', /^AWSUME_/, 'AWSUME_PROFILE'],
  ['aws-sso-cli', /^AWS_SSO_(ROLE_ARN|SESSION_EXPIRATION)$/, 'AWS_SSO_ROLE_ARN'],
  ['saml2aws', /^SAML2AWS_PROFILE$/, 'SAML2AWS_PROFILE'],
  ['aws-okta', /^AWS_OKTA_(PROFILE|ASSUMED_ROLE)$/, 'AWS_OKTA_PROFILE'],
  ['granted', /^GRANTED_(SSO|PROFILE)/, 'AWS_PROFILE'],
];

function makerByVariables(env: Host['env']): KeyMaker | undefined {
  for (const [tool, sign, target] of BY_VARIABLE) {
    const name = Object.keys(env).find((variable) => sign.test(variable) && env[variable] !== '');
    if (name !== undefined) return { tool, target: env[target] || undefined, sign: name };
  }
  return undefined;
}

/** Files of tools in the home; which tool wrote keys without a mark of its own, they show. */
export const TOOL_FILES: Readonly<Partial<Record<KeyTool, string>>> = {
  'gimme-aws-creds': '.okta_aws_login_config',
  'okta-aws-cli': '.okta/okta.yaml',
  leapp: '.Leapp/Leapp-lock.json',
  saml2aws: '.saml2aws',
};

/** Source: what the tools write: saml2aws `pkg/awsconfig`, awsume's plugin `autoawsume`, the portal's "Option 2". */
function makerByFile(
  entries: ReadonlyMap<string, ConfigEntry>,
  profile: string,
  homeFiles: readonly string[],
): KeyMaker | undefined {
  if (!entries.has('aws_session_token') && !entries.has('aws_security_token')) return undefined;
  const at = (key: string) => {
    const source = entries.get(key)?.source;
    return source === undefined ? undefined : `${key} in ${placeText(source)}`;
  };
  const of = (tool: KeyTool, sign: string | undefined) =>
    sign === undefined ? undefined : { tool, target: profile, sign };
  const byFile = (Object.keys(TOOL_FILES) as KeyTool[]).find((tool) =>
    homeFiles.includes(TOOL_FILES[tool] ?? ''),
  );
  return (
    of('awsume', at('autoawsume') ?? at('awsumepy_command')) ??
    of('saml2aws', at('x_principal_arn')) ??
    (/^\d{12}_[\w+=,.@-]+$/.test(profile) ? of('portal', `the name of the profile`) : undefined) ??
    (byFile === undefined ? undefined : of(byFile, `~/${TOOL_FILES[byFile]}`)) ??
    of('saml2aws', at('x_security_token_expires'))
  );
}

/** Source: the documentation of GitHub, GitLab, Azure Pipelines, Jenkins, AWS CodeBuild; most others set CI. */
function automationOf(env: Host['env']): KeyOrigin['automation'] {
  if (env.GITHUB_ACTIONS === 'true') return 'github-actions';
  const names = ['CI', 'GITLAB_CI', 'TF_BUILD', 'JENKINS_URL', 'CODEBUILD_BUILD_ID'];
  return names.some((name) => env[name] && env[name] !== 'false') ? 'other' : undefined;
}

const END_VARIABLES = [
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_SESSION_EXPIRATION',
  'AWS_SESSION_TOKEN_EXPIRATION',
  'AWS_SSO_SESSION_EXPIRATION',
  'AWSUME_EXPIRATION',
];

function endByVariables(env: Host['env']): number | undefined {
  return END_VARIABLES.map((name) => instantOf(env[name])).find((end) => end !== undefined);
}

/**
 * The keys that tools write beside session keys. Source: their documentation and code: saml2aws and okta-aws-cli, aws-azure-login
 * and clisso, aws-google-auth and others, awsume and aws-mfa.
 */
const END_KEYS = [
  'x_security_token_expires',
  'aws_expiration',
  'aws_session_expiration',
  'aws_session_token_expiration',
  'aws_credential_expiration',
  'expiration',
];

/** When the keys of a profile end, by what a tool wrote beside them; milliseconds since 1970. */
export function endByFile(entries: ReadonlyMap<string, ConfigEntry>): number | undefined {
  return END_KEYS.map((key) => instantOf(entries.get(key)?.value)).find((end) => end !== undefined);
}

function instantOf(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const read = parseTimestamp(text);
  return read.kind === 'instant' ? read.ms : undefined;
}
