import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReport, skycheck, temporaryHome } from './support/skycheck.ts';

const KEYS =
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = verysecretverysecretverysecret\n';

async function checkWith(config: string): Promise<{ status: number | null; codes: string[]; text: string }> {
  const home = await temporaryHome({ '.aws/config': config, '.aws/credentials': `[default]\n${KEYS}` });
  const json = await skycheck(['aws', '--offline', '--format', 'json'], { home });
  const text = await skycheck(['aws', '--offline', '-vv'], { home });
  expect(json.stderr + text.stderr).toBe('');
  expect(text.status).toBe(json.status);
  return {
    status: json.status,
    codes: parseReport(json.stdout).findings.map(({ code }) => code),
    text: text.stdout,
  };
}

describe('an AWS file that boto3 refuses', () => {
  it.each([
    ['[profile a]\nregion = us-east-1\n[profile a]\n', 'config-duplicate-section', 3],
    ['[profile a]\nregion = us-east-1\nREGION = us-west-2\n', 'config-duplicate-key', 3],
    ['[profile a]\nverysecretverysecretverysecret\n', 'config-syntax-error', 2],
    ['region = us-east-1\n', 'config-missing-section-header', 1],
    ['\ufeff[default]\n', 'config-byte-order-mark', 1],
  ])('%j is told with file and line, and disables every profile', async (config, code, line) => {
    const { status, codes, text } = await checkWith(config);
    expect(status).toBe(1);
    expect(codes[0]).toBe(code);
    expect(text).toContain(`~/.aws/config:${line}`);
    expect(text).not.toContain('verysecret');
  });
});

describe('a path that is no file', () => {
  it.each(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])('%s may name a directory', async (variable) => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}` });
    const folder = path.join(home, 'folder');
    await mkdir(folder);
    const { status, stdout, stderr } = await skycheck(['aws', '--offline', '--format', 'json'], {
      home,
      env: { [variable]: folder },
    });
    expect(stderr).toBe('');
    const report = parseReport(stdout);
    expect(report.findings.find(({ code }) => code === 'config-file-ignored')?.detail).toContain(
      'is a directory',
    );
    expect(status).toBe(report.exitCode);
  });
});

describe('secrets', () => {
  it('stand in no output, however much is asked for', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}` });
    for (const args of [['-vv'], ['--format', 'json']]) {
      // Port 1 refuses: the failing call must not give away what it carried.
      const { stdout, stderr } = await skycheck(['aws', ...args, '--endpoint-url', 'http://127.0.0.1:1'], {
        home,
      });
      expect(stdout + stderr).not.toMatch(/verysecret|AKIAIOSFODNN7EXAMPLE/);
      expect(stdout).toContain('****************MPLE');
    }
  });
});

describe('no network', () => {
  it('is inconclusive, and denies nothing', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}` });
    const { status, stdout } = await skycheck(
      ['aws', '--format', 'json', '--endpoint-url', 'http://127.0.0.1:1'],
      { home },
    );
    const report = parseReport(stdout);
    expect(status).toBe(3);
    expect(report.status).toBe('inconclusive');
    expect(report.findings[0]?.code).toBe('no-network');
    const decisions = report.capabilities.flatMap(({ requirements }) =>
      requirements.map(({ decision }) => decision),
    );
    expect(new Set(decisions)).toEqual(new Set(['unknown']));
  });
});
