/** Every profile with what is known of it offline. */
import type { FileLine } from '../file-line.ts';
import type { Host } from '../host.ts';
import type { CredentialError, ProviderName, ResolvedSetting } from './credentials-outcome.ts';
import { maskKey } from './mask.ts';
import { type ResolutionFiles, resolveFrom } from './resolve.ts';
import { planRoles } from './role-plan.ts';
import type { ProviderScope } from './scope.ts';
import { shown } from './shown.ts';
import { resolveSsoConfig } from './sso-config.ts';
import { type SsoLoginState, ssoLoginState } from './sso-login-state.ts';

export type ProfileKind =
  | { readonly kind: 'provider'; readonly provider: ProviderName }
  /** It holds no credentials of its own. */
  | { readonly kind: 'none' }
  | { readonly kind: 'error'; readonly error: CredentialError };

export interface ProfileSummary {
  readonly name: string;
  readonly credentials: ProfileKind;
  /** Known offline from an SSO profile or a role ARN. */
  readonly accountId: string | undefined;
  readonly roleName: string | undefined;
  /** The last four characters, masked, of a static key. */
  readonly accessKey: string | undefined;
  readonly region: ResolvedSetting;
  readonly sso:
    | { readonly sessionName: string | undefined; readonly startUrl: string; readonly login: SsoLoginState }
    | undefined;
  /** The headers of the sections that make it up. */
  readonly definedAt: readonly FileLine[];
  /** True for the profile that boto3 would use now. */
  readonly active: boolean;
}

export interface ProfileList {
  readonly profiles: readonly ProfileSummary[];
  /** Why the active profile is active: a variable's name, or undefined where none is named. */
  readonly activeBecause: string | undefined;
  /** The name that boto3 would look up; it may be absent from the list. */
  readonly activeName: string;
  /** Keys or tokens in the environment that win over the active profile. */
  readonly overriddenBy: ProviderName | undefined;
}

/** The providers that a profile's own keys switch on. */
const OWN: ReadonlySet<ProviderName> = new Set([
  'assume-role',
  'assume-role-with-web-identity',
  'sso',
  'shared-credentials-file',
  'login',
  'custom-process',
  'config-file',
]);

function roleParts(arn: string): Pick<ProfileSummary, 'accountId' | 'roleName'> {
  const parts = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  return { accountId: parts?.[1], roleName: parts?.[2] };
}

/** Account and role as the profile's keys name them. */
function accountAndRole(
  scope: ProviderScope,
  provider: ProviderName | undefined,
): Pick<ProfileSummary, 'accountId' | 'roleName'> {
  if (provider === 'sso') {
    const sso = resolveSsoConfig(scope);
    if (sso.kind === 'config')
      return { accountId: shown(sso.config.accountId), roleName: shown(sso.config.roleName) };
  }
  if (provider === 'assume-role') {
    const plan = planRoles(scope);
    if (plan.kind === 'plan') return roleParts(plan.steps[0]?.roleArn ?? '');
  }
  const role = scope.entries.get('role_arn')?.value;
  if (provider === 'assume-role-with-web-identity' && typeof role === 'string') return roleParts(role);
  return { accountId: undefined, roleName: undefined };
}

function staticKey({ entries }: ProviderScope, provider: ProviderName | undefined): string | undefined {
  const key = entries.get('aws_access_key_id')?.value;
  const isStatic = provider === 'shared-credentials-file' || provider === 'config-file';
  return isStatic && typeof key === 'string' ? maskKey(key) : undefined;
}

async function ssoOf(scope: ProviderScope, host: Host): Promise<ProfileSummary['sso']> {
  const sso = resolveSsoConfig(scope);
  if (sso.kind !== 'config') return undefined;
  const { session, startUrl } = sso.config;
  return {
    sessionName: session?.name,
    startUrl: shown(startUrl),
    login: await ssoLoginState(host, sso.config),
  };
}

/** What is known offline of one profile. */
export async function summarise(
  name: string,
  files: ResolutionFiles,
  host: Host,
  active: boolean,
): Promise<ProfileSummary> {
  const { scope, trace, selection } = resolveFrom(files, {}, name);
  const own = trace.choice.kind === 'provider' && !OWN.has(trace.choice.provider);
  const credentials: ProfileKind = own ? { kind: 'none' } : trace.choice;
  const provider = credentials.kind === 'provider' ? credentials.provider : undefined;
  return {
    name,
    credentials,
    ...accountAndRole(scope, provider),
    accessKey: staticKey(scope, provider),
    region: resolveFrom(files, host.env, name).region,
    sso: provider === 'sso' ? await ssoOf(scope, host) : undefined,
    definedAt: (selection.profile?.sections ?? []).map((section) => section.source),
    active,
  };
}

/** Lists the profiles in boto3's order: those of the config file, then those of the credentials file alone. */
export async function listProfiles(files: ResolutionFiles, host: Host): Promise<ProfileList> {
  const now = resolveFrom(files, host.env, undefined);
  const activeName = now.selection.setting.value ?? 'default';
  const profiles = await Promise.all(
    [...files.config.profiles.keys()].map((name) => summarise(name, files, host, name === activeName)),
  );
  const { choice } = now.trace;
  const token = host.env.AWS_WEB_IDENTITY_TOKEN_FILE ?? '';
  const byVariable: readonly ProviderName[] =
    token === '' ? ['env'] : ['env', 'assume-role-with-web-identity'];
  const overriddenBy =
    choice.kind === 'provider' && byVariable.includes(choice.provider) ? choice.provider : undefined;
  return { profiles, activeBecause: now.selection.setting.location, activeName, overriddenBy };
}
