import type { FileRead, Host } from '../host.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given: the machine, the streams, and where the package lies. */
export interface CliContext {
  readonly host: Host;
  readonly terminal: Terminal;
  /** Reads standard input to its end. */
  readStandardInput(): Promise<FileRead>;
  readonly version: string;
  /** The package's own folder, with `schema/` and `scenarios/`. */
  readonly packageDir: string;
  /** Aborted by Ctrl-C and by the end of the time limit. */
  readonly interrupted: AbortSignal;
  /** Runs when the process ends, also by a signal; for what must not be left behind. Returns what takes it back. */
  onExit(cleanUp: CleanUp): () => void;
}

/** @param signal - what ends the process, if it is one */
export type CleanUp = (signal: NodeJS.Signals | undefined) => void | Promise<void>;

/** A command's result: its exit status. */
export type CommandRun = (context: CliContext) => Promise<number>;

/** Hands a command's run over to the program; commander itself only parses. */
export type Submit = (run: CommandRun) => void;
