import { jsonText, type PrintableText, printed } from '../printable.ts';
import { printableReport } from '../report/printable-report.ts';
import type { ProfileReports, Report } from '../report/report.ts';
import { renderProfilesText } from '../report/text/profiles-text.ts';
import { renderText } from '../report/text/report-text.ts';
import type { CliContext } from './context.ts';
import { writeReport } from './output.ts';
import type { PrintOptions } from './print-options.ts';
import { styleFor } from './terminal.ts';

/** Prints a report, or writes it to the file that `--output` names; quietly only the latter. */
export async function printReport(
  report: Report | ProfileReports,
  options: PrintOptions,
  context: CliContext,
): Promise<void> {
  if (options.quiet && options.output === undefined) return;
  await writeReport(await render(report, options, context), options.output, context);
}

async function render(
  report: Report | ProfileReports,
  options: PrintOptions,
  { terminal }: CliContext,
): Promise<PrintableText> {
  if (options.format === 'json') return jsonText(report);
  const target = options.output === undefined ? terminal.stdout : FILE;
  const style = await styleFor(target, terminal.env, options.color);
  return printed(printableReport(report), (fit) =>
    'reports' in fit
      ? renderProfilesText(fit, options.verbose, style)
      : renderText(fit, options.verbose, style),
  );
}

/** A file is no terminal: no colour unless asked for. */
const FILE = { isTerminal: false, columns: undefined, write: () => undefined };
