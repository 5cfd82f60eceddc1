/** The sandbox inside this process, for `skycheck aws --sandbox`. */

import * as path from 'node:path';
import { closestTo } from '../closest-word.ts';
import { placeText } from '../file-line.ts';
import type { Host } from '../host.ts';
import {
  listScenarios,
  loadScenario,
  type Sandbox,
  type Scenario,
  startSandbox,
} from '../sandbox/sandbox.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './exit.ts';
import { sandboxHost } from './sandbox-host.ts';

/** Where the sandbox's home seems to be. Its files exist in memory only, so nothing can be left behind. */
const SANDBOX_HOME = path.resolve('/sandbox-home');

/**
 * Runs a function against the sandbox in a given scenario: the same code path as against the real AWS.
 *
 * @param named - files of the real machine that the person named by a flag: the only ones that are read
 */
export async function withSandbox<T>(
  name: string,
  context: CliContext,
  run: (host: Host) => Promise<T>,
  named: readonly string[] = [],
): Promise<T> {
  const scenario = await requireScenario(name, context);
  const sandbox = await requireSandbox(scenario, 0, context);
  try {
    return await run(sandboxHost(sandbox, context.host, SANDBOX_HOME, named));
  } finally {
    await sandbox.close();
  }
}

/** The scenario of that name or file; a usage error, with the place of the mistake, where there is none. */
export async function requireScenario(name: string, { host, packageDir }: CliContext): Promise<Scenario> {
  const directory = path.join(packageDir, 'scenarios');
  const load = await loadScenario(host, directory, name);
  switch (load.kind) {
    case 'scenario':
      return load.scenario;
    case 'unknown': {
      const near = closestTo(name, load.known);
      throw new UsageError(
        `There is no sandbox scenario named "${name}".`,
        `${near === undefined ? '' : `Did you mean ${near}? `}The scenarios are ${load.known.join(', ')}.`,
      );
    }
    case 'unreadable':
      throw new UsageError(`The scenario file ${load.file} cannot be read: ${load.reason}.`);
    case 'invalid': {
      const problems = load.problems.map(
        ({ line, column, path: place, message }) =>
          `${placeText({ file: load.file, line, column })}: ${place === '' ? '' : `${place}: `}${message}`,
      );
      throw new UsageError('The scenario file has mistakes.', problems.join('\n'));
    }
  }
}

/** The scenarios that ship. */
export function shippedScenarios({ host, packageDir }: CliContext) {
  return listScenarios(host, path.join(packageDir, 'scenarios'));
}

/** Starts the server; a usage error where the port is taken. */
export async function requireSandbox(
  scenario: Scenario,
  port: number,
  { host }: CliContext,
): Promise<Sandbox> {
  const start = await startSandbox({ scenario, port, clock: host });
  if (start.kind === 'started') return start.sandbox;
  throw new UsageError(`The sandbox cannot listen on port ${port} (${start.code}).`);
}
