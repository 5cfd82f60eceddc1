import type { CleanUp, CliContext } from '../../src/cli/context.ts';
import { fakeHost } from '../credentials/fake-host.ts';

/** A context for a command, with what it wrote, and a way to send it a signal. */
export function cliContext(cwd: string): CliContext & {
  shown(): { readonly stdout: string; readonly stderr: string };
  signal(name: NodeJS.Signals): Promise<void>;
} {
  const cleanUps = new Set<CleanUp>();
  const text = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTerminal: false,
    columns: undefined,
    write: (part: string) => {
      text[name] += part;
    },
  });
  return {
    host: { ...fakeHost({}), cwd },
    terminal: { env: {}, stdout: stream('stdout'), stderr: stream('stderr') },
    readStandardInput: async () => ({ kind: 'missing' }),
    version: '0.0.0',
    packageDir: '/nowhere',
    interrupted: new AbortController().signal,
    onExit: (work) => {
      cleanUps.add(work);
      return () => cleanUps.delete(work);
    },
    shown: () => ({ ...text }),
    signal: async (name) => {
      for (const work of cleanUps) await work(name);
    },
  };
}
