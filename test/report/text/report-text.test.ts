import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { renderText } from '../../../src/report/text/report-text.ts';
import { capabilityOf, reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

const EXPECTED = path.join(import.meta.dirname, '../../end-to-end/expected');

/** Reports as runs have saved them; those whose texts hold a time of the run are left out. */
const SAVED: readonly string[] = readdirSync(EXPECTED)
  .filter((file) => file.endsWith('.json') && existsAsText(file))
  .filter((file) => !read(file).replace('"<now>"', '').includes('<time>'))
  .map((file) => file.replace(/\.json$/, ''));

function existsAsText(file: string): boolean {
  return readdirSync(EXPECTED).includes(file.replace(/json$/, 'verbose.txt'));
}

function read(file: string): string {
  return readFileSync(path.join(EXPECTED, file), 'utf8');
}

function saved(name: string): Report {
  return JSON.parse(read(`${name}.json`));
}

describe('a saved report', () => {
  it('is there for many scenarios', () => {
    expect(SAVED.length).toBeGreaterThan(15);
  });

  it.each(SAVED)('%s reads as the run itself did', (name) => {
    const report = saved(name);
    if ('reports' in report) return;
    expect(renderText(report, 0, PLAIN)).toBe(read(`${name}.txt`));
    expect(renderText(report, 1, PLAIN)).toBe(read(`${name}.verbose.txt`));
  });
});

describe('renderText', () => {
  const multiCloud: Report['multiCloud'] = [
    { feature: 'AWS clusters', works: 'yes', note: null },
    { feature: 'Controllers', works: 'partly', note: 'until the login ends' },
    { feature: 'Other clouds', works: 'no', note: null },
  ];
  const trace: Report['trace'] = [
    { provider: 'env', outcome: 'applies', reason: 'AWS_ACCESS_KEY_ID is set' },
    { provider: 'sso', outcome: 'not-reached', reason: 'env came first' },
  ];
  const report = reportOf({ multiCloud, trace, sandbox: 'admin', capabilities: [capabilityOf()] });

  it('has the sections in their order, a blank line between them', () => {
    expect(renderText(reportOf({ sandbox: 'admin' }), 0, MARKED)).toBe(
      `Checking credentials to enable clouds for SkyPilot.
  AWS: <good>enabled</good>
<note>    Sandbox "admin": an embedded AWS on this machine; no real account was asked.</note>

<good>Ready: compute is enabled.</good>
`,
    );
    const titles = renderText(report, 1, PLAIN)
      .split('\n\n')
      .map((section) => section.split('\n')[0]);
    expect(titles).toEqual([
      'Checking credentials to enable clouds for SkyPilot.',
      'Identity',
      'Where boto3 looks for credentials, in its order',
      'Capabilities',
      'What works with credentials of type env',
      'Ready: compute is enabled.',
    ]);
  });

  it('shows every requirement and the whole trace with -vv only', () => {
    expect(renderText(report, 1, PLAIN)).not.toMatch(/the simulator allows it|env came first/);
    expect(renderText(report, 2, PLAIN)).toMatch(/env came first.*the simulator allows it/s);
  });

  it('marks what works with these credentials', () => {
    const section = renderText(report, 1, MARKED).split('\n\n').at(-2);
    expect(section).toBe(`<bold>What works with credentials of type env</bold>
  <good>✓</good> AWS clusters
  <warn>~</warn> Controllers: until the login ends
  <bad>✗</bad> Other clouds`);
    expect(renderText({ ...report, credentials: null }, 1, PLAIN)).not.toContain('What works');
    expect(renderText({ ...report, multiCloud: [] }, 1, PLAIN)).not.toContain('What works');
  });
});
