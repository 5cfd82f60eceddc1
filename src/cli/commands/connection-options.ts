/** The options of every command that may call AWS, declared once. */
import type { Command } from 'commander';
import { DEFAULT_TIMEOUT_SECONDS } from '../time-limit.ts';
import { readSeconds, readUrl } from './option-values.ts';

export interface ConnectionOptions {
  /** False for `--no-refresh`. */
  readonly refresh: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly endpointUrl?: string;
}

/**
 * Adds them to a command.
 *
 * @param when - put in front of the help texts, where they count in some case only
 */
export function addConnectionOptions(command: Command, when = ''): Command {
  return command
    .option('--no-refresh', `${when}never renew an SSO token`)
    .option('--timeout <seconds>', `${when}for the whole run`, readSeconds, DEFAULT_TIMEOUT_SECONDS)
    .option('--endpoint-url <url>', `${when}send every call there`, readUrl);
}
