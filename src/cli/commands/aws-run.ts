import { chooseProfiles, isProfilePattern } from '../../check/profile-selection.ts';
import type { CheckRequest } from '../../check/request.ts';
import { check, type Progress } from '../../check.ts';
import { closestTo } from '../../closest-word.ts';
import { profileNames } from '../../config/aws-config.ts';
import { readResolutionFiles } from '../../credentials/resolve.ts';
import type { Host } from '../../host.ts';
import { line } from '../../printable.ts';
import type { ReportDocument } from '../../report/document.ts';
import { IDENTITY_FORMATS } from '../../report/formats/formats.ts';
import { withRules } from '../../report/pipeline-rules.ts';
import type { ProfileReports } from '../../report/report.ts';
import { chooseRegions, isRegionPattern } from '../../skypilot/regions.ts';
import { configFile, refuseBadConfig } from '../config-flag.ts';
import type { CliContext } from '../context.ts';
import { DEFAULT_SCENARIO } from '../default-scenario.ts';
import { EXIT, UsageError } from '../exit.ts';
import { refuseUnknownCodes } from '../finding-code.ts';
import { printing } from '../print-report.ts';
import { type RunningProgress, startProgress } from '../progress.ts';
import { orGiveUp, underTimeLimit } from '../time-limit.ts';
import type { AwsOptions } from './aws-options.ts';
import { launchWishes } from './launch-options.ts';
import { withProjectConfig } from './project-options.ts';
import { rulesOf } from './report-options.ts';
import { taskRequest } from './task-options.ts';
import { readAddedPolicies } from './with-policy.ts';

/** Every step ends with the time limit; this one, in milliseconds, is for what should not happen. */
const GRACE_MS = 5_000;

/** Runs `skycheck aws`: makes the request, checks, prints. */
export async function runAws(given: AwsOptions, context: CliContext): Promise<number> {
  refuseUnknownCodes(given);
  return underTimeLimit(timeLimitOf(given), context, async (interrupted, host) => {
    const inTime = { ...context, host, interrupted };
    const options = await withProjectConfig(given, IDENTITY_FORMATS, inTime);
    return printing(options, context, async () => {
      const document = await reportFor(options, inTime);
      return document === undefined
        ? { kind: 'none', status: options.exitZero ? EXIT.ok : EXIT.inconclusive }
        : withRules(document, rulesOf(options));
    });
  });
}

/** For the whole run, in milliseconds: waiting for a grant is time beside what a check may take. */
function timeLimitOf({ timeout, wait = 0 }: AwsOptions): number {
  return timeout * 1000 + wait;
}

/** The report that these options ask for; undefined where nothing was decided in time, which is then said. */
export async function reportFor(
  options: AwsOptions,
  context: CliContext,
): Promise<ReportDocument | undefined> {
  await refuseBadConfig(options, context);
  const task = await taskRequest(options, context);
  if (options.withPolicy.length > 0 && isAboutSeveral(options))
    throw new UsageError('--with-policy is about one profile: name it with --profile.');
  if (options.wait !== undefined && isAboutSeveral(options))
    throw new UsageError('--wait is about one profile: name it with --profile.');
  const withPolicies = await readAddedPolicies(options.withPolicy, context);
  const beside = { task, withPolicies };
  const scenario = options.sandbox === true ? DEFAULT_SCENARIO : options.sandbox;
  if (scenario === undefined) return checkInTime(options, context, context.host, undefined, beside);
  const { withSandbox } = await import('../sandbox-session.ts');
  const named = configFile(options, context);
  return withSandbox(
    scenario,
    context,
    (host) => checkInTime(options, context, host, scenario, beside),
    named === undefined ? [] : [named],
  );
}

async function checkInTime(
  options: AwsOptions,
  context: CliContext,
  host: Host,
  sandbox: string | undefined,
  beside: Pick<CheckRequest, 'task' | 'withPolicies'>,
): Promise<ReportDocument | undefined> {
  const timeoutMs = timeLimitOf(options);
  return underTimeLimit(timeoutMs, { ...context, host }, async (signal, hostInTime) => {
    const request = { ...requestOf(options, context, sandbox, timeoutMs, signal), ...beside };
    const checked = await checkWithSpinner(request, options, context, hostInTime);
    if (checked === undefined) {
      context.terminal.stderr.write(
        line`skycheck: nothing was decided within ${timeoutMs / 1000} seconds.\n`,
      );
    }
    return checked;
  });
}

