/**
 * skycheck as a library: the check of `skycheck aws` as a function, which prints, exits and throws nothing.
 *
 * Only types that a caller needs are named here; the package's type declarations are made of this file, `host.ts`,
 * `time.ts` and the schema of the report.
 */
import { type Failure, failedReport } from '../check/failed-report.ts';
import { type CheckRequest, LONGEST_JOB_SECONDS, LONGEST_WAIT_SECONDS } from '../check/request.ts';
import { check } from '../check.ts';
import { isFindingCode } from '../findings/registry.ts';
import type { FileRead, Host } from '../host.ts';
import { machineHost } from '../node-host/machine-host.ts';
import { type PipelineRules, underRules } from '../report/pipeline-rules.ts';
import { printableReport } from '../report/printable-report.ts';
import type { Report } from '../report/report.ts';
import { CAPABILITY_IDS, type CapabilityId } from '../skypilot/requirements.ts';
import type { taskRequest } from './commands/task-options.ts';
import { readAddedPolicies } from './commands/with-policy.ts';
import { configFile, refuseBadConfig } from './config-flag.ts';
import { UsageError } from './exit.ts';
import { FAIL_ON_SEVERITIES } from './finding-code.ts';
import { withFileLimit } from './host-in-time.ts';
import { DEFAULT_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS, underTimeLimit } from './time-limit.ts';
import { withoutTypedSecrets } from './typed-secret.ts';

export type { FileHold, FileRead, Host, ProcessEnd, ProcessRequest, SqliteRead } from '../host.ts';
export type { Report } from '../report/report.ts';
export type { CapabilityId } from '../skypilot/requirements.ts';
export type { Clock } from '../time.ts';

/** Filled in by the bundler. */
declare const SKYCHECK_VERSION: string;

/** What to check, and how: the flags of `skycheck aws`, each with the same default. */
export interface CheckAwsOptions {
  /** The profile; without it the one that boto3 itself would choose. */
  readonly profile?: string | undefined;
  /** The region to check; without it the one that boto3 itself would choose. */
  readonly region?: string | undefined;
  /** Regions to try the launch in, as names and patterns such as `us-*`. */
  readonly regions?: readonly string[] | undefined;
  /** What the verdict is about; without it `compute`. */
  readonly require?: readonly CapabilityId[] | undefined;
  /** Assume a launch of this instance type. */
  readonly instanceType?: string | undefined;
  /** Assume a launch of a spot instance. */
  readonly spot?: boolean | undefined;
  /** A task file: would it launch? */
  readonly task?: string | undefined;
  /** Without a task file: accelerators or an instance type that would be launched, such as `H100:8`. */
  readonly for?: string | undefined;
  /** On how many nodes. */
  readonly nodes?: number | undefined;
  /** Without a task file: buckets that it would use. */
  readonly buckets?: readonly string[] | undefined;
  /** Variables and secrets of the task, by their names. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** `aws/REGION` or `aws/REGION/ZONE`, in place of the task's. */
  readonly infra?: string | undefined;
  /** Accelerators, in place of the task's. */
  readonly gpus?: string | undefined;
  /** How it is started; `launch` by default. */
  readonly as?: 'launch' | 'job' | 'serve' | undefined;
  /** A configuration file of SkyPilot's, laid over the others. */
  readonly config?: string | undefined;
  /** Files with policies that the identity is supposed to have as well. */
  readonly withPolicy?: readonly string[] | undefined;
  /** Make no call. */
  readonly offline?: boolean | undefined;
  /** Renew an SSO token where boto3 would; true by default. */
  readonly refresh?: boolean | undefined;
  /** Ask the IAM policy simulator; true by default. */
  readonly simulate?: boolean | undefined;
  /** Make harmless real calls as evidence; true by default. */
  readonly probe?: boolean | undefined;
  /** Ask for the vCPU quotas that GPU launches count against. */
  readonly quotas?: boolean | undefined;
  /** How long the credentials have to last, in seconds. */
  readonly validForSeconds?: number | undefined;
  /** After a grant: ask again until what is denied is allowed, for so long at most, in seconds. */
  readonly waitSeconds?: number | undefined;
  /** Codes of findings that are hidden. */
  readonly ignore?: readonly string[] | undefined;
  /** What fails a check that is ready: `error`, `warning`, or codes of findings. */
  readonly failOn?: readonly string[] | undefined;
  /** Let warnings fail the check. */
  readonly strict?: boolean | undefined;
  /** Send every call there. */
  readonly endpointUrl?: string | undefined;
  /** For the whole run; 60 by default. */
  readonly timeoutSeconds?: number | undefined;
  /** Ends the check early. */
  readonly signal?: AbortSignal | undefined;
  /** The machine; without it this one. */
  readonly host?: Host | undefined;
}

/**
 * Checks which identity SkyPilot uses on AWS, and what that may do.
 *
 * Whatever goes wrong is in the report: `verdict` and `exitCode` are those of the command line. An option that cannot
 * be is `exitCode` 2, a bug 70.
 *
 * @returns the report, as `skycheck aws --format json` prints it
 */
