/**
 * What boto3, AWS CLI v1, AWS CLI v2 and the AWS SDK for JavaScript make of this machine, side by side.
 *
 * Everything is local: files are read, a `credential_process` is run by each tool that would run it, and the tools that
 * are there are asked without a network, so no login is renewed and none is spent.
 */
import { closeAwsContext } from './aws/context.ts';
import { connect } from './check/connection.ts';
import { loadCredentialsOf } from './check/load-credentials.ts';
import type { CheckRequest } from './check/request.ts';
import { type BotocoreTool, botocoreView, cliV2Env } from './compare/botocore-view.ts';
import { type CliRun, parseCliTable, withCliRun } from './compare/cli-table.ts';
import { type Comparison, compareViews } from './compare/comparison.ts';
import { type JsFiles, jsProfile, readJsFiles } from './compare/js-files.ts';
import { ASK_JS_SDK, parseJsSdkAnswer, withJsSdkAnswer } from './compare/js-sdk-answer.ts';
import { jsProfileName, jsView } from './compare/js-view.ts';
import type { ToolHow, ToolView } from './compare/tool-view.ts';
import { type AwsCli, findEachAwsCli, type RunnableAwsCli } from './credentials/aws-cli.ts';
import {
  CACHE_WINDOW_MS,
  type CachedKeys,
  liveCachedKeys,
  roleCacheName,
  ssoCacheName,
} from './credentials/cli-cache.ts';
import type { CredentialsOutcome } from './credentials/credentials-outcome.ts';
import { type Resolution, readResolutionFiles, resolveFrom } from './credentials/resolve.ts';
import { planRoles } from './credentials/role-plan.ts';
import { said } from './credentials/said.ts';
import { resolveSsoConfig } from './credentials/sso-config.ts';
import { readSsoToken, type SsoTokenRead } from './credentials/sso-token.ts';
import type { Host } from './host.ts';

export interface CompareRequest
  extends Pick<CheckRequest, 'profile' | 'endpointUrl' | 'timeoutMs' | 'signal' | 'version'> {
  /** Node and the program that answers to `ASK_JS_SDK`. */
  readonly asker: readonly [string, ...string[]];
}

/** Reads the files once, has every tool that is there say what it makes of them, and compares. */
export async function compareTools(request: CompareRequest, machine: Host): Promise<Comparison> {
  // Nobody is asked for an MFA code.
  const host: Host = { ...machine, promptSecret: async () => undefined };
  const files = await readResolutionFiles(host);
  const boto3 = resolveFrom(files, host.env, request.profile);
  const envOfV2 = cliV2Env(host.env);
  const cliV2 = resolveFrom(files, envOfV2, request.profile);
  const outcome = await loadLocally(boto3, request, host);
  const outcomeOfV2 = isSameSource(boto3, cliV2)
    ? outcome
    : await loadLocally(cliV2, request, { ...host, env: envOfV2 });
  const clis = await findEachAwsCli(host);
  const botocore = async (
    tool: BotocoreTool,
    resolution: Resolution,
    loaded: CredentialsOutcome,
  ): Promise<ToolView> => {
    const how: ToolHow = tool === 'boto3' ? { kind: 'resolved' } : byRules(host);
    const cached = await cachedKeys(tool, resolution, host);
    const view = botocoreView({ tool, how, env: host.env, resolution, outcome: loaded, cached });
    const cli = tool === 'boto3' ? undefined : clis.get(tool === 'cli-v1' ? 1 : 2);
    return cli === undefined ? view : askCli(cli, view, request, host);
  };
  const jsFiles = await readJsFiles(host);
  const views = await Promise.all([
    botocore('boto3', boto3, outcome),
    botocore('cli-v1', boto3, outcome),
    botocore('cli-v2', cliV2, outcomeOfV2),
    askJsSdk(jsFiles, request, host),
  ]);
  return compareViews(views, { env: host.env, flag: request.profile, boto3, jsFiles, awsCli: firstOf(clis) });
}

/** What `aws` starts. */
function firstOf(clis: ReadonlyMap<number, RunnableAwsCli>): AwsCli | undefined {
  const [first] = clis.values();
  const v2 = first?.major === 1 ? clis.get(2)?.path : undefined;
  return first === undefined || v2 === undefined ? first : { ...first, v2 };
}

function byRules(host: Host): ToolHow {
  return { kind: 'rules', because: host.onlyOrigin === undefined ? 'not-installed' : 'sandbox' };
}

async function loadLocally(
  resolution: Resolution,
  request: CompareRequest,
  host: Host,
): Promise<CredentialsOutcome> {
  const aws = await connect(request, resolution, resolution.region.value, host);
  try {
    const local = { offline: true, renewSsoToken: false, timeoutMs: request.timeoutMs };
    return await loadCredentialsOf(resolution, local, host, aws);
  } finally {
    closeAwsContext(aws);
  }
}

