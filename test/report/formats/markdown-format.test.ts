import { describe, expect, it } from 'vitest';
import { markdownFormat } from '../../../src/report/formats/markdown-format.ts';
import {
  markdownBlock,
  markdownCellCode,
  markdownCode,
  markdownText,
} from '../../../src/report/formats/markdown-words.ts';
import { harmIn } from '../../support/harm.ts';
import { capabilityOf, findingOf, reportOf, requirementOf } from '../report-of.ts';
import { attacked, NASTY, SAVED, several, single } from './saved-reports.ts';

/** What is left when code and blocks of code are taken out: markup could only be there. */
function outsideOfCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})[a-z]*\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<![\\`])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, 'CODE')
    .replace(/\\[\\`*_[\]|~#]/g, '');
}

describe('markdown', () => {
  it.each(Object.entries(SAVED))('of %s has no pictures, no HTML and only our own links', (_name, report) => {
    for (const document of [single(report), single(attacked(report, NASTY))]) {
      const page = markdownFormat(document);
      expect(harmIn(page)).toEqual([]);
      const rest = outsideOfCode(page);
      expect(rest).not.toMatch(/!\[|<(?!https:)|&(?![a-z]+;|#\d+;)/);
      expect(rest.replaceAll(/\[Read more\]\(<https:\/\/[^<>\s]*>\)/g, '')).not.toMatch(/\]\(|https?:|www\./);
      expect(page.match(/^# /gm)).toHaveLength(1);
    }
  });

  it('says who, the verdict, what to do and what grants it', () => {
    const { minimal } = SAVED;
    if (minimal === undefined) throw new Error('no scenario');
    const page = markdownFormat(single(minimal));
    expect(page).toMatch(/^# ❌ skycheck: Not ready: compute is denied\.\n/);
    expect(page).toContain('`arn:aws:iam::111122223333:user/skypilot-user`');
    expect(page).toContain('## What to do first');
    expect(page).toContain('"Version": "2012-10-17"');
  });

  it('puts several reports into a table, whatever their names', () => {
    const profile = (value: string) => reportOf({ profile: { value, type: null, location: null } });
    const names = ['my_profile_name', 'a|b', '`tick`', '<b>', 'x'.repeat(100)];
    const page = markdownFormat(several(names.map(profile)));
    const rows = page.split('\n').filter((row) => row.startsWith('|'));
    expect(rows).toHaveLength(2 + names.length);
    // A bar that ends a cell is one without a backslash before it.
    expect(new Set(rows.map((row) => row.match(/(?<!\\)\|/g)?.length))).toEqual(new Set([6]));
    expect(page).toContain('`profile my_profile_name (111122223333)`');
  });

  it('says what is denied by which layer', () => {
    const denied = requirementOf({
      action: 'iam:PassRole',
      decision: 'denied',
      layer: 'permissions-boundary',
      reason: 'a *boundary* denies it',
    });
    const page = markdownFormat(
      single(
        reportOf({
          verdict: 'not-ready',
          capabilities: [capabilityOf({ status: 'disabled', requirements: [denied] })],
          findings: [findingOf()],
        }),
      ),
    );
    expect(page).toMatch(
      /- ❌ `compute` \(permissions boundary\): a \\\*boundary\\\* denies it: `iam:PassRole` on `/,
    );
  });
});

describe('words in Markdown', () => {
  it.each([
    ['my_profile and AWS_PROFILE', 'my_profile and AWS_PROFILE'],
    ['_x_ *y*', '\\_x\\_ \\*y\\*'],
    ['<img src=x> & ![a](b)', '&lt;img src=x&gt; &amp; \\!\\[a\\](b)'],
    ['1. one', '1\\. one'],
    ['- item', '\\- item'],
    ['see https://x.test and www.x.test', 'see https&#58;//x.test and www&#46;x.test'],
    ['@someone and #12', '&#64;someone and \\#12'],
    ['a\nb', 'a b'],
  ])('%j is %j', (text, shown) => {
    expect(markdownText(text)).toBe(shown);
  });

  it.each([
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['', '` `'],
  ])('%j as code is %j', (text, shown) => {
    expect(markdownCode(text)).toBe(shown);
  });

  it('a bar in a cell and ticks in a block stay inside', () => {
    expect(markdownCellCode('a|b')).toBe('`a\\|b`');
    expect(markdownBlock('```\nx', 'sh')).toEqual(['````sh', '```', 'x', '````']);
  });
});
