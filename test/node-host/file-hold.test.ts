import { lstatSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileHold } from '../../src/host.ts';
import { holdFile } from '../../src/node-host/file-hold.ts';
import { temporaryHome } from '../end-to-end/support/skycheck.ts';
import { eventually, NO_WAITS, nextTurn } from '../support/clocks.ts';

/** Waits cost a turn, so that others get theirs. */
const CLOCK = { now: NO_WAITS.now, pause: () => nextTurn().then(() => true) };

async function heldOf(file: string): Promise<Extract<FileHold, { kind: 'held' }>> {
  const hold = await holdFile(file, CLOCK);
  if (hold.kind !== 'held') throw new Error(hold.code);
  return hold;
}

describe('a file that is held', () => {
  it('is replaced in one step, for its owner only, and nothing stays beside it', async () => {
    const home = await temporaryHome({ 'login.json': 'old' });
    const file = path.join(home, 'login.json');
    const hold = await heldOf(file);
    expect(readFileSync(file, 'utf8')).toBe('old');
    await hold.replace('new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    await hold.release();
    expect(readdirSync(home)).toEqual(['login.json']);
  });

  it('stays as it was where it is only let go of', async () => {
    const home = await temporaryHome({ 'login.json': 'old' });
    await (await heldOf(path.join(home, 'login.json'))).release();
    expect(readdirSync(home)).toEqual(['login.json']);
    expect(readFileSync(path.join(home, 'login.json'), 'utf8')).toBe('old');
  });

  it('is the one behind a link', async () => {
    const home = await temporaryHome({ 'real/login.json': 'old' });
    symlinkSync(path.join(home, 'real/login.json'), path.join(home, 'link.json'));
    await (await heldOf(path.join(home, 'link.json'))).replace('new');
    expect(lstatSync(path.join(home, 'link.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(home, 'real/login.json'), 'utf8')).toBe('new');
  });

  it('is had by one at a time', async () => {
    const home = await temporaryHome({ count: '0' });
    const file = path.join(home, 'count');
    // Whoever has to wait does so until somebody lets go.
    const waiting: (() => void)[] = [];
    const pause = () => new Promise<boolean>((resolve) => waiting.push(() => resolve(true)));
    const add = async () => {
      const hold = await holdFile(file, { ...CLOCK, pause });
      if (hold.kind !== 'held') throw new Error(hold.code);
      const before = Number(readFileSync(file, 'utf8'));
      await eventually(() => before === 4 || waiting.length === 4 - before);
      await hold.replace(`${before + 1}`);
      for (const wake of waiting.splice(0)) wake();
    };
    await Promise.all([add(), add(), add(), add(), add()]);
    expect(readFileSync(file, 'utf8')).toBe('5');
  });

  it('is taken from who was killed, and from nobody else', async () => {
    const home = await temporaryHome({ 'login.json': 'old' });
    const beside = path.join(home, '.login.json.skycheck');
    writeFileSync(beside, '');
    const file = path.join(home, 'login.json');
    const seconds = CLOCK.now() / 1000;
    utimesSync(beside, seconds, seconds - 59);
    expect(await holdFile(file, CLOCK)).toEqual({ kind: 'refused', code: 'EBUSY' });
    utimesSync(beside, seconds, seconds - 61);
    await (await heldOf(file)).replace('new');
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it('is refused where nothing can be written', async () => {
    const home = await temporaryHome({ file: '' });
    expect(await holdFile(path.join(home, 'nowhere/login.json'), CLOCK)).toEqual({
      kind: 'refused',
      code: 'ENOENT',
    });
    expect(await holdFile(path.join(home, 'file/login.json'), CLOCK)).toEqual({
      kind: 'refused',
      code: 'ENOTDIR',
    });
  });
});
