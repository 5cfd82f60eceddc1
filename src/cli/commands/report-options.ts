/** The options of every command that makes a report, declared once. */
import { type Command, Option } from 'commander';
import type { CapabilityId } from '../../skypilot/requirements.ts';
import { readCapabilities } from '../capability-list.ts';
import { FORMATS, type PrintOptions } from '../print-options.ts';

export interface ReportOptions extends PrintOptions {
  readonly require: readonly CapabilityId[];
  readonly strict: boolean;
}

/** Adds them to a command. */
export function addReportOptions(command: Command): Command {
  return command
    .option('-v, --verbose', 'say more; -vv lists every requirement', (_value, count: number) => count + 1, 0)
    .option('-q, --quiet', 'print nothing: the exit status is the answer', false)
    .option(
      '--require <capabilities>',
      'fail unless these are enabled too, separated by commas',
      readCapabilities,
      [],
    )
    .addOption(new Option('--format <format>', 'how to print the report').choices(FORMATS).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--strict', 'let warnings fail the check', false)
    .option('--color', 'always colour')
    .option('--no-color', 'never colour');
}
