/** Running other programs. */
import type { Host, ProcessEnd, ProcessRequest } from '../host.ts';
import { spawnGroup } from './child-group.ts';
import { errorCode } from './error-code.ts';

const MAX_PROCESS_OUTPUT_BYTES = 1024 * 1024;

/** What a child process is given of the host. */
type RunsIn = Pick<Host, 'env' | 'cwd' | 'limit'> & {
  /** Takes what ends the child when skycheck itself is ended; returns what takes it back. */
  readonly onExit: (end: () => void) => () => void;
};

export function runProcess(
  request: ProcessRequest,
  { env, cwd, limit, onExit }: RunsIn,
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const [program, ...args] = request.argv;
    let timedOut = false;
    let size = 0;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const started = startGroup(program, args, {
      cwd,
      env: environmentFor(request, env),
      stdio: ['inherit', 'pipe', 'pipe'],
    });
    if (started.kind === 'refused') return resolve({ kind: 'not-started', code: started.code });
    const { child, signal: send } = started.group;
    const stop = () => send('SIGKILL');
    const forget = onExit(stop);
    const lift = limit(request.timeoutMs, () => {
      timedOut = true;
      stop();
      // A grandchild may hold the pipes open: the answer does not wait for it.
      resolve({ kind: 'timed-out' });
    });
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_PROCESS_OUTPUT_BYTES) stop();
      else chunks.push(chunk);
    };
    child.stdout?.on('data', collect(out));
    child.stderr?.on('data', collect(err));
    child.on('error', (error) => {
      forget();
      lift();
      resolve({ kind: 'not-started', code: errorCode(error) });
    });
    child.on('close', (status, signal) => {
      forget();
      lift();
      if (timedOut) return;
      if (size > MAX_PROCESS_OUTPUT_BYTES) resolve({ kind: 'too-much-output' });
      else if (status === null) resolve({ kind: 'signalled', signal: signal ?? 'unknown' });
      else
        resolve({
          kind: 'exited',
          status,
          stdout: Buffer.concat(out).toString('utf8'),
          stderr: Buffer.concat(err).toString('utf8'),
        });
    });
  });
}

/** Some refusals of the system are no event but thrown: a command line that is too long, no descriptor left. */
function startGroup(
  ...command: Parameters<typeof spawnGroup>
):
  | { readonly kind: 'started'; readonly group: ReturnType<typeof spawnGroup> }
  | { readonly kind: 'refused'; readonly code: string } {
  try {
    return { kind: 'started', group: spawnGroup(...command) };
  } catch (error) {
    return { kind: 'refused', code: errorCode(error) };
  }
}

/**
 * What a program needs to be found, to start and to speak: paths, languages, and where managers of Python's versions have
 * their shims look; SYSTEMROOT and what follows is for Windows, which starts nothing without them.
 */
const PLAIN = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'LC_CTYPE', 'LD_LIBRARY_PATH'],
  ...['PYTHONHOME', 'PYTHONPATH', 'PYENV_ROOT', 'PYENV_VERSION', 'ASDF_DIR', 'ASDF_DATA_DIR'],
  ...['SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'TEMP', 'TMP'],
]);

function environmentFor(
  { environment, env: own }: ProcessRequest,
  env: RunsIn['env'],
): Record<string, string | undefined> {
  const kept =
    environment === undefined
      ? env
      : Object.fromEntries(Object.entries(env).filter(([name]) => isPlain(name)));
  return { ...kept, ...own };
}

function isPlain(name: string): boolean {
  return PLAIN.has(name.toUpperCase());
}
