/** What decides whether a stream is coloured. */
export interface ColorInputs {
  /** `--color` or `--no-color`, where given. */
  readonly flag: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/**
 * Whether to use colour, by the conventions of command-line tools, strongest first: the flag; NO_COLOR (not empty);
 * FORCE_COLOR (`0` and `false` are off) and CLICOLOR_FORCE; CLICOLOR=0; TERM=dumb; whether the stream is a terminal.
 *
 * Chalk and Node let FORCE_COLOR beat NO_COLOR; here the person who says no wins. Source: no-color.org,
 * bixense.com/clicolors.
 */
export function wantsColor({ flag, env, isTerminal }: ColorInputs): boolean {
  if (flag !== undefined) return flag;
  if (isSet(env.NO_COLOR)) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (isSet(env.CLICOLOR_FORCE) && env.CLICOLOR_FORCE !== '0') return true;
  if (env.CLICOLOR === '0' || env.TERM === 'dumb') return false;
  return isTerminal;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
