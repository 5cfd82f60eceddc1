/** Closes the doors of this process before the AWS SDK for JavaScript is loaded: nothing is sent, nothing is written. */
import fs from 'node:fs';
import net from 'node:net';

const WRITERS = [
  'appendFile',
  'chmod',
  'chown',
  'copyFile',
  'cp',
  'link',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
] as const;

function refuse(code: string): never {
  throw Object.assign(new Error('skycheck asks the SDK with closed doors.'), { code });
}

/** What opens a file for more than reading. */
function isForWriting(flags: unknown): boolean {
  return flags !== undefined && flags !== 'r' && flags !== fs.constants.O_RDONLY;
}

function closeWriters(target: object, names: readonly string[], isAsync: boolean): void {
  const refused = isAsync ? async () => refuse('EROFS') : () => refuse('EROFS');
  for (const name of names) Reflect.set(target, name, refused);
}

function closeOpen(target: object, name: 'open' | 'openSync'): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return;
  const guarded = (...args: readonly unknown[]) =>
    isForWriting(args[1]) ? refuse('EROFS') : Reflect.apply(original, target, args);
  Reflect.set(target, name, guarded);
}

/**
 * From here on this process writes no file and connects to nothing; programs that it starts are not held back.
 *
 * @param onConnect - is told of every connection that was to be opened
 */
export function closeDoors(onConnect: () => void): void {
  closeWriters(fs.promises, WRITERS, true);
  closeWriters(fs, [...WRITERS, ...WRITERS.map((name) => `${name}Sync`), 'createWriteStream'], false);
  for (const target of [fs.promises, fs]) closeOpen(target, 'open');
  closeOpen(fs, 'openSync');
  net.Socket.prototype.connect = function refuseToConnect(this: net.Socket) {
    onConnect();
    const error = Object.assign(new Error('skycheck asks the SDK without a network.'), {
      code: 'ECONNREFUSED',
    });
    setImmediate(() => this.destroy(error));
    return this;
  };
}
