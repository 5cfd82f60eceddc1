import { jsonText, type PrintableText, printed } from '../printable.ts';
import { printableReport } from '../report/printable-report.ts';
import type { ProfileReports, Report } from '../report/report.ts';
import { renderProfilesText } from '../report/text/profiles-text.ts';
import { renderText } from '../report/text/report-text.ts';
import type { CliContext } from './context.ts';
import type { ReportSink } from './output.ts';
import type { PrintOptions } from './print-options.ts';
import { styleFor } from './terminal.ts';

/** What a check came to: one report, or a list of them, however many are in it. */
export type Checked =
  | { readonly kind: 'single'; readonly report: Report }
  | { readonly kind: 'profiles'; readonly report: ProfileReports };

/** Prints a report; quietly only into the file that `--output` names. */
export async function printReport(
  checked: Checked,
  options: PrintOptions,
  sink: ReportSink,
  context: CliContext,
): Promise<void> {
  if (options.quiet && !sink.isFile) return;
  await sink.write(await render(checked, options, context));
}

async function render(
  checked: Checked,
  options: PrintOptions,
  { terminal }: CliContext,
): Promise<PrintableText> {
  if (options.format === 'json') return jsonText(checked.report);
  const target = options.output === undefined ? terminal.stdout : FILE;
  const style = await styleFor(target, terminal.env, options.color);
  return checked.kind === 'profiles'
    ? printed(printableReport(checked.report), (fit) => renderProfilesText(fit, options.verbose, style))
    : printed(printableReport(checked.report), (fit) => renderText(fit, options.verbose, style));
}

/** A file is no terminal: no colour unless asked for. */
const FILE = { isTerminal: false, columns: undefined, write: () => undefined };
