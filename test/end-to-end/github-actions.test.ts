/** In a job of GitHub Actions: annotations beside the report, the summary of the step, masked numbers. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { skycheck, temporaryHome } from './support/skycheck.ts';

const ACCOUNT = '111122223333';

async function inJob(
  args: readonly string[],
  options: { readonly earlier?: number; readonly summary?: string } = {},
) {
  const home = await temporaryHome({});
  const file = path.join(home, options.summary ?? 'summary.md');
  if (options.earlier !== undefined) writeFileSync(file, 'x'.repeat(options.earlier));
  const ended = await skycheck(args, {
    home,
    cwd: home,
    env: { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_STEP_SUMMARY: file },
  });
  const summary = () => readFileSync(file, 'utf8');
  return { ...ended, summary, home };
}

const MINIMAL = ['aws', '--sandbox', 'minimal'];
const commands = (text: string) => text.split('\n').filter((line) => line.startsWith('::'));

describe('a job of GitHub Actions', () => {
  it('gets annotations before the text, whose last line stays the verdict, and a summary', async () => {
    const { status, stdout, stderr, summary } = await inJob(MINIMAL);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/^::error title=Permissions are missing \(permissions-missing\)::compute/);
    expect(stdout).toContain('\nChecking credentials to enable clouds for SkyPilot.\n');
    expect(stdout.trimEnd().split('\n').slice(-2).join(' ')).toContain('Not ready');
    expect(summary()).toMatch(/^# ❌ skycheck: Not ready: compute is denied\./);
  });

  it('gets them on stderr where the report is for a program', async () => {
    const { stdout, stderr } = await inJob([...MINIMAL, '--format', 'json']);
    expect(JSON.parse(stdout).verdict).toBe('not-ready');
    expect(commands(stderr).length).toBeGreaterThan(0);
    expect(commands(stderr).join('\n')).toBe(stderr.trimEnd());
  });

  it('gets them once where they are the report', async () => {
    const { stdout, stderr } = await inJob([...MINIMAL, '--format', 'github']);
    expect(stderr).toBe('');
    expect(commands(stdout)).toHaveLength(new Set(commands(stdout)).size);
    expect(commands(stdout).join('\n')).toBe(stdout.trimEnd());
  });

  it.each([['--no-annotations'], ['-q']])('gets none with %s, but the summary', async (flag) => {
    const { stdout, stderr, summary } = await inJob([...MINIMAL, flag]);
    expect(commands(stdout + stderr)).toEqual([]);
    if (flag === '-q') expect(stdout + stderr).toBe('');
    expect(summary()).toContain('Not ready');
  });

  it('gets what a saved report says, too', async () => {
    const { home, stdout } = await inJob([...MINIMAL, '--report', 'json=a.json']);
    const again = await skycheck(['report', 'a.json'], { home, cwd: home, env: { GITHUB_ACTIONS: 'true' } });
    expect(again.stdout).toBe(stdout);
  });

  it('gets a summary within 1 MiB, with what earlier commands of the step wrote', async () => {
    const MIB = 1024 * 1024;
    const earlier = MIB - 3000;
    const { summary, stderr } = await inJob(MINIMAL, { earlier });
    expect(stderr).toBe('');
    expect(Buffer.byteLength(summary())).toBeLessThanOrEqual(MIB);
    expect(summary().slice(earlier)).toMatch(
      /^# ❌ skycheck[\s\S]*\*Cut: the whole report has \d+ bytes\.\*\n$/,
    );
  });

  it('that names no usable file for the summary is told so, and ends as it would', async () => {
    const { status, stderr } = await inJob(MINIMAL, { summary: 'no/such/folder' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^skycheck: GITHUB_STEP_SUMMARY: .* cannot be written \(ENOENT\)\.\n$/);
  });
});

describe('outside of one', () => {
  it.each([{}, { GITHUB_ACTIONS: '' }, { GITHUB_ACTIONS: 'false' }])(
    'with %j nothing of this happens',
    async (env) => {
      const home = await temporaryHome({ 'summary.md': '' });
      const file = path.join(home, 'summary.md');
      const { stdout } = await skycheck(MINIMAL, {
        home,
        cwd: home,
        env: { ...env, GITHUB_STEP_SUMMARY: file },
      });
      expect(commands(stdout)).toEqual([]);
      expect(readFileSync(file, 'utf8')).toBe('');
    },
  );
});

describe('--mask-account', () => {
  it.each([['text'], ['json'], ['github'], ['junit'], ['markdown'], ['html']])(
    'masks before the first mention and in what is written, %s',
    async (format) => {
      const { stdout, stderr, summary, home } = await inJob([
        ...MINIMAL,
        '--mask-account',
        '--format',
        format,
        '--report',
        'json=a.json',
      ]);
      const stream = format === 'text' || format === 'github' ? stdout : stderr;
      expect(stream.startsWith(`::add-mask::${ACCOUNT}\n`)).toBe(true);
      expect(`${stdout}${stderr}`.split(ACCOUNT)).toHaveLength(2);
      for (const text of [summary(), readFileSync(path.join(home, 'a.json'), 'utf8')]) {
        expect(text).not.toContain(ACCOUNT);
        expect(text).toContain('************');
      }
    },
  );

  it('leaves no number elsewhere, and gives no command', async () => {
    const { stdout, stderr } = await skycheck([...MINIMAL, '-vv', '--mask-account']);
    expect(`${stdout}${stderr}`).not.toMatch(/::add-mask|111122223333/);
    expect(stdout).toContain('[account=************]');
  });
});

describe('annotations about files', () => {
  const POLICY =
    '{\n  "Version": "2012-10-17",\n  "Statement": [{"Effect": "Allow", "Action": "ec2:RunInstance", "Resource": "*"}]\n}';

  it('point at them from the folder of the workspace on', async () => {
    const home = await temporaryHome({ 'repo/sub/p, q.json': POLICY, 'other/p.json': POLICY });
    const run = (file: string) =>
      skycheck(['policy', 'check', file, '--format', 'github'], {
        home,
        cwd: path.join(home, 'repo/sub'),
        env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: path.join(home, 'repo') },
      });
    const inside = await run('p, q.json');
    expect(inside.stdout).toContain('::warning file=sub/p%2C q.json,line=3,title=');
    const outside = await run('../../other/p.json');
    expect(outside.stdout).toContain('::warning title=');
    expect(outside.stdout).not.toContain('file=');
  });
});
