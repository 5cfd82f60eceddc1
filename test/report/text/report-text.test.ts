import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { renderText } from '../../../src/report/text/report-text.ts';
import { capabilityOf, findingOf, regionOf, reportOf } from '../report-of.ts';
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

/** Without a terminal. */
const AS_PIPED = { ...PLAIN, columns: 80 };

describe('a saved report', () => {
  it('is there for many scenarios', () => {
    expect(SAVED.length).toBeGreaterThan(15);
  });

  it.each(SAVED)('%s reads as the run itself did', (name) => {
    const report = saved(name);
    if ('reports' in report) return;
    expect(renderText(report, 0, AS_PIPED)).toBe(read(`${name}.txt`));
    expect(renderText(report, 1, AS_PIPED)).toBe(read(`${name}.verbose.txt`));
  });
});

describe('renderText', () => {
  const report = reportOf({
    multiCloud: [{ feature: 'other clouds', works: 'yes', note: null }],
    trace: [
      { provider: 'env', outcome: 'applies', reason: 'AWS_ACCESS_KEY_ID is set' },
      { provider: 'sso', outcome: 'not-reached', reason: 'env came first' },
    ],
    sandbox: 'admin',
    capabilities: [capabilityOf()],
    regions: [regionOf('us-east-1')],
    findings: [findingOf({ severity: 'warning' })],
  });

  it('has the sections in their order, a blank line between them', () => {
    expect(renderText(report, 0, MARKED)).toBe(
      `Checking credentials to enable clouds for SkyPilot.
  AWS: <good>enabled [compute]</good>
    user/ann in account 111122223333, profile default
<note>    Sandbox "admin": no real account was contacted.</note>

  <good>✓</good> compute   <good>✓</good> role   <good>✓</good> 1 of 1 regions

<good>Ready. Next: sky launch --cloud aws</good>     <dim>Details: skycheck aws --sandbox admin -v</dim>
`,
    );
  });

  const titles = (verbosity: number) =>
    renderText(report, verbosity, PLAIN)
      .split('\n\n')
      .map((section) => section.split('\n')[0]);

  it('says what was seen with -v, and everything with -vv', () => {
    expect(titles(1)).toEqual([
      'Checking credentials to enable clouds for SkyPilot.',
      'Identity',
      'Capabilities',
      'Problems',
      'Ready. Next: sky launch --cloud aws    Details: skycheck aws --sandbox admin -vv',
    ]);
    expect(titles(2)).toEqual([
      'Checking credentials to enable clouds for SkyPilot.',
      'Identity',
      'Where boto3 looks for credentials, in its order',
      'Capabilities',
      'Regions',
      'Problems',
      'Ready. Next: sky launch --cloud aws',
    ]);
  });

  it('shows every requirement and the whole trace with -vv only', () => {
    expect(renderText(report, 1, PLAIN)).not.toMatch(/the simulator allows it|env came first/);
    expect(renderText(report, 2, PLAIN)).toMatch(/env came first.*the simulator allows it/s);
  });
});
