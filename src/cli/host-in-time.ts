/** A machine that keeps nobody waiting, such as for a file on a dead network disk. */

import type { Host } from '../host.ts';
import { limitTime } from '../time.ts';

/** A file that takes longer, in milliseconds, will not come any more. */
const FILE_LIMIT_MS = 20_000;

const TOO_LATE = { kind: 'unreadable', code: 'ETIMEDOUT' } as const;

/** A host whose files have a time limit each. */
export function withFileLimit(host: Host): Host {
  return withFilesIn(host, async (work, otherwise) => {
    const { signal, lift } = limitTime(host, FILE_LIMIT_MS);
    return orWhenOver(signal, work, otherwise).finally(lift);
  });
}

/** A host with which nothing outlasts the signal: what is open when it aborts counts as failed, a late answer is dropped. */
export function endingWith(signal: AbortSignal, host: Host): Host {
  return {
    ...withFilesIn(host, (work, otherwise) => orWhenOver(signal, work, otherwise)),
    run: (request) => orWhenOver(signal, host.run(request), { kind: 'timed-out' }),
    holdFile: (file) => orWhenOver(signal, host.holdFile(file), { kind: 'refused', code: 'ETIMEDOUT' }),
    promptSecret: (question) => orWhenOver(signal, host.promptSecret(question), undefined),
  };
}

function withFilesIn(host: Host, inTime: <T>(work: Promise<T>, otherwise: T) => Promise<T>): Host {
  return {
    ...host,
    readFile: (file) => inTime(host.readFile(file), TOO_LATE),
    realPath: (file) => inTime(host.realPath(file), undefined),
    listDirectory: (directory) => inTime(host.listDirectory(directory), []),
    querySqlite: (file, sql) => inTime(host.querySqlite(file, sql), TOO_LATE),
  };
}

async function orWhenOver<T>(signal: AbortSignal, work: Promise<T>, otherwise: T): Promise<T> {
  if (signal.aborted) return otherwise;
  let giveUp = () => {};
  const late = new Promise<T>((resolve) => {
    giveUp = () => resolve(otherwise);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  return Promise.race([work, late]).finally(() => signal.removeEventListener('abort', giveUp));
}
