/** `skycheck report`: what was saved comes out as the run printed it. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { IDENTITY_FORMATS as AWS_FORMATS, FORMAT_NAMES } from '../../src/report/formats/formats.ts';
import { parseBy, skycheck, temporaryHome } from './support/skycheck.ts';

const inHome = async (...args: string[]) => {
  const home = await temporaryHome({});
  return { home, run: (more: readonly string[]) => skycheck([...args, ...more], { home, cwd: home }) };
};

describe('a saved report', () => {
  it.each([
    ['minimal', ['-v']],
    ['sso-expired', ['-vv']],
    ['many-profiles', ['--all-profiles', '-v']],
  ])('of %s %j is rendered as the run rendered it, in every format', async (scenario, flags) => {
    const { home, run } = await inHome('aws', '--sandbox', scenario, ...flags);
    const printed = await run(AWS_FORMATS.flatMap((format) => ['--report', `${format}=run.${format}`]));
    const view = flags.filter((flag) => flag.startsWith('-v'));
    for (const format of AWS_FORMATS) {
      const again = await skycheck(['report', 'run.json', '--format', format, ...view], { home, cwd: home });
      expect({ status: again.status, stderr: again.stderr }).toEqual({ status: printed.status, stderr: '' });
      expect(again.stdout, format).toBe(readFileSync(path.join(home, `run.${format}`), 'utf8'));
      if (format === 'text') expect(again.stdout).toBe(printed.stdout);
    }
  });

  it('is read from standard input, and as the shell of Windows writes it', async () => {
    const { home, run } = await inHome('aws', '--sandbox', 'minimal');
    const { stdout } = await run(['--report', 'json=run.json']);
    const saved = readFileSync(path.join(home, 'run.json'), 'utf8');
    expect((await skycheck(['report', '-'], { home, stdin: saved })).stdout).toBe(stdout);
    await writeFile(path.join(home, 'utf16.json'), Buffer.from(`\ufeff${saved}`, 'utf16le'));
    expect((await skycheck(['report', 'utf16.json'], { home, cwd: home })).stdout).toBe(stdout);
  });

  it('of policies and of trust policies is rendered, too', async () => {
    const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
    const trust =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}}]}';
    const claims =
      '{"iss":"https://token.actions.githubusercontent.com","sub":"repo:a/b:ref:refs/heads/main","aud":"sts.amazonaws.com"}';
    const home = await temporaryHome({ 'p.json': policy, 'trust.json': trust, 'claims.json': claims });
    for (const args of [['p.json'], ['--trust', 'trust.json', '--claims', 'claims.json']]) {
      const files = FORMAT_NAMES.flatMap((format) => ['--report', `${format}=run.${format}`]);
      const run = await skycheck(['policy', 'check', ...args, ...files], { home, cwd: home });
      expect(run.stderr).toBe('');
      for (const format of FORMAT_NAMES) {
        const again = await skycheck(['report', 'run.json', '--format', format], { home, cwd: home });
        expect(again.status).toBe(run.status);
        expect(again.stdout, format).toBe(readFileSync(path.join(home, `run.${format}`), 'utf8'));
      }
    }
  });
});

describe('several saved reports', () => {
  it('are one, with the worst status: 1 before 3 before 0', async () => {
    const { home, run } = await inHome('aws', '--sandbox');
    const statuses = [];
    for (const [name, args] of Object.entries({
      ready: ['admin'],
      denied: ['minimal'],
      undecided: ['admin', '--offline'],
      list: ['many-profiles', '--all-profiles'],
    })) {
      const { status } = await run([...args, '--format', 'json', '--output', `${name}.json`]);
      statuses.push([name, status]);
    }
    expect(statuses).toEqual([
      ['ready', 0],
      ['denied', 1],
      ['undecided', 3],
      ['list', 1],
    ]);
    const merge = async (...names: string[]) =>
      skycheck(['report', ...names.map((name) => `${name}.json`), '--format', 'json'], { home, cwd: home });
    expect((await merge('ready', 'undecided')).status).toBe(3);
    expect((await merge('ready', 'ready')).status).toBe(0);
    const all = await merge('ready', 'undecided', 'denied', 'list');
    expect(all.status).toBe(1);
    const document = JSON.parse(all.stdout);
    expect(Object.keys(document).sort()).toEqual(['exitCode', 'reports', 'schemaVersion']);
    expect(document).toMatchObject({ schemaVersion: '1.0', exitCode: 1 });
    const files: string[] = document.reports.map(({ savedAs }: { savedAs: string }) => savedAs);
    expect([...new Set(files)]).toEqual(['ready.json', 'undecided.json', 'denied.json', 'list.json']);
    expect(files.length).toBeGreaterThan(4);
    // What was merged can be merged again, and knows where it comes from.
    await writeFile(path.join(home, 'all.json'), all.stdout);
    expect((await merge('all')).stdout).toBe(all.stdout);
    const twice = JSON.parse((await merge('all', 'ready')).stdout);
    expect(twice.reports.map(({ savedAs }: { savedAs: string }) => savedAs)).toEqual([
      ...files,
      'ready.json',
    ]);
  });
});

describe('files that are no reports', () => {
  it.each<[string, string | undefined]>([
    ['half a file', '{"schemaVersion": "1.0", "tool": {'],
    ['another major version', '{"schemaVersion": "2.0"}'],
    ['a document of another kind', '{"schemaVersion": "1.0", "rows": []}'],
    ['no file at all', undefined],
  ])('%s: 2, and the file is named', async (_what, text) => {
    const home = await temporaryHome(text === undefined ? {} : { 'x.json': text });
    const { status, stdout, stderr } = await skycheck(['report', 'x.json', '--report', 'json=y.json'], {
      home,
      cwd: home,
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^skycheck: x\.json /);
  });

  it('nothing named, or standard input twice, is 2', async () => {
    expect((await skycheck(['report'])).status).toBe(2);
    expect((await skycheck(['report', '-', '-'])).status).toBe(2);
  });
});

describe('--report FORMAT=FILE', () => {
  it('writes files beside the text, and with -q nothing but them', async () => {
    const { home, run } = await inHome('aws', '--sandbox', 'minimal');
    const loud = await run(['--report', 'json=a.json', '--report', 'text=a.txt']);
    expect(loud.stdout).toBe(readFileSync(path.join(home, 'a.txt'), 'utf8'));
    const quiet = await run(['-q', '--report', 'json=b.json']);
    expect(quiet).toEqual({ status: 1, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(path.join(home, 'b.json'), 'utf8')).verdict).toBe('not-ready');
  });

  it.each([
    [['--report', 'json'], 'FORMAT=FILE'],
    [['--report', 'json='], 'FORMAT=FILE'],
    [['--report', '=a.json'], '""'],
    [['--report', 'xml=a.xml'], '"xml"'],
    [['--report', 'json=no/such/folder/a.json'], 'no/such/folder/a.json'],
    [['--report', 'json=.'], '--report: . cannot be written (EISDIR)'],
    [['--report', 'json=a', '--report', 'text=./a'], 'named twice'],
    [['--report', 'json=a', '--output', 'a'], 'named twice'],
  ])('%j is 2 before the check', async (flags, named) => {
    const { run } = await inHome('aws', '--sandbox', 'minimal');
    const { status, stdout, stderr } = await run(flags);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(named);
  });
});

describe('report --diff', () => {
  it('says what changed, with 1 where something asked for got worse', async () => {
    const { home, run } = await inHome('aws', '--sandbox');
    await run(['admin', '-q', '--report', 'json=a.json']);
    await run(['minimal', '-q', '--report', 'json=b.json']);
    const diff = (...args: string[]) => skycheck(['report', '--diff', ...args], { home, cwd: home });
    const same = await diff('a.json', 'a.json');
    expect([same.status, same.stderr]).toEqual([0, '']);
    expect(same.stdout).toMatch(/\nNothing changed\.\n$/);
    const worse = await diff('a.json', 'b.json');
    expect(worse.status).toBe(1);
    expect(worse.stdout).toMatch(
      /user\/skypilot-admin[\s\S]*user\/skypilot-user[\s\S]*\nWorse: compute\. Exit status 1\.\n$/,
    );
    const json = await diff('b.json', 'a.json', '--format', 'json', '--mask-account');
    expect(json.status).toBe(0);
    const document = parseBy<{ better: unknown[] }>('report-diff', json.stdout);
    expect(document.better).toEqual([{ what: 'compute', from: 'denied', to: 'enabled' }]);
    expect(json.stdout).not.toContain('111122223333');
  });

  it.each([
    [['a.json'], 'compares two reports'],
    [['a.json', 'a.json', 'a.json'], 'compares two reports'],
    [['a.json', 'a.json', '--format', 'html'], 'text or json'],
    [['a.json', 'a.json', '--report', 'junit=x'], 'text or json'],
    [['a.json', 'no.json'], 'no.json does not exist'],
  ])('%j is 2', async (args, message) => {
    const { home, run } = await inHome('aws', '--sandbox', 'no-credentials');
    await run(['-q', '--report', 'json=a.json']);
    const { status, stdout, stderr } = await skycheck(['report', '--diff', ...args], { home, cwd: home });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