export async function checkAws(options: CheckAwsOptions = {}): Promise<Report> {
  let host: Host | undefined;
  const failed = (failure: Failure): Report =>
    failedReport(failure, options.require ?? [], {
      version: SKYCHECK_VERSION,
      checkedAt: host?.now() ?? 0,
    });
  try {
    host = withFileLimit(options.host ?? thisMachine());
    refuseMistakes(options);
    await refuseBadConfig(options, { host });
    const { taskRequest } = await import('./commands/task-options.ts');
    const task = await taskRequest(taskOptions(options), { host, readStandardInput });
    const withPolicies = await readAddedPolicies(options.withPolicy ?? [], { host, readStandardInput });
    const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, waitSeconds = 0 } = options;
    const timeoutMs = (timeoutSeconds + waitSeconds) * 1000;
    const interrupted = options.signal ?? new AbortController().signal;
    return await underTimeLimit(timeoutMs, { host, interrupted }, async (signal, hostInTime) =>
      printableReport(
        underRules(
          await check(
            { ...requestOf(options, hostInTime, timeoutMs, signal), task, withPolicies },
            hostInTime,
            {
              step: () => undefined,
            },
          ),
          rulesOf(options),
        ),
      ),
    );
  } catch (error) {
    return printableReport(
      failed(
        error instanceof UsageError
          ? { kind: 'usage', reason: withoutTypedSecrets(error.message) }
          : { kind: 'bug', error },
      ),
    );
  }
}

/** As they would be typed. */
function taskOptions(options: CheckAwsOptions): Parameters<typeof taskRequest>[0] {
  const pairs = (values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const { task, nodes, infra, gpus, instanceType, spot = false, config } = options;
  return {
    ...{ spot, bucket: options.buckets ?? [], env: pairs(options.env), secret: pairs(options.secrets) },
    ...(task === undefined ? {} : { task }),
    ...(options.for === undefined ? {} : { for: options.for }),
    ...(nodes === undefined ? {} : { nodes }),
    ...(infra === undefined ? {} : { infra }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(options.as === undefined ? {} : { as: options.as }),
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(config === undefined ? {} : { config }),
  };
}

/** A library leaves its caller's standard input alone. */
async function readStandardInput(): Promise<FileRead> {
  return { kind: 'missing' };
}

function thisMachine(): Host {
  // The SDK's note about old versions of Node is for its developers.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return machineHost({ env: { ...process.env }, cwd: process.cwd(), promptSecret: async () => undefined });
}

/** What the command line would refuse as usage. */
function refuseMistakes(options: CheckAwsOptions): void {
  const { require = [], ignore = [], failOn = [], timeoutSeconds = 1, endpointUrl } = options;
  const unknown = require.find((id) => !CAPABILITY_IDS.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(
      `require: there is no capability "${unknown}"; the capabilities are ${CAPABILITY_IDS.join(', ')}.`,
    );
  }
  const severities: readonly string[] = FAIL_ON_SEVERITIES;
  const codes = [...ignore, ...failOn.filter((what) => !severities.includes(what))];
  const code = codes.find((what) => !isFindingCode(what));
  if (code !== undefined) throw new UsageError(`ignore and failOn: there is no finding "${code}".`);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_TIMEOUT_SECONDS)) {
    throw new UsageError(`timeoutSeconds: it takes a number above 0 and up to ${MAX_TIMEOUT_SECONDS}.`);
  }
  const { nodes = 1 } = options;
  if (!Number.isInteger(nodes) || nodes < 1)
    throw new UsageError('nodes: it takes a whole number of at least 1.');
  const { validForSeconds = 1, withPolicy = [], offline = false, waitSeconds = 1 } = options;
  if (!(waitSeconds > 0 && waitSeconds <= LONGEST_WAIT_SECONDS)) {
    throw new UsageError(`waitSeconds: it takes a number above 0 and up to ${LONGEST_WAIT_SECONDS}.`);
  }
  if (!(validForSeconds > 0 && validForSeconds <= LONGEST_JOB_SECONDS)) {
    throw new UsageError(`validForSeconds: it takes a number above 0 and up to ${LONGEST_JOB_SECONDS}.`);
  }
  if (withPolicy.length > 0 && offline) {
    throw new UsageError('withPolicy and offline exclude each other.');
  }
  if (endpointUrl !== undefined && !/^https?:\/\//.test(endpointUrl)) {
    throw new UsageError('endpointUrl: it takes a URL that begins with http:// or https://.');
  }
}

function rulesOf({ ignore = [], failOn = [], strict = false }: CheckAwsOptions): PipelineRules {
  return {
    ignore,
    failOn: [
      ...failOn.map((what) => ({ what, from: `failOn: ${what}` })),
      ...(strict ? [{ what: 'warning', from: 'strict' }] : []),
    ],
    exitZero: false,
  };
}

function requestOf(
  options: CheckAwsOptions,
  host: Host,
  timeoutMs: number,
  signal: AbortSignal,
): CheckRequest {
  return {
    profile: options.profile,
    region: options.region,
    regions: options.regions,
    skyConfigFile: configFile(options, { host }),
    launch: { instanceType: options.instanceType, spot: options.spot },
    required: options.require ?? [],
    offline: options.offline ?? false,
    renewSsoToken: options.refresh ?? true,
    simulate: options.simulate ?? true,
    realCalls: options.probe ?? true,
    quotas: options.quotas ?? false,
    waitMs: options.waitSeconds === undefined ? undefined : options.waitSeconds * 1000,
    validForMs: options.validForSeconds === undefined ? undefined : options.validForSeconds * 1000,
    endpointUrl: options.endpointUrl,
    timeoutMs,
    signal,
    sandbox: undefined,
    version: SKYCHECK_VERSION,
  };
}
