/** Where a finished report goes, in which formats. */
import * as path from 'node:path';
import type { ReportDocument } from '../report/document.ts';
import { FORMATS } from '../report/formats/formats.ts';
import type { View } from '../report/formats/reporter.ts';
import { accountsIn, withoutAccounts } from '../report/mask-accounts.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './exit.ts';
import {
  addToStepSummary,
  annotations,
  isGithubActions,
  maskCommands,
  streamOfCommands,
} from './github-actions.ts';
import { type ReportSink, withFileSinks, withReportSink } from './output.ts';
import type { PrintOptions } from './print-options.ts';
import { type OutputStream, styleFor, type Terminal } from './terminal.ts';

/**
 * Runs what makes a report, and prints it: to standard output or the file of `--output`, and to the files of `--report`,
 * all of which are tried before.
 *
 * @param make - undefined in place of a report where there is none; `status` is then the exit status
 * @returns the exit status: the report's own, or that of a failed output
 */
export async function printing(
  options: PrintOptions,
  context: CliContext,
  make: () => Promise<ReportDocument | { readonly kind: 'none'; readonly status: number }>,
): Promise<number> {
  return withSinks(options, context, async (main, sinks) => {
    const made = await make();
    if (made.kind === 'none') return made.status;
    await printAll(made, options, main, sinks, context);
    return made.report.exitCode;
  });
}

/** Runs work with a sink for what is printed, and those for the files of `--report`. */
export async function withSinks(
  options: PrintOptions,
  context: CliContext,
  run: (main: ReportSink, sinks: readonly ReportSink[]) => Promise<number>,
): Promise<number> {
  refuseSameFile(options, context);
  const files = options.report.map(({ file }) => ({ flag: '--report', file }) as const);
  return withReportSink(options.output, context, (main) =>
    withFileSinks(files, context, (sinks) => run(main, sinks)),
  );
}

async function printAll(
  made: ReportDocument,
  options: PrintOptions,
  main: ReportSink,
  sinks: readonly ReportSink[],
  context: CliContext,
): Promise<void> {
  const { terminal } = context;
  const document = options.maskAccount ? withoutAccounts(made) : made;
  const viewOn = async (stream: OutputStream): Promise<View> => ({
    verbosity: options.verbose,
    style: await styleFor(stream, terminal.env, options.color),
  });
  const onGithub = isGithubActions(terminal);
  if (onGithub && !options.quiet) await tellRunner(made, document, options, terminal);
  // Quietly only into files.
  if (!options.quiet || main.isFile) {
    const reporter = await FORMATS[options.format]();
    await main.write(reporter(document, await viewOn(main.isFile ? FILE : terminal.stdout)));
  }
  for (const [index, { format }] of options.report.entries()) {
    const reporter = await FORMATS[format]();
    await sinks[index]?.write(reporter(document, await viewOn(FILE)));
  }
  if (onGithub) await addToStepSummary(document, context);
}

/** Before the report: what is to be masked has to be known before it is seen, and the verdict stays the last line. */
async function tellRunner(
  made: ReportDocument,
  document: ReportDocument,
  options: PrintOptions,
  terminal: Terminal,
): Promise<void> {
  const stream = streamOfCommands(options, terminal);
  if (options.maskAccount) stream.write(maskCommands(accountsIn(made)));
  if (options.annotations && options.format !== 'github') stream.write(await annotations(document));
}

/** A file is no terminal: no colour unless asked for. */
export const FILE: OutputStream = { isTerminal: false, columns: undefined, write: () => undefined };

/** The one would replace the other. */
function refuseSameFile({ output, report }: PrintOptions, { host }: CliContext): void {
  const files = [...(output === undefined ? [] : [output]), ...report.map(({ file }) => file)];
  const paths = files.map((file) => path.resolve(host.cwd, file));
  const twice = files.find((_, index) => paths.indexOf(paths[index] ?? '') < index);
  if (twice !== undefined) throw new UsageError(`--report: ${twice} is named twice.`);
}
