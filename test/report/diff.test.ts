import { describe, expect, it } from 'vitest';
import { diffOf } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/report.ts';
import { renderDiff } from '../../src/report/text/diff-text.ts';
import { SAVED, several, single } from './formats/saved-reports.ts';
import { capabilityOf, findingOf, reportOf, requirementOf } from './report-of.ts';
import { PLAIN } from './text/styles.ts';

const STYLE = { ...PLAIN, columns: 80 };
const textOf = (from: Report, to: Report) =>
  renderDiff(diffOf(single(from), single(to)), { from: single(from), to: single(to) }, 0, STYLE);

const with_ = (status: 'enabled' | 'disabled' | 'unknown', about: Partial<Report> = {}) =>
  reportOf({
    verdict: ({ enabled: 'ready', disabled: 'not-ready', unknown: 'undecided' } as const)[status],
    capabilities: [capabilityOf({ status })],
    ...about,
  });

describe('two reports', () => {
  it.each(Object.entries(SAVED))(
    'of %s that are the same have no difference, in four lines at most',
    (_name, report) => {
      const later = { ...report, checkedAt: '2026-12-02T00:00:00.000Z' };
      const diff = diffOf(single(report), single(later));
      expect([diff.changed, diff.exitCode]).toEqual([false, 0]);
      const text = textOf(report, later);
      expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(4);
      expect(text).toContain('Nothing changed.');
    },
  );

  it.each([
    ['enabled', 'unknown', 'worse'],
    ['enabled', 'disabled', 'worse'],
    ['unknown', 'disabled', 'worse'],
    ['unknown', 'enabled', 'better'],
    ['disabled', 'enabled', 'better'],
    ['disabled', 'unknown', 'better'],
  ] as const)('from %s to %s is %s', (from, to, which) => {
    const diff = diffOf(single(with_(from)), single(with_(to)));
    const words = { enabled: 'enabled', disabled: 'denied', unknown: 'undecided' };
    expect(diff[which]).toEqual([{ what: 'compute', from: words[from], to: words[to] }]);
    expect(diff.exitCode).toBe(which === 'worse' ? 1 : 0);
    expect(diff.changed).toBe(true);
  });

  it('what only one asks for counts, what nobody asks for is a decision', () => {
    const spot = (status: 'enabled' | 'disabled', asked: string[]) =>
      reportOf({ asked, capabilities: [capabilityOf(), capabilityOf({ id: 'spot', status })] });
    expect(diffOf(single(spot('enabled', ['compute'])), single(spot('disabled', ['spot']))).exitCode).toBe(1);
    const other = diffOf(single(spot('enabled', ['compute'])), single(spot('disabled', ['compute'])));
    expect([other.exitCode, other.decisions]).toEqual([0, [{ what: 'spot', from: 'enabled', to: 'denied' }]]);
  });

  it('a verdict that no status explains counts', () => {
    const diff = diffOf(single(with_('enabled')), single(with_('enabled', { verdict: 'not-ready' })));
    expect(diff.worse).toEqual([{ what: 'verdict', from: 'ready', to: 'not ready' }]);
  });

  it('identity, profile, source and decisions are named with both sides', () => {
    const identity = reportOf().identity;
    const other = reportOf({
      profile: { value: 'prod', type: 'env', location: 'AWS_PROFILE' },
      credentials: {
        type: 'sso',
        location: 'SSO session "x"',
        accessKeyId: '****************ABCD',
        expiresAt: null,
      },
      identity:
        identity === null
          ? null
          : { ...identity, arn: 'arn:aws:iam::444455556666:user/bob', account: '444455556666' },
      capabilities: [
        capabilityOf({
          requirements: [
            requirementOf({
              resourcePattern: 'arn:aws:ec2:*:444455556666:volume/*',
              decision: 'denied',
              layer: 'scp',
            }),
          ],
        }),
      ],
      findings: [findingOf({ code: 'no-network', title: 'No network' })],
    });
    const first = reportOf({
      capabilities: [
        capabilityOf({
          requirements: [requirementOf({ resourcePattern: 'arn:aws:ec2:*:111122223333:volume/*' })],
        }),
      ],
      findings: [findingOf()],
    });
    const diff = diffOf(single(first), single(other));
    expect(diff.identity).toEqual({ from: first.identity, to: other.identity });
    expect(diff.settings.map(({ what }) => what)).toEqual([
      'identity',
      'account',
      'profile',
      'credentials',
      'access key',
    ]);
    expect(diff.decisions).toEqual([
      expect.objectContaining({
        from: 'allowed',
        to: 'denied (scp)',
        what: expect.stringContaining('arn:aws:ec2:*:ACCOUNT:volume/*'),
      }),
    ]);
    expect(diff.findings.appeared.map(({ code }) => code)).toEqual(['no-network']);
    expect(diff.findings.gone.map(({ code }) => code)).toEqual(['sso-token-expired']);
    const text = textOf(first, other).replace(/\s+/g, ' ');
    for (const words of [
      'arn:aws:iam::111122223333:user/ann',
      'arn:aws:iam::444455556666:user/bob',
      'profile: default → prod (AWS_PROFILE)',
      '+ error no-network: No network',
      '- error sso-token-expired',
      'Changed; nothing that was asked for got worse.',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('of every scenario against every other end in words that fit the status', () => {
    const reports = Object.values(SAVED).slice(0, 12);
    for (const from of reports) {
      for (const to of reports) {
        const diff = diffOf(single(from), single(to));
        const text = textOf(from, to);
        expect(diff.exitCode).toBe(diff.worse.length > 0 ? 1 : 0);
        expect(/^Worse: .*Exit status 1\.$/ms.test(text)).toBe(diff.exitCode === 1);
        if (from.verdict === 'ready' && to.verdict !== 'ready') expect(diff.exitCode).toBe(1);
        expect(text.split('\n').filter((line) => line.length > 80 && !/arn:|\S{60}/.test(line))).toEqual([]);
      }
    }
  });

  it('of several profiles compares those of the same name', () => {
    const named = (value: string, status: 'enabled' | 'disabled') =>
      with_(status, { profile: { value, type: null, location: null } });
    const diff = diffOf(
      several([named('a', 'enabled'), named('b', 'enabled'), named('gone', 'enabled')]),
      several([named('b', 'disabled'), named('a', 'enabled'), named('new', 'disabled')]),
    );
    expect(diff.worse).toEqual([
      { of: 'profile b', what: 'compute', from: 'enabled', to: 'denied' },
      { what: 'profile gone', from: 'ready', to: 'not there' },
    ]);
    expect(diff.settings).toEqual([{ what: 'profile new', from: 'not there', to: 'not ready' }]);
    expect(diff.identity).toEqual({ from: null, to: null });
    expect(
      diff.identities?.map(({ of, from, to }) => [of, from?.account ?? null, to?.account ?? null]),
    ).toEqual([
      ['profile a', '111122223333', '111122223333'],
      ['profile b', '111122223333', '111122223333'],
      ['profile gone', '111122223333', null],
      ['profile new', null, '111122223333'],
    ]);
  });
});
