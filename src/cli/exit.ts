/** The exit statuses of skycheck, the same for every command and format. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  inconclusive: 3,
  bug: 70,
  /** The output could not be written. Source: sysexits, EX_IOERR, of which 70 is EX_SOFTWARE. */
  outputFailed: 74,
  hungUp: 129,
  interrupted: 130,
  quit: 131,
  /** Whoever read the output went away, as SIGPIPE says it. */
  pipeClosed: 141,
  terminated: 143,
} as const;

/** What they mean to whoever reads them; README has the same table. */
export const EXIT_MEANINGS: readonly (readonly [statuses: string, meaning: string])[] = [
  ['0', 'ready: everything asked for is enabled'],
  ['1', 'not ready: something asked for is disabled, or `--fail-on` (`--strict`) met a finding'],
  ['2', 'usage, or unreadable input given by flag'],
  ['3', 'undecided: nothing asked for is disabled, and something could not be decided'],
  ['70, 74', 'a bug in skycheck; the output could not be written whole'],
  ['129 to 143', 'ended by a signal, or (141) its reader went away'],
];

/** A mistake in what the person typed or named: said in one line, without a stack trace, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What could be meant instead, or where to read on; one line. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
