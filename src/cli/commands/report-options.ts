/** The options of every command that makes or prints a report, declared once. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Format } from '../../report/formats/formats.ts';
import type { FailOn, PipelineRules } from '../../report/pipeline-rules.ts';
import type { CapabilityId } from '../../skypilot/requirements.ts';
import { readCapabilities } from '../capability-list.ts';
import type { PrintOptions, ReportFile } from '../print-options.ts';

export interface ReportOptions extends PrintOptions {
  readonly require: readonly CapabilityId[];
  /** Codes of findings that are not shown; `refuseUnknownCodes` looks whether there are such, here and in `failOn`. */
  readonly ignore: readonly string[];
  /** `error`, `warning`, or codes of findings. */
  readonly failOn: readonly FailOn[];
  readonly strict: boolean;
  readonly exitZero: boolean;
}

/** Adds those about what is checked, and how it is judged and printed. */
export function addReportOptions(command: Command, formats: readonly Format[]): Command {
  return addPrintOptions(command, formats)
    .option(
      '--require <capabilities>',
      'fail unless these are enabled too, separated by commas',
      readCapabilities,
      [],
    )
    .option('--ignore <code>', 'do not show a finding; repeatable', readIgnored, [])
    .option(
      '--fail-on <what>',
      'fail with error, warning, or the code of a finding; repeatable',
      readFailOn,
      [],
    )
    .option('--strict', 'as --fail-on warning', false)
    .option('--exit-zero', 'end with 0, whatever the verdict', false);
}

/** Adds those about how a report is printed. */
export function addPrintOptions(command: Command, formats: readonly Format[]): Command {
  return command
    .option('-v, --verbose', 'say more; -vv lists every requirement', (_value, count: number) => count + 1, 0)
    .option('-q, --quiet', 'print nothing: the exit status is the answer', false)
    .addOption(new Option('--format <format>', 'how to print the report').choices(formats).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option(
      '--report <format=file>',
      'write it in a format to a file beside; repeatable',
      (pair: string, before: readonly ReportFile[]) => [...before, readReportFile(pair, formats)],
      [],
    )
    .option('--no-annotations', 'in GitHub Actions: no annotations beside the report')
    .option('--mask-account', 'show no account number', false)
    .option('--color', 'always colour')
    .option('--no-color', 'never colour');
}

function readReportFile(pair: string, formats: readonly Format[]): ReportFile {
  const [, name = '', file = ''] = /^([^=]*)=(.+)$/s.exec(pair) ?? [];
  if (file === '') throw new InvalidArgumentError('It takes FORMAT=FILE, such as junit=report.xml.');
  const format = formats.find((known) => known === name);
  if (format !== undefined) return { format, file };
  throw new InvalidArgumentError(`There is no format "${name}". The formats are ${formats.join(', ')}.`);
}

function readIgnored(code: string, before: readonly string[]): readonly string[] {
  return [...before, code];
}

function readFailOn(what: string, before: readonly FailOn[]): readonly FailOn[] {
  return [...before, { what, from: `--fail-on ${what}` }];
}

/** What the options ask of a report. */
export function rulesOf({ ignore, failOn, strict, exitZero }: ReportOptions): PipelineRules {
  return {
    ignore,
    failOn: [...failOn, ...(strict ? [{ what: 'warning', from: '--strict' }] : [])],
    exitZero,
  };
}
