/** The scenarios that ship with the package, and those in files of the user's own. */
import type { Host } from '../host.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioProblem } from './scenario-reader.ts';
import { readScenario } from './scenario-reader.ts';

/** What reading scenarios needs of the machine; a `Host` has it. */
export type ScenarioFiles = Pick<Host, 'readFile' | 'listDirectory'>;

export interface ScenarioSummary {
  readonly name: string;
  readonly description: string;
}

export type ScenarioLoad =
  | { readonly kind: 'scenario'; readonly name: string; readonly scenario: Scenario }
  /** `known` are the names that there are. */
  | { readonly kind: 'unknown'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'unreadable'; readonly file: string; readonly reason: string }
  | { readonly kind: 'invalid'; readonly file: string; readonly problems: readonly ScenarioProblem[] };

const EXTENSION = '.yaml';

async function names(files: ScenarioFiles, directory: string): Promise<readonly string[]> {
  const entries = await files.listDirectory(directory);
  return entries
    .filter((entry) => entry.endsWith(EXTENSION))
    .map((entry) => entry.slice(0, -EXTENSION.length));
}

/**
 * The scenarios of a directory with their descriptions, by name; unreadable ones are left out.
 *
 * @param directory The package's `scenarios/`.
 */
export async function listScenarios(
  files: ScenarioFiles,
  directory: string,
): Promise<readonly ScenarioSummary[]> {
  const loads = await Promise.all(
    (await names(files, directory)).map((name) => loadScenario(files, directory, name)),
  );
  return loads.flatMap((load) =>
    load.kind === 'scenario' ? [{ name: load.name, description: load.scenario.description }] : [],
  );
}

/**
 * Reads a scenario.
 *
 * @param nameOrPath A name, or a path where it holds a separator or ends in `.yaml` or `.yml`.
 */
export async function loadScenario(
  files: ScenarioFiles,
  directory: string,
  nameOrPath: string,
): Promise<ScenarioLoad> {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  if (!isPath) {
    const known = await names(files, directory);
    if (!known.includes(nameOrPath)) return { kind: 'unknown', name: nameOrPath, known };
  }
  const file = isPath ? nameOrPath : `${directory}/${nameOrPath}${EXTENSION}`;
  const text = await readText(files, file);
  if (text.kind === 'unreadable') return { ...text, file };
  const read = readScenario(text.text);
  if (read.kind === 'invalid') return { ...read, file };
  return { kind: 'scenario', name: nameOrPath, scenario: read.scenario };
}

async function readText(
  files: ScenarioFiles,
  file: string,
): Promise<
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable'; readonly reason: string }
> {
  const read = await files.readFile(file);
  switch (read.kind) {
    case 'file':
      return { kind: 'text', text: new TextDecoder().decode(read.bytes) };
    case 'missing':
      return { kind: 'unreadable', reason: 'no such file' };
    case 'directory':
      return { kind: 'unreadable', reason: 'is a directory' };
    case 'too-large':
      return { kind: 'unreadable', reason: `is too large (${read.size} bytes)` };
    case 'unreadable':
      return { kind: 'unreadable', reason: `cannot be read (${read.code})` };
  }
}
