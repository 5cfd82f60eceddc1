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
