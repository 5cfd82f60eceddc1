import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { withReportSink } from '../../src/cli/output.ts';
import { ownText } from '../../src/printable.ts';
import { temporaryHome } from '../end-to-end/support/skycheck.ts';
import { cliContext } from './cli-context.ts';

const REPORT = ownText('the report\n');

async function written(file: string | undefined, cwd: string, text = REPORT) {
  const context = cliContext(cwd);
  const status = await withReportSink(file, context, async (sink) => {
    await sink.write(text);
    return 3;
  });
  return { status, ...context.shown() };
}

describe('without a file', () => {
  it('the report goes to stdout', async () => {
    expect(await written(undefined, '/')).toEqual({ status: 3, stdout: REPORT, stderr: '' });
  });
});

describe('a file', () => {
  it('is made, relative to the working directory', async () => {
    const home = await temporaryHome({});
    expect(await written('a.txt', home)).toEqual({ status: 3, stdout: '', stderr: '' });
    expect(readFileSync(path.join(home, 'a.txt'), 'utf8')).toBe(REPORT);
    expect(readdirSync(home)).toEqual(['a.txt']);
  });

  it('is replaced, and keeps its permissions', async () => {
    const home = await temporaryHome({ 'a.txt': 'old and much longer than the report' });
    chmodSync(path.join(home, 'a.txt'), 0o640);
    await written('a.txt', home);
    expect(readFileSync(path.join(home, 'a.txt'), 'utf8')).toBe(REPORT);
    expect(lstatSync(path.join(home, 'a.txt')).mode & 0o777).toBe(0o640);
  });

  it('stays as it was where the run fails, and nothing is left beside it', async () => {
    const home = await temporaryHome({ 'a.txt': 'old' });
    const run = withReportSink('a.txt', cliContext(home), async () => {
      throw new Error('a bug');
    });
    await expect(run).rejects.toThrow('a bug');
    expect(readFileSync(path.join(home, 'a.txt'), 'utf8')).toBe('old');
    expect(readdirSync(home)).toEqual(['a.txt']);
  });

  it('is not made where there is no report', async () => {
    const home = await temporaryHome({});
    expect(await withReportSink('a.txt', cliContext(home), async () => 3)).toBe(3);
    expect(readdirSync(home)).toEqual([]);
  });

  it('that fails in the end leaves the report on stdout', async () => {
    const home = await temporaryHome({});
    const context = cliContext(home);
    const status = await withReportSink('a.txt', context, async (sink) => {
      // Somebody puts a directory in its place meanwhile.
      mkdirSync(path.join(home, 'a.txt', 'b'), { recursive: true });
      await sink.write(REPORT);
      return 0;
    });
    expect({ status, ...context.shown() }).toEqual({
      status: 74,
      stdout: REPORT,
      stderr: 'skycheck: --output: a.txt cannot be written (EISDIR).\n',
    });
    expect(readdirSync(home)).toEqual(['a.txt']);
  });

  it('is gone after a signal in the middle', async () => {
    const home = await temporaryHome({});
    const context = cliContext(home);
    await withReportSink('a.txt', context, async () => {
      expect(readdirSync(home)).toHaveLength(1);
      await context.signal('SIGTERM');
      expect(readdirSync(home)).toEqual([]);
      return 0;
    });
  });
});

describe('before the run it refuses', () => {
  const run = vi.fn(async () => 0);
  const refused = async (file: string, cwd: string) => {
    await expect(withReportSink(file, cliContext(cwd), run)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('--output: '),
    });
    expect(run).not.toHaveBeenCalled();
  };

  it('a link, and does not touch what it points to', async () => {
    const home = await temporaryHome({ target: 'old' });
    symlinkSync(path.join(home, 'target'), path.join(home, 'link'));
    await refused('link', home);
    expect(readFileSync(path.join(home, 'target'), 'utf8')).toBe('old');
    symlinkSync(path.join(home, 'nowhere'), path.join(home, 'dangling'));
    await refused('dangling', home);
    expect(existsSync(path.join(home, 'nowhere'))).toBe(false);
  });

  it.each(['/dev/null', '/dev/full'])('the device %s', (device) => refused(device, '/'));

  it('a directory, a file as a directory, a directory that is not there', async () => {
    const home = await temporaryHome({ 'a/b': '' });
    await refused('a', home);
    await refused('a/b/c', home);
    await refused('x/y', home);
    await refused('', home);
  });
});
