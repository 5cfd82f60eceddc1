/** What somebody pasted, explained, as text. */
import type { PastedDenial, PastedError, PastedReport } from '../pasted.ts';
import { fixLines } from './next-step-section.ts';
import { beside, type TextStyle, wrap } from './style.ts';

/** @returns text that ends with a line break */
export function renderPasted({ denials, errors }: PastedReport, style: TextStyle): string {
  const blocks = [
    ...denials.map((denial) => denialLines(denial, style)),
    ...errors.map((error) => errorLines(error, style)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function denialLines(denial: PastedDenial, style: TextStyle): string[] {
  const { action, actor, resources, reason, policy, link, neededFor, fix } = denial;
  const rows: readonly (readonly [label: string, text: string | undefined])[] = [
    ['who', actor ?? 'the text does not say'],
    ['on', resources.length === 0 ? undefined : resources.join(', ')],
    ['layer', denial.layer],
    ['why', `${reason}.`],
    ['policy', policy !== undefined && !reason.includes(policy) ? policy : undefined],
    ['used for', action === undefined ? undefined : neededText(neededFor)],
    ['more', link],
  ];
  return [
    style.paint.bold(`Denied: ${action ?? 'an action that only the encoded message names'}`),
    ...rows.flatMap(([label, text]) =>
      text === undefined
        ? []
        : beside(label, text, style.columns, { indent: 2, labelWidth: 8, paintLabel: style.paint.dim }),
    ),
    ...(fix.length === 0 ? [] : ['To fix it:', ...fixLines({ fix: [...fix] }, 4, style)]),
    ...(denial.seeAlso === undefined ? [] : [`See skycheck explain ${denial.seeAlso}`]),
  ];
}

function neededText(neededFor: readonly string[]): string {
  return neededFor.length === 0
    ? 'nothing that skycheck knows SkyPilot to do'
    : `${neededFor.join(', ')} (skycheck explain ${neededFor[0]})`;
}

function errorLines({ title, line, advice, code }: PastedError, style: TextStyle): string[] {
  return [
    style.paint.bold(title),
    ...wrap(line.length > 300 ? `${line.slice(0, 300)}${style.symbols.more}` : line, style.columns, 2).map(
      style.paint.dim,
    ),
    ...wrap(advice, style.columns, 0),
    ...(code === undefined ? [] : [`See skycheck explain ${code}; whether it is so here: skycheck aws -v`]),
  ];
}