/** A program that gives keys is not run twice for the same answer. */
function isSameSource(one: Resolution, other: Resolution): boolean {
  return (
    one.selection.setting.value === other.selection.setting.value && one.region.value === other.region.value
  );
}

/** Version 2 keeps the keys of an SSO login and of a role, version 1 those of a role, boto3 none. */
async function cachedKeys(
  tool: BotocoreTool,
  { trace, scope }: Resolution,
  host: Host,
): Promise<CachedKeys | undefined> {
  const provider = trace.steps.find((step) => step.outcome === 'applies')?.provider;
  const name = cacheName(tool, provider, scope);
  const keys = name === undefined ? undefined : await liveCachedKeys(host, name);
  return keys !== undefined && keys.until - host.now() >= CACHE_WINDOW_MS ? keys : undefined;
}

function cacheName(
  tool: BotocoreTool,
  provider: string | undefined,
  scope: Resolution['scope'],
): string | undefined {
  if (tool === 'boto3') return undefined;
  if (provider === 'sso' && tool === 'cli-v2') {
    const sso = resolveSsoConfig(scope);
    return sso.kind === 'config' ? ssoCacheName(sso.config) : undefined;
  }
  if (provider !== 'assume-role') return undefined;
  const plan = planRoles(scope);
  const [first] = plan.kind === 'plan' ? plan.steps : [];
  return first === undefined ? undefined : roleCacheName(first);
}

/** No metadata service is asked, and no person. */
const QUIETLY = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CLI_AUTO_PROMPT: 'off', AWS_PAGER: '' };
/** A proxy that nobody is: whatever would be sent fails at once. */
const NOWHERE = 'http://127.0.0.1:9';
const WITHOUT_NETWORK = {
  ...QUIETLY,
  AWS_MAX_ATTEMPTS: '1',
  http_proxy: NOWHERE,
  https_proxy: NOWHERE,
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  no_proxy: '',
  NO_PROXY: '',
};

/** Runs `aws configure list`; without a network, but where a program gives the keys and may take one. */
async function askCli(
  cli: RunnableAwsCli,
  view: ToolView,
  { profile, timeoutMs }: CompareRequest,
  host: Host,
): Promise<ToolView> {
  const { credentials } = view;
  const provider =
    credentials.kind === 'keys' || credentials.kind === 'not-fetched'
      ? credentials.source.provider
      : undefined;
  // A container's agent is asked past every proxy; a code is asked from the person.
  const isAskedInAnyCase =
    provider === 'container-role' || (credentials.kind === 'not-fetched' && credentials.call.includes('MFA'));
  if (isAskedInAnyCase) return { ...view, how: { kind: 'rules', because: 'did-not-run' } };
  const end = await host.run({
    argv: [cli.file, 'configure', 'list', ...(profile === undefined ? [] : ['--profile', profile])],
    timeoutMs,
    env: provider === 'custom-process' ? QUIETLY : WITHOUT_NETWORK,
  });
  if (end.kind !== 'exited') return { ...view, how: { kind: 'rules', because: 'did-not-run' } };
  const run: CliRun = {
    program: cli.path,
    version: cli.version ?? '',
    table: parseCliTable(end.stdout),
    complaint: end.status === 0 ? undefined : said(end.stderr, []),
  };
  return withCliRun(view, run);
}

async function askJsSdk(files: JsFiles, request: CompareRequest, host: Host): Promise<ToolView> {
  const { profile, timeoutMs, asker } = request;
  const name = jsProfileName({ env: host.env, flag: profile });
  const facts = {
    env: host.env,
    flag: profile,
    files,
    ssoToken: await jsSsoToken(files, name, host),
    now: host.now(),
  };
  const end = await host.run({
    argv: [...asker, ASK_JS_SDK, ...(profile === undefined ? [] : [profile])],
    timeoutMs,
  });
  const answer = end.kind === 'exited' && end.status === 0 ? parseJsSdkAnswer(end.stdout) : undefined;
  const because = host.onlyOrigin === undefined ? 'did-not-run' : 'sandbox';
  const view = jsView({ ...facts, how: { kind: 'rules', because } });
  return answer === undefined ? view : withJsSdkAnswer(view, answer);
}

/** The login that the SDK would look for. */
async function jsSsoToken(files: JsFiles, name: string, host: Host): Promise<SsoTokenRead | undefined> {
  const profile = jsProfile(files, name);
  const login = profile?.get('sso_session')?.value ?? profile?.get('sso_start_url')?.value;
  return login === undefined ? undefined : readSsoToken(host, login);
}
