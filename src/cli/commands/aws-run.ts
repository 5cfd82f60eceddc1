import type { CheckRequest } from '../../check/request.ts';
import { check } from '../../check.ts';
import type { Host } from '../../host.ts';
import { renderJson } from '../../report/json.ts';
import type { Report } from '../../report/model.ts';
import { renderText } from '../../report/text/report-text.ts';
import type { CliContext } from '../context.ts';
import { writeReport } from '../output.ts';
import { startProgress } from '../progress.ts';
import { styleFor } from '../terminal.ts';
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
  if (!options.quiet || options.output !== undefined) {
    await writeReport(await render(report, options, context), options.output, context);
  }
  return report.exitCode;
}

async function render(report: Report, options: AwsOptions, { terminal }: CliContext): Promise<string> {
  if (options.format === 'json') return renderJson(report);
  const target = options.output === undefined ? terminal.stdout : FILE;
  return renderText(report, options.verbose, await styleFor(target, terminal.env, options.color));
}

/** A file is no terminal: no colour unless asked for. */
const FILE = { isTerminal: false, columns: undefined, write: () => undefined };
