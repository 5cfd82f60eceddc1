/** Read back as the runner reads it. */
import { describe, expect, it } from 'vitest';
import { githubFormat } from '../../../src/report/formats/github-format.ts';
import type { ReportFinding } from '../../../src/report/report.ts';
import { harmIn } from '../../support/harm.ts';
import { capabilityOf, findingOf, reportOf } from '../report-of.ts';
import { attacked, NASTY, SAVED, several, single } from './saved-reports.ts';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const UNESCAPED: Readonly<Record<string, string>> = {
  '%0A': '\n',
  '%0D': '\r',
  '%3A': ':',
  '%2C': ',',
  '%25': '%',
};
const unescaped = (text: string) => text.replace(/%(0A|0D|3A|2C|25)/g, (code) => UNESCAPED[code] ?? code);

/** As actions/runner does, `ActionCommand.TryParseV2`: every line has to be a command. */
function commandsIn(output: string): readonly Command[] {
  if (output === '') return [];
  expect(output.endsWith('\n')).toBe(true);
  return output
    .slice(0, -1)
    .split('\n')
    .map((row) => {
      const end = row.indexOf('::', 2);
      expect(row.startsWith('::') && end > 0, row).toBe(true);
      const [name = '', ...rest] = row.slice(2, end).split(' ');
      const pairs = rest.join(' ').split(',').filter(Boolean);
      return {
        name,
        properties: Object.fromEntries(
          pairs.map((pair) => [
            pair.slice(0, pair.indexOf('=')),
            unescaped(pair.slice(pair.indexOf('=') + 1)),
          ]),
        ),
        message: unescaped(row.slice(end + 2)),
      };
    });
}

const many = (count: number, severity: ReportFinding['severity']) =>
  Array.from({ length: count }, (_, index) => findingOf({ severity, title: `${severity} ${index}` }));

describe('github', () => {
  it.each(Object.entries(SAVED))('says of %s what was found, within the limits', (_name, report) => {
    const commands = commandsIn(githubFormat(single(report)));
    const of = (severity: ReportFinding['severity']) =>
      report.findings.filter((finding) => finding.severity === severity);
    const titles = commands.flatMap(({ properties }) => properties.title ?? []);
    for (const { code } of of('error')) expect(titles.some((title) => title.includes(code))).toBe(true);
    expect(commands.filter(({ name }) => name === 'error')).toHaveLength(of('error').length);
    expect(commands.filter(({ name }) => name === 'warning')).toHaveLength(of('warning').length);
    if (report.verdict === 'ready') {
      expect(commands[0]).toMatchObject({ name: 'notice', message: expect.stringMatching(/^Ready/) });
    }
  });

  it('shows ten errors and ten warnings at most, and that there are more', () => {
    const findings = [...many(14, 'error'), ...many(12, 'warning'), ...many(3, 'info')];
    const commands = commandsIn(githubFormat(single(reportOf({ verdict: 'not-ready', findings }))));
    const names = commands.map(({ name }) => name);
    expect(names.filter((name) => name === 'error')).toHaveLength(10);
    expect(names.filter((name) => name === 'warning')).toHaveLength(10);
    expect(commands.at(-1)).toMatchObject({ name: 'notice', message: expect.stringMatching(/^6 more/) });
  });

  it('shows the cause before what follows from it', () => {
    const findings = [
      findingOf({ code: 'symptom', cause: 'root' }),
      findingOf({ code: 'root', title: 'Root' }),
    ];
    const [first] = commandsIn(githubFormat(single(reportOf({ verdict: 'not-ready', findings }))));
    expect(first?.properties.title).toBe('Root (root)');
  });

  it('of several reports shows the first of each before the second of any', () => {
    const named = (value: string) =>
      reportOf({
        verdict: 'not-ready',
        profile: { value, type: null, location: null },
        findings: many(9, 'error'),
      });
    const titles = commandsIn(githubFormat(several([named('a'), named('b')]))).map(
      ({ properties }) => properties.title,
    );
    expect(titles.slice(0, 3)).toEqual([
      'profile a (111122223333): error 0 (sso-token-expired)',
      'profile b (111122223333): error 0 (sso-token-expired)',
      'profile a (111122223333): error 1 (sso-token-expired)',
    ]);
    expect(titles).toHaveLength(11);
  });

  it('has an error where the run fails without an error among the findings', () => {
    const report = reportOf({
      verdict: 'not-ready',
      verdictReason: 'x is denied',
      capabilities: [capabilityOf()],
      findings: many(1, 'warning'),
    });
    expect(commandsIn(githubFormat(single(report))).map(({ name, message }) => [name, message])).toEqual([
      ['error', 'Not ready: x is denied. (account 111122223333)'],
      ['warning', 'It ended.'],
    ]);
  });

  it.each([
    [
      { file: 'p.json', line: 3, path: 'policies/p.json' },
      { file: 'policies/p.json', line: '3' },
    ],
    [{ file: 'p.json', line: 3, path: '../p.json' }, {}],
    [{ file: '~/.aws/config', line: 3 }, {}],
    [null, {}],
  ])('points at %j with %j', (at, place) => {
    const report = reportOf({ verdict: 'not-ready', findings: [findingOf({ at })] });
    const [command] = commandsIn(githubFormat(single(report)));
    expect(command?.properties).toEqual({
      ...place,
      title: 'The SSO login has expired (sso-token-expired)',
    });
  });

  it('keeps texts in their places', () => {
    for (const report of Object.values(SAVED)) {
      const commands = commandsIn(githubFormat(single(attacked(report, NASTY))));
      for (const { name, properties, message } of commands) {
        expect(['error', 'warning', 'notice']).toContain(name);
        expect(Object.keys(properties).filter((key) => !/^(file|line|title)$/.test(key))).toEqual([]);
        expect(harmIn(message)).toEqual([]);
      }
    }
  });
});
