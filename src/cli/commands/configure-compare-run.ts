import * as path from 'node:path';
import { type Comparison, comparisonExit } from '../../compare/comparison.ts';
import { compareTools } from '../../configure-compare.ts';
import type { Host } from '../../host.ts';
import { ownText, printableData } from '../../printable.ts';
import { configureCompareDocument } from '../../report/configure-json.ts';
import { compareContent } from '../compare-document.ts';
import { compareLines } from '../compare-text.ts';
import type { CliContext } from '../context.ts';
import { DEFAULT_SCENARIO } from '../default-scenario.ts';
import { styleFor } from '../terminal.ts';
import { underTimeLimit } from '../time-limit.ts';
import type { ConfigureCompareOptions } from './configure-options.ts';

/** Runs `skycheck configure compare`. */
export async function runConfigureCompare(
  options: ConfigureCompareOptions,
  context: CliContext,
): Promise<number> {
  const { terminal, host } = context;
  const comparison = await onMachine(options, context, (machine) => compare(options, context, machine));
  if (options.format === 'json') {
    terminal.stdout.write(configureCompareDocument(compareContent(comparison, host.now())));
  } else {
    const style = await styleFor(terminal.stdout, terminal.env, undefined);
    const lines = compareLines(printableData(comparison), host.now(), style, options.verbose);
    terminal.stdout.write(ownText(lines.map((line) => `${line}\n`).join('')));
  }
  return comparisonExit(comparison);
}

function compare(
  { profile, timeout }: ConfigureCompareOptions,
  context: CliContext,
  host: Host,
): Promise<Comparison> {
  const timeoutMs = timeout * 1000;
  const asker = [process.execPath, path.join(context.packageDir, 'bin', 'skycheck.js')] as const;
  return underTimeLimit(timeoutMs, { ...context, host }, (signal, machine) =>
    compareTools(
      { profile, endpointUrl: undefined, timeoutMs, signal, version: context.version, asker: [...asker] },
      machine,
    ),
  );
}

async function onMachine<T>(
  { sandbox }: ConfigureCompareOptions,
  context: CliContext,
  run: (host: Host) => Promise<T>,
): Promise<T> {
  if (sandbox === undefined) return run(context.host);
  const { withSandbox } = await import('../sandbox-session.ts');
  return withSandbox(sandbox === true ? DEFAULT_SCENARIO : sandbox, context, run);
}
