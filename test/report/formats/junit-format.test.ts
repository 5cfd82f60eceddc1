/** By a strict parser and the schemas of Jenkins and Ant; what is in it is read back from what was parsed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitFormat } from '../../../src/report/formats/junit-format.ts';
import type { Report } from '../../../src/report/report.ts';
import { harmIn } from '../../support/harm.ts';
import { capabilityOf, findingOf, reportOf } from '../report-of.ts';
import { attacked, NASTY, SAVED, several, single } from './saved-reports.ts';

const SCHEMAS = ['jenkins-junit-10.xsd', 'windyroad-junit.xsd'].map((fileName) => ({
  fileName,
  contents: readFileSync(path.join(import.meta.dirname, 'schemas', fileName), 'utf8'),
}));

async function problemsOf(documents: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const xml = Object.entries(documents).map(([name, contents]) => ({ fileName: `${name}.xml`, contents }));
  const results = await Promise.all(SCHEMAS.map((schema) => validateXML({ xml, schema: [schema] })));
  return results.flatMap(({ errors }) => errors.map(({ rawMessage }) => rawMessage));
}

/** Cases as name and outcome, by regular expression: the parser has found the document well formed. */
function casesIn(xml: string): readonly string[] {
  return [...xml.matchAll(/<testcase classname="[^"]*" name="([^"]*)"[^>]*?(?:\/>|>\s*<(\w+))/g)].map(
    ([, name, outcome]) => `${name} ${outcome ?? 'passed'}`,
  );
}

describe('junit', () => {
  it('is right by both schemas for every scenario, alone and side by side', async () => {
    const alone = Object.fromEntries(
      Object.entries(SAVED).map(([name, report]) => [name, junitFormat(single(report))]),
    );
    const all = junitFormat(several(Object.values(SAVED)));
    expect(await problemsOf({ ...alone, all, none: junitFormat(several([])) })).toEqual([]);
  });

  it('is right whatever is in the texts', async () => {
    const documents = Object.fromEntries(
      ['minimal', 'sso-expired', 'scp-denied', 'policy-check'].map((name) => {
        const report = SAVED[name];
        if (report === undefined) throw new Error(name);
        return [name, junitFormat(single(attacked(report, NASTY)))];
      }),
    );
    expect(await problemsOf(documents)).toEqual([]);
    for (const xml of Object.values(documents)) expect(harmIn(xml)).toEqual([]);
  });

  it('finds what is wrong: the validators do their work', async () => {
    expect(await problemsOf({ x: '<testsuites><testsuite/></testsuites>' })).not.toEqual([]);
    expect(await problemsOf({ x: '<testsuites>&nbsp;</testsuites>' })).not.toEqual([]);
  });

  it('has a case for each thing asked for and each error; the rest is skipped', () => {
    const report = reportOf({
      asked: ['compute', 'spot', 'ports'],
      verdict: 'not-ready',
      capabilities: [
        capabilityOf(),
        capabilityOf({ id: 'spot', status: 'disabled' }),
        capabilityOf({ id: 'ports', status: 'unknown' }),
        capabilityOf({ id: 'efa', status: 'disabled' }),
      ],
      findings: [
        findingOf({ code: 'permissions-missing', title: 'Missing' }),
        findingOf({ code: 'permissions-missing', title: 'Missing' }),
        findingOf({ code: 'capability-undecided', title: 'Open' }),
        findingOf({ code: 'region-malformed', severity: 'warning' }),
      ],
    });
    expect(casesIn(junitFormat(single(report)))).toEqual([
      'compute passed',
      'spot failure',
      'ports error',
      'efa skipped',
      'permissions-missing: Missing failure',
      'permissions-missing: Missing #2 failure',
      'capability-undecided: Open error',
    ]);
    expect(junitFormat(single(report))).toContain('tests="7" failures="3" errors="2" skipped="1"');
  });

  it('fails where the run does, and only there', () => {
    for (const [name, report] of Object.entries(SAVED)) {
      const xml = junitFormat(single(report));
      const outcomes = new Set(casesIn(xml).map((each) => each.split(' ').at(-1)));
      const failed = outcomes.has('failure') || outcomes.has('error');
      expect([name, failed]).toEqual([name, report.verdict !== 'ready']);
    }
    const byRule: Report = reportOf({ verdict: 'not-ready', exitCode: 1, capabilities: [capabilityOf()] });
    expect(casesIn(junitFormat(single(byRule)))).toEqual(['compute passed', 'verdict failure']);
  });

  it('names suites with profile, account and file, each once', () => {
    const profile = (value: string | null, savedAs?: string) =>
      reportOf({
        profile: { value, type: null, location: null },
        ...(savedAs === undefined ? {} : { savedAs }),
      });
    const other = { ...profile('dev'), identity: null };
    const xml = junitFormat(
      several([profile('dev'), profile('dev'), other, profile(null, 'a.json'), profile(null, 'b.json')]),
    );
    const names = [...xml.matchAll(/<testsuite name="([^"]*)"/g)].map((match) => match[1]);
    expect(names).toEqual([
      'skycheck: profile dev (111122223333)',
      'skycheck: profile dev (111122223333) #2',
      'skycheck: profile dev',
      'skycheck: profile default (111122223333) in a.json',
      'skycheck: profile default (111122223333) in b.json',
    ]);
  });
});
