/**
 * `.skycheck.yaml`: what a team checks every time. It lies in the working directory or at the root of its repository, never
 * in the home; each key is as a flag, which wins.
 */
import * as path from 'node:path';
import type { Host } from '../host.ts';
import { type JsonMember, lineStartsOf, positionIn } from '../iam/json-node.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import { UsageError } from './exit.ts';
import type { ReportFile } from './print-options.ts';

export const PROJECT_CONFIG = '.skycheck.yaml';

/** What a file says; undefined where it says nothing. */
export interface ProjectConfig {
  readonly require: readonly CapabilityId[] | undefined;
  readonly regions: readonly string[] | undefined;
  readonly ignore: readonly string[] | undefined;
  readonly failOn: readonly string[] | undefined;
  /** Whole paths. */
  readonly task: string | undefined;
  readonly config: string | undefined;
  readonly formats: readonly ReportFile[] | undefined;
}

/** Reads the file of a working directory. Throws a usage error, with the line, for what it may not say. */
export async function readProjectConfig(host: Host): Promise<ProjectConfig | undefined> {
  for (const folder of await foldersOf(host)) {
    const file = path.join(folder, PROJECT_CONFIG);
    const read = await host.readFile(file);
    const shown = path.relative(host.cwd, file);
    switch (read.kind) {
      case 'missing':
        break;
      case 'file':
        return parse(new TextDecoder().decode(read.bytes), { shown, folder }, host);
      default:
        // Then the time of the run is over, and nothing will be decided.
        if (read.kind === 'unreadable' && read.code === 'ETIMEDOUT') return undefined;
        throw new UsageError(`${shown} cannot be read (${read.kind}).`);
    }
  }
  return undefined;
}

/** The working directory, and the root of the repository that it is in; the home is neither. */
async function foldersOf({ cwd, home, readFile, realPath }: Host): Promise<readonly string[]> {
  const realOf = async (folder: string) => (await realPath(folder)) ?? path.resolve(folder);
  const realHome = await realOf(home);
  for (let folder = cwd; (await realOf(folder)) !== realHome; folder = path.dirname(folder)) {
    const here = folder === cwd ? [cwd] : [cwd, folder];
    // A worktree has a file of that name.
    if ((await readFile(path.join(folder, '.git'))).kind !== 'missing') return here;
    if (folder === path.dirname(folder)) break;
  }
  return (await realOf(cwd)) === realHome ? [] : [cwd];
}

interface Place {
  readonly shown: string;
  readonly folder: string;
}

/** Says what is wrong with a line. */
type Refuse = (at: number | undefined, message: string, hint?: string) => UsageError;

async function parse(text: string, { shown, folder }: Place, host: Host): Promise<ProjectConfig> {
  const refuse: Refuse = (at, message, hint) =>
    new UsageError(`${shown}:${positionIn(lineStartsOf(text), at ?? 0).line}: ${message}`, hint);
  const members = await membersOf(text, refuse);
  const { valuesOf } = await import('./project-config-values.ts');
  const values = valuesOf(members, refuse);
  const inside = (member: JsonMember | undefined, file: string | undefined) =>
    file === undefined ? undefined : fileInside(file, folder, host, () => refuse(member?.nameAt, OUTSIDE));
  const allInside = async (files: readonly ReportFile[] | undefined) => {
    for (const { file } of files ?? []) await inside(memberOf('formats'), file);
    return files?.map(({ format, file }) => ({ format, file: path.join(folder, file) }));
  };
  const memberOf = (name: string) => members.find((member) => member.name === name);
  return {
    require: values.require,
    regions: values.regions,
    ignore: values.ignore,
    failOn: values['fail-on'],
    task: await inside(memberOf('task'), values.task),
    config: await inside(memberOf('config'), values.config),
    formats: await allInside(values.formats),
  };
}

const OUTSIDE = 'the file has to lie beside this one, or below it.';

async function membersOf(text: string, refuse: Refuse): Promise<readonly JsonMember[]> {
  // An empty file, or one of comments, says nothing.
  if (/^(\s|#.*$)*$/m.test(text) && text.replace(/#.*$/gm, '').trim() === '') return [];
  const { readYaml } = await import('../policy/yaml-nodes.ts');
  const read = readYaml(text.replace(/^\ufeff/, ''));
  if (read.kind === 'failed') throw refuse(read.at, `${read.message}.`);
  if (read.node.kind !== 'object') throw refuse(read.node.at, 'this has to be keys with values.');
  return read.node.members;
}

/** The whole path of a file that lies below the folder, also behind links: a pull request may have brought both. */
async function fileInside(
  file: string,
  folder: string,
  { realPath }: Host,
  refusal: () => UsageError,
): Promise<string> {
  const whole = path.resolve(folder, file);
  const root = (await realPath(folder)) ?? folder;
  const real =
    (await realPath(whole)) ?? path.join((await realPath(path.dirname(whole))) ?? root, path.basename(whole));
  if (!isBelow(folder, whole) || !isBelow(root, real)) throw refusal();
  return whole;
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
