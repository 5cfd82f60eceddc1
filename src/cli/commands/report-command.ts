import type { Command } from 'commander';
import { FORMAT_NAMES } from '../../report/formats/formats.ts';
import type { Submit } from '../context.ts';
import { withHelp } from '../help.ts';
import { REPORT_HELP } from '../help-texts.ts';
import { addPrintOptions } from './report-options.ts';
import type { ReportRunOptions } from './report-run-options.ts';

/** Declares `skycheck report`. */
export function addReportCommand(parent: Command, submit: Submit): void {
  const command = withHelp(parent.command('report').copyInheritedSettings(parent), REPORT_HELP)
    .argument('<file...>', 'saved JSON reports; - is standard input')
    .description('saved reports in any format, several merged into one');
  addPrintOptions(command, FORMAT_NAMES)
    .option('--diff', 'what changed between two reports', false)
    .action((files: string[], options: ReportRunOptions) => {
      submit(async (context) => (await import('./report-run.ts')).runReport(files, options, context));
    });
}
