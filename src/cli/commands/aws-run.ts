import type { CheckRequest } from '../../check/request.ts';
import { check } from '../../check.ts';
import type { Host } from '../../host.ts';
import type { CliContext } from '../context.ts';
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
  const report = await check(request, host, progress).finally(() => progress.stop());
  await printReport(report, options, context);
  return report.exitCode;
}
