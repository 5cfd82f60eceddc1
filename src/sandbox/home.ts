/** The files and the environment of a scenario's home, as plain data. */
import { createHash } from 'node:crypto';
import type { Cloud } from './cloud.ts';
import { iniSection } from './ini-section.ts';
import { sessionKey, userKey } from './key-ring.ts';
import { CONTAINER_PATH, containerToken, machineRole, webIdentityToken } from './machine.ts';
import { skypilotImageCatalog } from './machine-images.ts';
import { accountOfProfile } from './named-account.ts';
import { REGIONS } from './regions.ts';
import { isoSeconds } from './request-context.ts';
import type { AccountScenario, ProfileScenario, Scenario } from './scenario.ts';
import { type SignInLogin, signInLogins } from './sign-in-logins.ts';
import type { SsoLogin } from './sso-logins.ts';
import { ssoLogins } from './sso-logins.ts';

/** A file of the home. */
export interface HomeFile {
  /** Inside the home, with `/`, such as `.aws/config`. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** What the texts of a home are made from. */
export interface HomeFacts {
  readonly cloud: Cloud;
  readonly home: string;
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
}

const TOKEN_FILE = '.aws/web-identity-token';

/** Where SkyPilot 0.14 keeps it. Source: SkyPilot `sky/catalog/common.py`. */
const IMAGE_CATALOG = '.sky/catalogs/v8/aws/images.csv';

function catalogRegions(): readonly string[] {
  return [...REGIONS.values()].filter(({ partition }) => partition === 'aws').map(({ name }) => name);
}

/** The files of the home: AWS's config and credentials files, stored logins, and the scenario's own. */
export function homeFiles(facts: HomeFacts): readonly HomeFile[] {
  const { scenario } = facts.cloud;
  const fill = filler(facts);
  const files = new Map<string, HomeFile>();
  const add = (path: string, text: string, mode = 0o600) => {
    if (text !== '') files.set(path, { path, text, mode });
  };
  const logins = signInLogins(facts.cloud);
  const profiles = scenario.home.profiles.map((profile) => profileFiles(scenario, profile, logins));
  const sessions = ssoSessionNames(scenario).map((name) => ssoSessionSection(scenario, name));
  add('.aws/config', [...profiles.map((profile) => profile.config), ...sessions].filter(Boolean).join('\n'));
  add(
    '.aws/credentials',
    profiles
      .map((profile) => profile.credentials)
      .filter(Boolean)
      .join('\n'),
  );
  for (const login of ssoLogins(scenario)) {
    const { path, text } = tokenFile(facts.cloud, login);
    add(path, text);
  }
  for (const login of logins) {
    const { path, text } = loginFile(login);
    add(path, text);
  }
  if (scenario.machine?.kind === 'web-identity') add(TOKEN_FILE, webIdentityToken(scenario.machine));
  if (scenario.home.skypilotCatalog) add(IMAGE_CATALOG, skypilotImageCatalog(catalogRegions()), 0o644);
  for (const file of scenario.home.files) add(file.path, fill(file.text), file.mode);
  return [...files.values()];
}

/** The variables that lead a client to the sandbox and nowhere else. They go over an environment without AWS settings. */
export function homeEnvironment(facts: HomeFacts): Readonly<Record<string, string>> {
  const { scenario } = facts.cloud;
  const fill = filler(facts);
  const own = Object.entries(scenario.home.env).map(([name, value]) => [name, fill(value)] as const);
  return {
    HOME: facts.home,
    USERPROFILE: facts.home,
    AWS_ENDPOINT_URL: facts.endpoint,
    // A proxy could not reach a server on this machine's loopback.
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    ...machineEnvironment(facts),
    ...Object.fromEntries(own),
  };
}

function filler({ home, endpoint }: HomeFacts): (text: string) => string {
  return (text) => text.replaceAll('{home}', home).replaceAll('{endpoint}', endpoint);
}

function machineEnvironment({ cloud, home, endpoint }: HomeFacts): Readonly<Record<string, string>> {
  const { machine } = cloud.scenario;
  if (machine?.kind === 'instance') return { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint };
  const off = { AWS_EC2_METADATA_DISABLED: 'true' };
  if (machine?.kind === 'container')
    return {
      ...off,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}${CONTAINER_PATH}`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: containerToken(machine),
    };
  if (machine?.kind === 'web-identity')
    return {
      ...off,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/${TOKEN_FILE}`,
      AWS_ROLE_ARN: machineRole(cloud)?.role.arn ?? '',
      AWS_ROLE_SESSION_NAME: 'sandbox',
    };
  return off;
}

interface ProfileTexts {
  readonly config: string;
  readonly credentials: string;
}

type Settings = Readonly<Record<string, string | undefined>>;

