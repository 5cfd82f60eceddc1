import * as readline from 'node:readline/promises';
import { Writable } from 'node:stream';
import { printable } from '../printable.ts';

/**
 * Asks for a line at the terminal without showing what is typed, as Python's getpass does.
 *
 * @returns undefined where stdin or stderr is no terminal, or the person ends the input
 */
export async function promptSecret(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  process.stderr.write(printable(question));
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = readline.createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
    return await Promise.race([lines.question(''), ended]);
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