/** Undefined where no answer comes in time. */
async function checkWithSpinner(
  request: CheckRequest,
  options: AwsOptions,
  context: CliContext,
  host: Host,
): Promise<ReportDocument | undefined> {
  const progress = await startProgress(context.terminal, options.quiet);
  // A signal must not leave the terminal without its cursor.
  const forget = context.onExit(() => progress.stop());
  const work: Promise<ReportDocument> = isAboutSeveral(options)
    ? checkSeveral(options, request, host, progress).then((report) => ({ kind: 'several', report }))
    : check(request, promptingAlone(host, progress), progress).then((report) => ({ kind: 'single', report }));
  return orGiveUp(work, request.timeoutMs + GRACE_MS, context).finally(() => {
    progress.stop();
    forget();
  });
}

/** A question takes the spinner's place: the two would write over each other. */
function promptingAlone(host: Host, progress: RunningProgress): Host {
  return {
    ...host,
    promptSecret: (question) => {
      progress.stop();
      return host.promptSecret(question);
    },
  };
}

function requestOf(
  options: AwsOptions,
  context: CliContext,
  sandbox: string | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): CheckRequest {
  return {
    profile: options.profile[0],
    region: options.region.find((value) => !isRegionPattern(value)),
    regions: regionsAsked(options),
    skyConfigFile: configFile(options, context),
    launch: launchWishes(options),
    required: options.require,
    offline: options.offline,
    renewSsoToken: options.refresh,
    simulate: options.simulate,
    realCalls: options.probe,
    quotas: options.quotas,
    timings: options.timings,
    validForMs: options.validFor,
    waitMs: options.wait,
    endpointUrl: options.endpointUrl,
    timeoutMs,
    signal,
    sandbox,
    version: context.version,
  };
}

/** One plain name, or none, is the region to check; more are regions to try launches in. */
function regionsAsked({ region, allRegions }: AwsOptions): readonly string[] | undefined {
  if (allRegions) return [...region, '*'];
  const unmatched = region.find(
    (value) => isRegionPattern(value) && chooseRegions([value], undefined).length === 0,
  );
  if (unmatched !== undefined)
    throw new UsageError(
      `--region: no region of SkyPilot's is like ${unmatched}.`,
      'skycheck aws --all-regions -v lists the regions.',
    );
  return region.length > 1 || region.some(isRegionPattern) ? region : undefined;
}

/** One plain name, or none, is one report; anything else is a list of them, however many come out. */
function isAboutSeveral({ allProfiles, profile }: AwsOptions): boolean {
  return allProfiles || profile.length > 1 || profile.some(isProfilePattern);
}

async function checkSeveral(
  options: AwsOptions,
  request: CheckRequest,
  host: Host,
  progress: Progress,
): Promise<ProfileReports> {
  const files = await readResolutionFiles(host);
  const known = profileNames(files.config);
  const choice = chooseProfiles(options.allProfiles ? known : options.profile, known);
  if (choice.kind === 'no-match') {
    throw new UsageError(
      `--profile: no profile fits "${choice.pattern}".`,
      `${didYouMean(choice.pattern, known)}${knownProfiles(known)}`,
    );
  }
  if (choice.names.length === 0) throw new UsageError('There are no profiles to check.');
  // Several prompts at once would be a riddle.
  const quietHost: Host = { ...host, promptSecret: async () => undefined };
  const { checkProfiles } = await import('../../check-profiles.ts');
  return checkProfiles(choice.names, files, request, quietHost, progress);
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = closestTo(name, known);
  return near === undefined ? '' : `Did you mean ${near}? `;
}

function knownProfiles(known: readonly string[]): string {
  return known.length === 0 ? 'There are no profiles at all.' : `The profiles are ${known.join(', ')}.`;
}
