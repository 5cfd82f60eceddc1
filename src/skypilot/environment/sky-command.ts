/** Which Python `sky` starts with, by looking at files; nothing is run. */
import * as path from 'node:path';
import type { Host } from '../../host.ts';

type Reader = Pick<Host, 'env' | 'home' | 'cwd' | 'platform' | 'readFile' | 'listDirectory'>;

export type SkyCommand =
  | { readonly kind: 'found'; readonly sky: string; readonly python: string }
  /** No `sky` on PATH. */
  | { readonly kind: 'none' }
  | { readonly kind: 'not-known'; readonly reason: string };

/** How far launchers that start launchers are followed. */
const MOST_STEPS = 5;

/** Follows the first `sky` on PATH: a script of pip, pipx, uv or conda, or a shim of pyenv. */
export async function findSkyCommand(host: Reader): Promise<SkyCommand> {
  if (host.platform === 'win32') return { kind: 'not-known', reason: 'this is not looked for on Windows' };
  const sky = await onPath(host, 'sky');
  if (sky === undefined) return { kind: 'none' };
  const python = await interpreterOf(host, sky, MOST_STEPS);
  return python.kind === 'found' ? { ...python, sky } : python;
}

type Interpreter =
  | { readonly kind: 'found'; readonly python: string }
  | { readonly kind: 'not-known'; readonly reason: string };

async function onPath(host: Reader, name: string): Promise<string | undefined> {
  for (const entry of (host.env.PATH ?? '').split(':')) {
    const file = path.resolve(host.cwd, entry, name);
    if (await isProgram(host, file)) return file;
  }
  return undefined;
}

async function isProgram(host: Reader, file: string): Promise<boolean> {
  const read = await host.readFile(file);
  // Too large to read is none the less there: an interpreter in one file.
  return read.kind === 'too-large' || (read.kind === 'file' && (read.mode & 0o111) !== 0);
}

/** The Python that runs a script. */
async function interpreterOf(host: Reader, script: string, steps: number): Promise<Interpreter> {
  if (steps === 0) return unknown(`${script} starts a launcher that starts a launcher`);
  const head = await headOf(host, script);
  if (head === undefined) return unknown(`${script} cannot be read`);
  const shim = await pyenvProgram(host, script, head);
  if (shim !== undefined) return shim.kind === 'found' ? interpreterOf(host, shim.program, steps - 1) : shim;
  const named = await namedInterpreter(host, head);
  if (named === undefined) return unknown(`${script} is no script that names its Python`);
  if (!(await isProgram(host, named)))
    return unknown(`${named}, with which ${script} starts, does not exist`);
  return resolveShim(host, named, steps);
}

/** An interpreter that is itself a shim of pyenv starts another one. */
async function resolveShim(host: Reader, python: string, steps: number): Promise<Interpreter> {
  const head = await headOf(host, python);
  const shim = head === undefined ? undefined : await pyenvProgram(host, python, head);
  if (shim === undefined) return { kind: 'found', python };
  if (shim.kind !== 'found') return shim;
  return steps === 0 ? unknown(`${python} is a shim of a shim`) : resolveShim(host, shim.program, steps - 1);
}

function unknown(reason: string): Interpreter {
  return { kind: 'not-known', reason };
}

const HEAD_BYTES = 4096;

async function headOf(host: Reader, file: string): Promise<string | undefined> {
  const read = await host.readFile(file);
  return read.kind === 'file' ? new TextDecoder('latin1').decode(read.bytes.slice(0, HEAD_BYTES)) : undefined;
}

/**
 * The interpreter of a script's first lines: a path, `env` with a name, or the shell that pip and uv go through where a
 * path is long or has spaces. Source: `distlib/scripts.py` and uv, which write these lines.
 */
async function namedInterpreter(host: Reader, head: string): Promise<string | undefined> {
  const shebang = /^#![ \t]*(\S+)[ \t]*(.*)/.exec(head);
  const [, program = '', rest = ''] = shebang ?? [];
  const name = path.basename(program);
  if (/^(pypy|python)[\d.]*$/.test(name)) return path.isAbsolute(program) ? program : undefined;
  if (name === 'env') {
    const word = rest
      .split(/\s+/)
      .find((part) => part !== '' && !part.startsWith('-') && !part.includes('='));
    return word === undefined || !/^(pypy|python)[\d.]*$/.test(path.basename(word))
      ? undefined
      : onPath(host, word);
  }
  const exec = /^'''exec'\s+(?:"([^"]+)"|'([^']+)'|(\S+))\s+"\$0"/m.exec(head);
  return name === 'sh' ? (exec?.[1] ?? exec?.[2] ?? exec?.[3]) : undefined;
}

type PyenvProgram =
  | { readonly kind: 'found'; readonly program: string }
  | { readonly kind: 'not-known'; readonly reason: string };

/** What a shim of pyenv starts; undefined where the file is none. Source: pyenv, "Understanding Python version selection". */
async function pyenvProgram(host: Reader, file: string, head: string): Promise<PyenvProgram | undefined> {
  if (!head.startsWith('#!') || !/\bpyenv["']? exec\b/.test(head)) return undefined;
  const root = /PYENV_ROOT="([^"]+)"/.exec(head)?.[1] ?? path.dirname(path.dirname(file));
  const versions = await pyenvVersions(host, root);
  const name = path.basename(file);
  for (const version of versions) {
    const program = `${root}/versions/${version}/bin/${name}`;
    if (await isProgram(host, program)) return { kind: 'found', program };
  }
  const chosen = versions.length === 0 ? 'no version' : versions.join(', ');
  return { kind: 'not-known', reason: `${file} is a shim of pyenv, and ${chosen} has no ${name}` };
}

async function pyenvVersions(host: Reader, root: string): Promise<readonly string[]> {
  const set = host.env.PYENV_VERSION;
  if (set) return set.split(':').filter((word) => word !== '');
  const places = [
    ...foldersUpwards(host.cwd).map((folder) => path.join(folder, '.python-version')),
    `${root}/version`,
  ];
  for (const file of places) {
    const text = await headOf(host, file);
    const words = (text ?? '').split(/\s+/).filter((word) => word !== '' && !word.startsWith('#'));
    if (words.length > 0) return words;
  }
  return [];
}

function foldersUpwards(from: string): readonly string[] {
  const parent = path.dirname(from);
  return parent === from ? [from] : [from, ...foldersUpwards(parent)];
}
