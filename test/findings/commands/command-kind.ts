/** Kinds of printed commands: what program they start, and with which of its commands. */
import { basename } from 'node:path';
import { type FixStep, reportStep } from '../../../src/findings/fix-step.ts';
import type { ReportFixStep } from '../../../src/report/report.ts';

/** Programs of many commands; of others the name says all. */
const WITH_COMMANDS = /^(aws|skycheck|sudo|uv|pipx|gh)$/;

/** The kind of a line for a shell, such as `aws sso login` or `unset`. */
export function kindOfCommand(line: string): string {
  const [program = '', ...words] = line.split(/\s+/);
  if (program.startsWith('"${EDITOR')) return 'editor';
  const name = basename(program);
  if (/^python/.test(name)) return `python ${words.slice(0, 3).join(' ')}`;
  if (!WITH_COMMANDS.test(name)) return name;
  const end = words.findIndex((word) => !/^[a-z][a-z0-9-]*$/.test(word));
  const most = name === 'sudo' ? 1 : 2;
  return [name, ...words.slice(0, end < 0 ? undefined : end).slice(0, most)].join(' ');
}

/** The kind of a step; undefined for what only another person can do. */
export function kindOfStep(step: FixStep): string | undefined {
  return kindOfReportStep(reportStep(step));
}

/** The same of a step as it is printed. */
export function kindOfReportStep({ kind, text }: ReportFixStep): string | undefined {
  if (kind === 'ask') return undefined;
  if (kind === 'statement') return 'statement';
  if (kind === 'command' || text.startsWith('"$')) return kindOfCommand(text);
  return text.includes(', change ') ? 'change of words' : 'setting';
}
