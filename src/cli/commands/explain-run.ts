import { closestTo } from '../../closest-word.ts';
import { FINDING_CODES, FINDINGS, isFindingCode } from '../../findings/registry.ts';
import { ownText } from '../../printable.ts';
import { beside, type TextStyle, wrap } from '../../report/text/style.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit.ts';
import { styleFor } from '../terminal.ts';

/** Runs `skycheck explain`. */
export async function runExplain(code: string | undefined, { terminal }: CliContext): Promise<number> {
  const style = await styleFor(terminal.stdout, terminal.env, undefined);
  const lines = code === undefined ? listAll(style) : explain(code, style);
  terminal.stdout.write(ownText(`${lines.join('\n')}\n`));
  return EXIT.ok;
}

function listAll(style: TextStyle): string[] {
  const labelWidth = Math.max(...FINDING_CODES.map((code) => code.length));
  return FINDING_CODES.flatMap((code) =>
    beside(code, `${FINDINGS[code].severity}: ${FINDINGS[code].title}`, style.columns, {
      indent: 0,
      labelWidth,
    }),
  );
}

function explain(code: string, style: TextStyle): string[] {
  if (!isFindingCode(code)) {
    const near = closestTo(code, FINDING_CODES);
    throw new UsageError(
      `There is no finding with the code "${code}".`,
      near === undefined ? 'skycheck explain lists them all.' : `Did you mean ${near}?`,
    );
  }
  const { severity, title, explanation, docs } = FINDINGS[code];
  return [
    `${style.paint.bold(code)} (${severity})`,
    ...wrap(title, style.columns, 0),
    ...explanation.flatMap((paragraph) => ['', ...wrap(paragraph, style.columns, 0)]),
    '',
    docs,
  ];
}
