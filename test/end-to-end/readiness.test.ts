import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReport, sandboxHome, skycheck, temporaryHome } from './support/skycheck.ts';
import { NODE, runProcess } from './support/spawn-program.ts';

const json = ['aws', '--format', 'json'];

/** A database as SkyPilot makes it, as far as it is read; false where this Node has no SQLite. */
async function writeStateDb(home: string, keepLog: boolean): Promise<boolean> {
  const file = path.join(home, '.sky', 'state.db');
  const script = `
    require('node:fs').mkdirSync(${JSON.stringify(path.dirname(file))}, { recursive: true });
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(${JSON.stringify(file)});
    db.exec('PRAGMA journal_mode=WAL');
    db.exec('CREATE TABLE clusters (name TEXT PRIMARY KEY, handle BLOB, status TEXT, owner TEXT)');
    const add = db.prepare('INSERT INTO clusters VALUES (?, ?, ?, ?)');
    add.run('theirs', Buffer.from('\\x80\\x04sky.clouds.aws'), 'UP', '["AIDAX", "222233334444"]');
    add.run('on-gcp', Buffer.from('\\x80\\x04sky.clouds.gcp'), 'UP', '["AIDAX", "222233334444"]');
    if (${keepLog}) process.kill(process.pid, 'SIGKILL'); else db.close();`;
  const { stderr } = await runProcess(NODE, ['-e', script]);
  return !stderr.includes('No such built-in module');
}

describe("SkyPilot's record of clusters", () => {
  it.each([
    ['a closed database', false],
    ['one whose log is still beside it', true],
  ])('is read from %s, and not changed', async (_what, keepLog) => {
    const { home, env } = await sandboxHome('admin');
    if (!(await writeStateDb(home, keepLog))) return;
    const list = async () => (await readdir(path.join(home, '.sky'))).sort();
    const before = await list();
    const { stdout, stderr, status } = await skycheck(json, { home, env });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const { skypilot, findings } = parseReport(stdout);
    expect(skypilot?.clusters).toEqual([
      { name: 'theirs', owner: ['AIDAX', '222233334444'], match: 'other' },
    ]);
    expect(findings.map(({ code }) => code)).toContain('cluster-owner-mismatch');
    if (!keepLog) expect(await list()).toEqual(before);
  });

  it('is left alone where it is none, with a note', async () => {
    const { home, env } = await sandboxHome('admin', { '.sky/state.db': 'this is no database' });
    const { stdout, stderr, status } = await skycheck(json, { home, env });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const report = parseReport(stdout);
    expect(report.skypilot?.clustersNotRead).not.toBeNull();
    expect(report.findings.map(({ code }) => code)).toContain('sky-state-not-read');
  });
});

describe('--config', () => {
  it.each([
    ['missing.yaml', /--config: .*missing\.yaml does not exist/],
    ['folder', /--config: .*folder cannot be read \(EISDIR\)/],
    ['broken.yaml', /--config: .*broken\.yaml:2 is not valid YAML/],
  ])('refuses %s with exit status 2', async (name, message) => {
    const home = await temporaryHome({ 'broken.yaml': 'aws:\n\t- x\n', 'folder/x': '' });
    const { status, stdout, stderr } = await skycheck(['aws', '--offline', '--config', name], {
      home,
      cwd: home,
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('is laid over the other files, in the sandbox too', async () => {
    const home = await temporaryHome({ 'mine.yaml': 'aws:\n  vpc_name: null\n  vpc_names: [nope]\n' });
    const { stdout } = await skycheck([...json, '--sandbox', 'custom-vpc', '--config', 'mine.yaml'], {
      home,
      cwd: home,
    });
    const { regions = [], skypilot } = parseReport(stdout);
    expect(new Set(regions.map(({ reason }) => reason))).toEqual(new Set(['no-vpc-of-that-name']));
    expect(skypilot?.configFiles.map(({ role }) => role)).toEqual(['user', 'flag']);
  });

  it('shows mistakes with their lines, and no value', async () => {
    const home = await temporaryHome({
      '.sky/config.yaml': 'aws:\n  vpc_nmae: topsecretvalue\n  ssh_user: [topsecretvalue]\n',
    });
    const { stdout } = await skycheck(['aws', '--offline', '-v'], { home });
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('~/.sky/config.yaml:2: aws.vpc_nmae is no key that SkyPilot knows; vpc_name is');
    expect(text).toContain('~/.sky/config.yaml:3');
    expect(stdout).not.toContain('topsecretvalue');
  });
});