/** A profile's section in each file; empty where it has none there. */
function profileFiles(
  scenario: Scenario,
  profile: ProfileScenario,
  logins: readonly SignInLogin[],
): ProfileTexts {
  const keys = keySettings(scenario, profile, logins);
  const plain = { region: profile.region, ...profile.settings };
  const isStatic = profile.kind === 'user' || profile.kind === 'session' || profile.kind === 'access-key';
  const inCredentials = isStatic && profile.in === 'credentials';
  const config = inCredentials ? plain : { ...keys, ...plain };
  return {
    config: iniSection(configSection(profile.name), config),
    credentials: inCredentials ? iniSection(profile.name, keys) : '',
  };
}

function configSection(name: string): string {
  if (name === 'default') return name;
  return /^\S+$/.test(name) ? `profile ${name}` : `profile "${name}"`;
}

/** The settings that make a profile of its kind. */
function keySettings(scenario: Scenario, profile: ProfileScenario, logins: readonly SignInLogin[]): Settings {
  const account = accountOfProfile(scenario, profile);
  switch (profile.kind) {
    case 'access-key':
      return staticKeys(profile.accessKey);
    case 'user': {
      const user = account?.users.find((entry) => entry.name === profile.user);
      if (account === undefined || user === undefined) return {};
      const key = userKey(account, user, profile.key);
      return staticKeys({ id: key.id, secret: profile.secret ?? key.secret });
    }
    case 'session': {
      const session = account?.sessions.find((entry) => entry.name === profile.session);
      return account === undefined || session === undefined ? {} : staticKeys(sessionKey(account, session));
    }
    case 'permission-set':
      return account === undefined ? {} : ssoSettings(scenario, profile, account);
    case 'login':
      return { login_session: logins.find((login) => login.profile === profile.name)?.session };
    case 'role':
      return account === undefined ? {} : roleSettings(profile, account);
    case 'settings':
      return {};
  }
}

function roleSettings(
  { role, source }: Extract<ProfileScenario, { kind: 'role' }>,
  account: AccountScenario,
): Settings {
  return {
    role_arn: `arn:${account.partition}:iam::${account.id}:role${rolePath(account, role)}`,
    source_profile: source,
  };
}

function staticKeys(key: { id: string; secret: string; token?: string | undefined }): Settings {
  return { aws_access_key_id: key.id, aws_secret_access_key: key.secret, aws_session_token: key.token };
}

function rolePath(account: AccountScenario, name: string): string {
  return `${account.roles.find((role) => role.name === name)?.path ?? '/'}${name}`;
}

function ssoSettings(
  scenario: Scenario,
  profile: Extract<ProfileScenario, { kind: 'permission-set' }>,
  account: AccountScenario,
): Settings {
  const { sso } = scenario;
  const where = profile.legacy
    ? { sso_start_url: sso?.startUrl, sso_region: sso?.region }
    : { sso_session: profile.ssoSession };
  return { ...where, sso_account_id: account.id, sso_role_name: profile.permissionSet };
}

/** The sso-sessions that profiles name. */
function ssoSessionNames(scenario: Scenario): readonly string[] {
  const names = scenario.home.profiles.flatMap((profile) =>
    profile.kind === 'permission-set' && !profile.legacy ? [profile.ssoSession] : [],
  );
  return [...new Set(names)];
}

function ssoSessionSection({ sso }: Scenario, name: string): string {
  return iniSection(`sso-session ${name}`, {
    sso_start_url: sso?.startUrl,
    sso_region: sso?.region,
    sso_registration_scopes: 'sso:account:access',
  });
}

/** As the AWS CLI stores it, under the hash of the session's name or of the start URL. */
function tokenFile(cloud: Cloud, login: SsoLogin): { readonly path: string; readonly text: string } {
  const { sso } = cloud.scenario;
  const { session, legacy, expires, refreshable, registrationExpires } = login.scenario;
  const key = legacy ? (sso?.startUrl ?? '') : session;
  const token = {
    startUrl: sso?.startUrl,
    region: sso?.region,
    accessToken: login.accessToken,
    expiresAt: isoSeconds(cloud.startedAt + expires),
    ...(refreshable
      ? {
          clientId: login.clientId,
          clientSecret: login.clientSecret,
          registrationExpiresAt: isoSeconds(cloud.startedAt + registrationExpires),
          refreshToken: login.refreshToken,
        }
      : {}),
  };
  const hash = createHash('sha1').update(key).digest('hex');
  return { path: `.aws/sso/cache/${hash}.json`, text: `${JSON.stringify(token, undefined, 2)}\n` };
}

/** As `aws login` stores it, under the hash of the session's ARN. */
function loginFile(login: SignInLogin): { readonly path: string; readonly text: string } {
  const { key, caller, session, expiresAt, clientId, refreshToken, dpopKey } = login;
  const token = {
    accessToken: {
      accessKeyId: key.id,
      secretAccessKey: key.secret,
      sessionToken: key.token,
      accountId: caller.account.id,
      expiresAt: isoSeconds(expiresAt),
    },
    tokenType: 'aws_sigv4',
    refreshToken,
    clientId,
    dpopKey,
  };
  const hash = createHash('sha256').update(session).digest('hex');
  return { path: `.aws/login/cache/${hash}.json`, text: `${JSON.stringify(token, undefined, 2)}\n` };
}
