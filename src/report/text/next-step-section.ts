import { type NextStep, nextStepOf } from '../next-step.ts';
import type { Report, ReportFinding, ReportFixStep } from '../report.ts';
import { type TextStyle, wrap } from './style.ts';

/** What to do first, as commands that can be pasted; then how many other problems wait. */
export function nextStepSection(report: Report, style: TextStyle): string[] {
  const step = nextStepOf(report);
  if (step === undefined) return [];
  const more = step.others.map(({ title }) => title).join('; ');
  return [
    ...wrap(introduction(step), style.columns, 0).map(style.paint.bold),
    ...fixLines({ fix: [...step.steps] }, 4, style),
    ...(more === '' ? [] : wrap(`Then: ${more}.`, style.columns, 0)),
  ];
}

function introduction({ by, steps }: NextStep): string {
  if (by !== undefined) return `To fix it (${lowerFirst(by)} runs what follows the first line):`;
  return steps.every(({ kind }) => kind === 'ask') ? 'What to do:' : 'To fix it:';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The steps of a fix. What is there to be pasted is never broken; what is there to be read is. */
export function fixLines({ fix }: Pick<ReportFinding, 'fix'>, indent: number, style: TextStyle): string[] {
  const pad = ' '.repeat(indent);
  return fix.flatMap((step) =>
    isPasted(step)
      ? step.text.split('\n').map((line) => `${pad}${style.paint.note(line)}`)
      : wrap(step.text, style.columns, indent),
  );
}

function isPasted({ kind }: ReportFixStep): boolean {
  return kind === 'command' || kind === 'statement';
}
