import { jsonText, type PrintableText, printed } from '../../printable.ts';
import { diffOf } from '../../report/diff.ts';
import type { ReportDocument } from '../../report/document.ts';
import type { Format } from '../../report/formats/formats.ts';
import { withoutAccounts } from '../../report/mask-accounts.ts';
import { printableReport } from '../../report/printable-report.ts';
import { renderDiff } from '../../report/text/diff-text.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import { FILE, withSinks } from '../print-report.ts';
import { type OutputStream, styleFor } from '../terminal.ts';
import type { ReportRunOptions } from './report-run-options.ts';

/** Runs `skycheck report --diff A B`. */
export async function printDiff(
  documents: readonly ReportDocument[],
  options: ReportRunOptions,
  context: CliContext,
): Promise<number> {
  const [from, to, ...others] = documents.map((document) =>
    options.maskAccount ? withoutAccounts(document) : document,
  );
  if (from === undefined || to === undefined || others.length > 0) {
    throw new UsageError('--diff compares two reports.', 'skycheck report --diff before.json after.json');
  }
  for (const format of [options.format, ...options.report.map((file) => file.format)]) refuseFormat(format);
  const diff = diffOf(from, to);
  const render = async (format: Format, stream: OutputStream): Promise<PrintableText> => {
    if (format === 'json') return jsonText(diff);
    const style = await styleFor(stream, context.terminal.env, options.color);
    return printed(printableReport({ diff, from, to }), (fit) =>
      renderDiff(fit.diff, fit, options.verbose, style),
    );
  };
  return withSinks(options, context, async (main, sinks) => {
    if (!options.quiet || main.isFile) {
      await main.write(await render(options.format, main.isFile ? FILE : context.terminal.stdout));
    }
    for (const [index, { format }] of options.report.entries()) {
      await sinks[index]?.write(await render(format, FILE));
    }
    return diff.exitCode;
  });
}

function refuseFormat(format: Format): void {
  if (format === 'text' || format === 'json') return;
  throw new UsageError(`--diff is shown as text or json, not as ${format}.`);
}
