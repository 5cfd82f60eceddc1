/** Where files set a variable that is in the environment: a shell's start files, direnv, `.env`, the system's. */
import { displayPath } from '../config/display-path.ts';
import type { FileLine } from '../file-line.ts';
import type { Host } from '../host.ts';
import { type Dialect, type VariableEvent, variableEvents } from './variable-events.ts';

/** Files that one program reads one after the other; the last word counts. */
interface Chain {
  readonly files: readonly StartFile[];
  /** The shell that reads them; undefined for what is no shell's. */
  readonly shell?: 'bash' | 'zsh' | 'fish';
}

interface StartFile {
  readonly path: string;
  readonly dialect: Dialect;
}

/** A start file is a page or two; more of them than this are not read for one variable. */
const MOST_BYTES = 256 * 1024;
const MOST_FILES = 60;
/** How far files that read other files are followed. */
const DEEPEST = 3;

/**
 * The lines that leave a variable with the value that it has: the last of each chain of files, if it sets that value.
 *
 * What is unset or overridden further down does not count. Lines of the person's own shell come first and keep those
 * of other shells out.
 */
export async function findVariableOrigins(
  variable: string,
  value: string,
  host: Host,
): Promise<readonly FileLine[]> {
  const textOf = textReader(host);
  const own = host.env.SHELL?.split('/').at(-1);
  const found: { readonly at: FileLine; readonly shell: Chain['shell'] }[] = [];
  for (const { files, shell } of await chainsOf(host, textOf)) {
    const last = lastSetting(await eventsOf(files, { variable, home: host.home, textOf }));
    if (last === undefined || (last.value ?? value) !== value) continue;
    found.push({ at: last.at, shell });
  }
  const isOwnKnown = found.some(({ shell }) => shell === own && shell !== undefined);
  const kept = found.filter(({ shell }) => shell === undefined || !isOwnKnown || shell === own);
  const places = kept.map(({ at }) => at);
  return places.filter(
    ({ file, line }, index) => places.findIndex((at) => at.file === file && at.line === line) === index,
  );
}

type PlacedEvent = { readonly event: Exclude<VariableEvent, { kind: 'reads' }>; readonly file: string };

function lastSetting(
  events: readonly PlacedEvent[],
): { readonly at: FileLine; readonly value: string | undefined } | undefined {
  let last: { readonly at: FileLine; readonly value: string | undefined } | undefined;
  let isExported = false;
  for (const { event, file } of events) {
    if (event.kind === 'cleared') last = undefined;
    if (event.kind === 'set') last = { at: { file, line: event.line }, value: event.value };
    isExported = event.kind === 'exported' || (event.kind === 'set' && event.exported) || isExported;
  }
  return isExported ? last : undefined;
}

/** The text of a file; undefined where it cannot be read or is too long. */
type TextOf = (path: string) => Promise<string | undefined>;

/** Reads each file once at most, and so many in all. */
function textReader(host: Pick<Host, 'readFile'>): TextOf {
  const texts = new Map<string, Promise<string | undefined>>();
  const read = async (path: string) => {
    const file = await host.readFile(path);
    const isShort = file.kind === 'file' && file.bytes.length <= MOST_BYTES;
    return isShort ? new TextDecoder().decode(file.bytes) : undefined;
  };
  return (path) => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    if (texts.size >= MOST_FILES) return Promise.resolve(undefined);
    const text = read(path);
    texts.set(path, text);
    return text;
  };
}

interface Search {
  readonly variable: string;
  readonly home: string;
  readonly textOf: TextOf;
}

async function eventsOf(
  files: readonly StartFile[],
  search: Search,
  depth = 0,
): Promise<readonly PlacedEvent[]> {
  const events: PlacedEvent[] = [];
  for (const { path, dialect } of files) {
    const text = await search.textOf(path);
    for (const event of variableEvents(text ?? '', search.variable, dialect)) {
      if (event.kind !== 'reads') {
        events.push({ event, file: displayPath(path, search.home) });
      } else if (depth < DEEPEST) {
        const next = resolved(event.file, path, search.home);
        const file = { path: next ?? '', dialect: dialect === 'fish' ? dialect : event.dialect };
        if (next !== undefined) events.push(...(await eventsOf([file], search, depth + 1)));
      }
    }
  }
  return events;
}

/** The path of a file that another one reads; undefined for what only a shell could tell. */
function resolved(file: string, from: string, home: string): string | undefined {
  const path = file.replace(/^(?:~|\$HOME|\$\{HOME\})\//, `${home}/`);
  if (/[$`*?]/.test(path)) return undefined;
  return path.startsWith('/') ? path : `${from.slice(0, from.lastIndexOf('/'))}/${path.replace(/^\.\//, '')}`;
}

/** What is nearest to the work comes first. Source: the manuals of bash, zsh, fish and direnv, "start-up files". */
async function chainsOf(host: Host, textOf: TextOf): Promise<readonly Chain[]> {
  const { home, cwd, env } = host;
  const sh = (path: string): StartFile => ({ path, dialect: 'sh' });
  const zsh = env.ZDOTDIR || home;
  const fish = `${env.XDG_CONFIG_HOME || `${home}/.config`}/fish`;
  const snippets = await host.listDirectory(`${fish}/conf.d`);
  const shells: readonly Chain[] = [
    { shell: 'bash', files: [sh(`${home}/.bashrc`)] },
    { shell: 'bash', files: [sh(`${home}/.bash_profile`)] },
    { shell: 'bash', files: [sh(`${home}/.bash_login`)] },
    {
      shell: 'zsh',
      files: [`${home}/.zshenv`, `${zsh}/.zshenv`, `${zsh}/.zprofile`, `${zsh}/.zshrc`, `${zsh}/.zlogin`]
        .filter((path, index, all) => all.indexOf(path) === index)
        .map(sh),
    },
    {
      shell: 'fish',
      files: [
        { path: `${fish}/fish_variables`, dialect: 'fish-variables' },
        ...snippets
          .filter((name) => name.endsWith('.fish'))
          .map((name) => ({ path: `${fish}/conf.d/${name}`, dialect: 'fish' }) as const),
        { path: `${fish}/config.fish`, dialect: 'fish' },
      ],
    },
  ];
  return [
    { files: (await direnvFiles(cwd, textOf)).map(sh) },
    { files: [{ path: `${cwd}/.env`, dialect: 'dotenv' }] },
    ...shells,
    // Read by sh and bash, and by the session that starts any of them.
    { files: [sh(`${home}/.profile`)] },
    { files: [{ path: '/etc/environment', dialect: 'dotenv' }] },
  ];
}

/** direnv reads the nearest, and the one above it where that says so. Source: direnv-stdlib, `source_up`. */
async function direnvFiles(cwd: string, textOf: TextOf): Promise<readonly string[]> {
  const files: string[] = [];
  for (const directory of directoriesUp(cwd)) {
    const file = `${directory}/.envrc`;
    const text = await textOf(file);
    if (text === undefined) continue;
    files.unshift(file);
    if (!/^\s*source_up/m.test(text)) break;
  }
  return files;
}

/** More levels than any project has. */
const MOST_LEVELS = 16;

/** A directory and those above it. */
function directoriesUp(directory: string): readonly string[] {
  const parts = directory.split('/').filter((part) => part !== '');
  const all = parts.map((_part, index) => `/${parts.slice(0, parts.length - index).join('/')}`);
  return [...all, ''].slice(0, MOST_LEVELS);
}
