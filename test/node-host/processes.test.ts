import { describe, expect, it } from 'vitest';
import type { ProcessRequest } from '../../src/host.ts';
import { runProcess } from '../../src/node-host/processes.ts';
import { NO_WAITS } from '../support/clocks.ts';

const ENV = {
  PATH: '/usr/bin:/bin',
  HOME: '/home/ada',
  LANG: 'C',
  AWS_SECRET_ACCESS_KEY: 'made-up',
  TOKEN: 'x',
};

const run = (request: Omit<ProcessRequest, 'timeoutMs'>) =>
  runProcess(
    { timeoutMs: 1000, ...request },
    { env: ENV, cwd: '/', limit: NO_WAITS.limit, onExit: () => () => undefined },
  );

async function namesGiven(request: Partial<ProcessRequest>): Promise<readonly string[]> {
  const end = await run({ argv: ['/usr/bin/env'], ...request });
  if (end.kind !== 'exited') throw new Error(end.kind);
  return end.stdout
    .trim()
    .split('\n')
    .map((text) => text.slice(0, text.indexOf('=')))
    .sort();
}

describe('runProcess', () => {
  it('gives a program of the person the whole environment, as boto3 does', async () => {
    expect(await namesGiven({})).toEqual(Object.keys(ENV).sort());
  });

  it('gives others what they need to run, and no secret', async () => {
    expect(await namesGiven({ environment: 'plain' })).toEqual(['HOME', 'LANG', 'PATH']);
  });

  it.each([
    ['a name that is too long', ['x'.repeat(5000)]],
    ['arguments that are too long', ['/usr/bin/env', 'x'.repeat(3_000_000)]],
    ['NUL in a name', ['a\0b']],
  ] as const)('says why the system did not start it: %s', async (_name, argv) => {
    expect((await run({ argv: argv as readonly [string, ...string[]] })).kind).toBe('not-started');
  });
});
