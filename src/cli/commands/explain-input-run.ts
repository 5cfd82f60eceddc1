import { withDenialOpener } from '../../check/decode-denial.ts';
import { explainPasted } from '../../explain-pasted.ts';
import { printed } from '../../printable.ts';
import { printableReport } from '../../report/printable-report.ts';
import { renderPasted } from '../../report/text/pasted-text.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit.ts';
import { styleFor } from '../terminal.ts';
import { underTimeLimit } from '../time-limit.ts';
import type { ExplainOptions } from './explain-options.ts';

/** Runs `skycheck explain -`. */
export async function explainInput(options: ExplainOptions, context: CliContext): Promise<number> {
  const { terminal } = context;
  const input = await context.readStandardInput();
  if (input.kind !== 'file') throw new UsageError('Standard input cannot be read.');
  const text = new TextDecoder().decode(input.bytes);
  if (text.trim() === '')
    throw new UsageError('Standard input is empty.', 'Paste a denial or a log, and end with Ctrl-D.');
  const { profile, refresh, endpointUrl, timeout, offline } = options;
  const timeoutMs = timeout * 1000;
  const report = await underTimeLimit(timeoutMs, context, (signal, host) =>
    offline
      ? explainPasted(text, async (denial) => denial)
      : withDenialOpener(
          { profile, renewSsoToken: refresh, endpointUrl, timeoutMs, signal, version: context.version },
          host,
          (open) => explainPasted(text, open),
        ),
  );
  if (report.denials.length === 0 && report.errors.length === 0) {
    throw new UsageError(
      'There is no denial in this text, and no error that skycheck knows.',
      'What this identity may do here shows skycheck aws -v.',
    );
  }
  const style = await styleFor(terminal.stdout, terminal.env, undefined);
  terminal.stdout.write(printed(printableReport(report), (fit) => renderPasted(fit, style)));
  return EXIT.ok;
}
