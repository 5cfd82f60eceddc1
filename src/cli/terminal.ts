import type { PrintableText } from '../printable.ts';
import { ASCII_SYMBOLS, PLAIN_PAINT, type TextStyle, UNICODE_SYMBOLS } from '../report/text/style.ts';
import { wantsColor } from './color.ts';

/** The streams of one run. Commands write through this value only, and nothing below them writes at all. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

export interface OutputStream {
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined where it is none. */
  readonly columns: number | undefined;
  /** Nothing is written as it came from outside: the type sees to it. */
  write(text: PrintableText): void;
}

const MIN_COLUMNS = 60;
const MAX_COLUMNS = 110;
const DEFAULT_COLUMNS = 80;

/** Loads chalk only where something is painted. */
export async function styleFor(
  stream: OutputStream,
  env: Terminal['env'],
  flag: boolean | undefined,
): Promise<TextStyle> {
  const color = wantsColor({ flag, env, isTerminal: stream.isTerminal });
  return {
    columns: columnsOf(stream, env),
    symbols: speaksUnicode(env) ? UNICODE_SYMBOLS : ASCII_SYMBOLS,
    paint: color ? (await import('./paint.ts')).CHALK_PAINT : PLAIN_PAINT,
  };
}

/** COLUMNS, else the terminal's own width, within what is readable. */
function columnsOf(stream: OutputStream, env: Terminal['env']): number {
  const named = Number(env.COLUMNS);
  const columns = Number.isInteger(named) && named > 0 ? named : (stream.columns ?? DEFAULT_COLUMNS);
  return Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns));
}

/** Source: POSIX, the locale of the character set: LC_ALL, LC_CTYPE, LANG; unset means C, as in most containers, where UTF-8 still shows. */
export function speaksUnicode(env: Terminal['env']): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' || /utf-?8/i.test(locale) || locale.startsWith('C.');
}

/** Whether to show a spinner: on a terminal, and not in CI, where some systems fail on output to stderr. */
export function wantsProgress({ stderr, env }: Terminal): boolean {
  return stderr.isTerminal && !env.CI && env.TERM !== 'dumb';
}
