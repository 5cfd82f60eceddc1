/** Parsed strictly, and held to what a page that is sent around must not have; how it looks, in `html-in-browser.test.ts`. */
import { HtmlValidate } from 'html-validate/node';
import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { htmlFormat } from '../../../src/report/formats/html-format.ts';
import { STYLE } from '../../../src/report/formats/html-style.ts';
import { harmIn } from '../../support/harm.ts';
import { capabilityOf, findingOf, reportOf, requirementOf } from '../report-of.ts';
import { attacked, NASTY, SAVED, several, single } from './saved-reports.ts';

type Element = DefaultTreeAdapterTypes.Element;

function elementsOf(page: string): readonly Element[] {
  const errors: ParserError[] = [];
  const document = parse(page, { onParseError: (error) => errors.push(error) });
  expect(errors).toEqual([]);
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node) => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(document);
  return found;
}

const OWN_TAGS = new Set(
  'html head meta title style body header main footer section article div span h1 h2 h3 p ul li dl dt dd pre code br a details summary'.split(
    ' ',
  ),
);
const OWN_ATTRIBUTES = new Set('lang charset http-equiv content name class href rel aria-hidden'.split(' '));

/** Everything that a page could fetch, run or open. */
function expectInert(page: string): void {
  for (const { tagName, attrs } of elementsOf(page)) {
    expect(OWN_TAGS, tagName).toContain(tagName);
    for (const { name, value } of attrs) {
      expect(OWN_ATTRIBUTES, `${tagName} ${name}`).toContain(name);
      if (name === 'href') expect(value).toMatch(/^https:\/\//);
    }
  }
}

const validator = new HtmlValidate({ extends: ['html-validate:standard'] });

describe('html', () => {
  it.each(Object.entries(SAVED))(
    'of %s is well formed and inert, whatever is in it',
    async (_name, report) => {
      for (const document of [single(report), single(attacked(report, NASTY))]) {
        const page = htmlFormat(document);
        expectInert(page);
        expect(harmIn(page)).toEqual([]);
      }
    },
  );

  it('is right by the rules of HTML', async () => {
    for (const document of [
      ...['minimal', 'sso-expired'].map((name) => single(SAVED[name] ?? reportOf())),
      several(Object.values(SAVED)),
    ]) {
      const { results } = await validator.validateString(htmlFormat(document));
      expect(
        results.flatMap(({ messages }) =>
          messages.map(({ ruleId, message, line }) => [ruleId, message, line]),
        ),
      ).toEqual([]);
    }
    expect((await validator.validateString('<p><div></p>')).valid).toBe(false);
  });

  it('fetches nothing: the style names no address', () => {
    expect(STYLE).not.toMatch(/url\(|@import|https?:|@font-face/);
  });

  it('links to pages of the web only, also where a saved report says otherwise', () => {
    const docs = [
      'javascript:alert(1)',
      'http://a.test/',
      'data:text/html,x',
      '//a.test',
      'https://a.test/ onload=x',
      'https://docs.example.com/a?b=1&c="x"',
    ];
    const page = htmlFormat(single(reportOf({ findings: docs.map((each) => findingOf({ docs: each })) })));
    const hrefs = elementsOf(page).flatMap(({ attrs }) =>
      attrs.filter(({ name }) => name === 'href').map(({ value }) => value),
    );
    expect(hrefs).toEqual(['https://docs.example.com/a?b=1&c="x"']);
  });

  it('has a cell for each capability that opens its permissions, their evidence, the layer and what to add', () => {
    const page = htmlFormat(
      single(
        reportOf({
          asked: ['spot'],
          verdict: 'not-ready',
          capabilities: [
            capabilityOf(),
            capabilityOf({
              id: 'spot',
              status: 'disabled',
              requirements: [
                requirementOf({
                  action: 'iam:PassRole',
                  decision: 'denied',
                  evidence: 'dry-run',
                  layer: 'scp',
                  policy: 'p-1',
                  sid: 'NoSpot',
                  reason: 'an SCP denies it',
                }),
              ],
              statementsToAdd: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }],
            }),
          ],
        }),
      ),
    );
    const cells = [...page.matchAll(/<details class="cell[^"]*">[\s\S]*?<\/details>/g)].map(([cell]) => cell);
    expect(cells).toHaveLength(2);
    expect(cells[0]).toMatch(/<summary>.*spot: <span class="bad">denied/);
    for (const words of [
      'iam:PassRole',
      'by dry run',
      'layer: scp',
      'policy: p-1',
      'statement: NoSpot',
      'an SCP denies it',
      '&quot;Statement&quot;',
    ]) {
      expect(cells[0]).toContain(words);
    }
  });
});
