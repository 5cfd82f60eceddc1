/** Where a finished report goes, in which formats. */
import * as path from 'node:path';
import type { ReportDocument } from '../report/document.ts';
import { FORMATS } from '../report/formats/formats.ts';
import type { View } from '../report/formats/reporter.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './exit.ts';
import { type ReportSink, withFileSinks, withReportSink } from './output.ts';
import type { PrintOptions } from './print-options.ts';
import { type OutputStream, styleFor } from './terminal.ts';

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
  refuseSameFile(options, context);
  const files = options.report.map(({ file }) => ({ flag: '--report', file }) as const);
  return withReportSink(options.output, context, (main) =>
    withFileSinks(files, context, async (sinks) => {
      const made = await make();
      if (made.kind === 'none') return made.status;
      await printAll(made, options, main, sinks, context);
      return made.report.exitCode;
    }),
  );
}

async function printAll(
  document: ReportDocument,
  options: PrintOptions,
  main: ReportSink,
  sinks: readonly ReportSink[],
  { terminal }: CliContext,
): Promise<void> {
  const viewOn = async (stream: OutputStream): Promise<View> => ({
    verbosity: options.verbose,
    style: await styleFor(stream, terminal.env, options.color),
  });
  // Quietly only into files.
  if (!options.quiet || main.isFile) {
    const reporter = await FORMATS[options.format]();
    await main.write(reporter(document, await viewOn(main.isFile ? FILE : terminal.stdout)));
  }
  for (const [index, { format }] of options.report.entries()) {
    const reporter = await FORMATS[format]();
    await sinks[index]?.write(reporter(document, await viewOn(FILE)));
  }
}

/** A file is no terminal: no colour unless asked for. */
const FILE: OutputStream = { isTerminal: false, columns: undefined, write: () => undefined };

/** The one would replace the other. */
function refuseSameFile({ output, report }: PrintOptions, { host }: CliContext): void {
  const files = [...(output === undefined ? [] : [output]), ...report.map(({ file }) => file)];
  const paths = files.map((file) => path.resolve(host.cwd, file));
  const twice = files.find((_, index) => paths.indexOf(paths[index] ?? '') < index);
  if (twice !== undefined) throw new UsageError(`--report: ${twice} is named twice.`);
}
