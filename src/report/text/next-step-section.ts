import { CORE } from '../areas.ts';
import { handsOutPolicy, isSupposed, type NextStep, nextStepOf } from '../next-step.ts';
import { proofSentences } from '../proof-words.ts';
import type { Report, ReportFinding, ReportFixStep } from '../report.ts';
import { type TextStyle, wrap } from './style.ts';

/** What to do first, as commands that can be pasted; then how many other problems wait. */
export function nextStepSection(report: Report, style: TextStyle): string[] {
  const step = nextStepOf(report);
  if (step === undefined) return [];
  const { otherwise } = step;
  const others = [...step.others, ...(otherwise?.others ?? [])];
  const more = others.map(({ title }) => title).join('; ');
  // What comes second is told in brief.
  const proof = otherwise === undefined ? proofSentences(report) : [];
  return [
    ...stepLines(isSupposed(step.finding) ? unlessMeant(report) : introduction(step, report), step, style),
    ...(otherwise === undefined ? [] : stepLines(ifMeant(otherwise, report), otherwise, style)),
    ...(handsOutPolicy(otherwise ?? step, report)
      ? wrap([...untestedNote(report), ...proof].join(' '), style.columns, 0)
      : []),
    ...(more === '' ? [] : wrap(`Then: ${more}.`, style.columns, 0)),
  ];
}

function stepLines(text: string, { steps }: NextStep, style: TextStyle): string[] {
  return [...wrap(text, style.columns, 0).map(style.paint.bold), ...fixLines({ fix: [...steps] }, 4, style)];
}

function unlessMeant({ profile }: Report): string {
  return `If "${profile.value}" is not the profile that you mean:`;
}

function introduction(step: NextStep, report: Report): string {
  const { by, steps } = step;
  if (by !== undefined) return `To fix it, ${lowerFirst(by)} runs${whichOf(step, report)}:`;
  return steps.every(({ kind }) => kind === 'ask') ? 'What to do:' : 'To fix it:';
}

function ifMeant(step: NextStep, report: Report): string {
  const { by } = step;
  return by === undefined ? 'If it is:' : `If it is, ${lowerFirst(by)} runs${whichOf(step, report)}:`;
}

/** The first command makes the file, and needs the identity that is checked. */
function whichOf(step: NextStep, report: Report): string {
  if (!handsOutPolicy(step, report)) return '';
  return step.steps.length === 2 ? ' the second command' : ' the commands after the first';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const SIMULATE = 'iam:SimulatePrincipalPolicy';

/** That the document grants more than is known to be missing, and why. */
function untestedNote({ missingPolicy, missingPolicyFix = [], capabilities, required }: Report): string[] {
  const grantsQuestion = missingPolicy?.Statement.some(({ Action }) => [Action].flat().includes(SIMULATE));
  if (grantsQuestion !== true || missingPolicyFix.length === 0) return [];
  const open = capabilities
    .filter(({ id }) => (required.length === 0 ? CORE.includes(id) : required.includes(id)))
    .flatMap(({ requirements }) => requirements)
    .filter(({ decision }) => decision === 'unknown').length;
  if (open === 0) return [];
  const were = open === 1 ? '1 permission was' : `${open} permissions were`;
  return [
    `${were} not tested: this identity may not call ${SIMULATE}. The file adds that and ${open === 1 ? 'it' : 'them'}.`,
  ];
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

function isPasted({ kind, text }: ReportFixStep): boolean {
  return kind === 'command' || kind === 'statement' || /^"\$\{EDITOR/.test(text);
}
