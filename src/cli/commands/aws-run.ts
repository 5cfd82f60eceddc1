import type { CheckRequest } from '../../check/request.ts';
import { check } from '../../check.ts';
import type { Host } from '../../host.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit.ts';
import { printReport } from '../print-report.ts';
import { startProgress } from '../progress.ts';
import { type AwsOptions, DEFAULT_SCENARIO } from './aws-command.ts';

/** Runs `skycheck aws`: makes the request, checks, prints. */
export async function runAws(options: AwsOptions, context: CliContext): Promise<number> {
  const scenario = options.sandbox === true ? DEFAULT_SCENARIO : options.sandbox;
  if (scenario === undefined) return checkAndPrint(options, context, context.host, undefined);
  const { withSandbox } = await import('../sandbox-session.ts');
  return withSandbox(scenario, context, (host) => checkAndPrint(options, context, host, scenario));
}

async function checkAndPrint(
  options: AwsOptions,
  context: CliContext,
  host: Host,
  sandbox: string | undefined,
): Promise<number> {
  const timeoutMs = options.timeout * 1000;
  const request: CheckRequest = {
    profile: options.profile,
    region: options.region,
    required: options.require,
    offline: options.offline,
    renewSsoToken: options.refresh,
    simulate: options.simulate,
    probe: options.probe,
    strict: options.strict,
    endpointUrl: options.endpointUrl,
    timeoutMs,
    signal: AbortSignal.any([context.interrupted, AbortSignal.timeout(timeoutMs)]),
    sandbox,
    version: context.version,
  };
  const progress = await startProgress(context.terminal, options.quiet);
  const report = await withinTime(check(request, host, progress), timeoutMs).finally(() => progress.stop());
  if (report === undefined) {
    context.terminal.stderr.write(`skycheck: nothing was decided within ${options.timeout} seconds.\n`);
    return EXIT.inconclusive;
  }
  await printReport(report, options, context);
  return report.exitCode;
}

/** Every step has a time limit of its own; this one is for what cannot be stopped, such as a file on a dead network disk. */
const GRACE_MS = 30_000;

async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs + GRACE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
