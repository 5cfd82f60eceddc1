/**
 * The page in a real Chromium, on a screen, a phone and paper. Without one (SKYCHECK_CHROMIUM, or Debian's `chromium`) this
 * is skipped, and says so. SKYCHECK_SCREENSHOTS names a folder for pictures to look at.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlFormat } from '../../../src/report/formats/html-format.ts';
import type { Report } from '../../../src/report/report.ts';
import { attacked, NASTY, SAVED, several, single } from './saved-reports.ts';

const BROWSER = [
  process.env.SKYCHECK_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((file) => file !== undefined && existsSync(file));
if (BROWSER === undefined) console.warn('SKIPPED: the HTML report in a browser; there is no Chromium here.');

const PICTURES = process.env.SKYCHECK_SCREENSHOTS;

/** Something of everything, and words that cannot be broken. */
function pages(): Readonly<Record<string, string>> {
  const of = (name: string): Report => {
    const report = SAVED[name];
    if (report === undefined) throw new Error(name);
    return report;
  };
  return {
    denied: htmlFormat(single(of('minimal'))),
    several: htmlFormat(several([of('minimal'), of('sso-expired')])),
    hostile: htmlFormat(single(attacked(of('boundary'), `${NASTY}${'x'.repeat(100)}`))),
  };
}

describe.skipIf(BROWSER === undefined)('the page in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  /** The page, open; everything that it asks for or complains about. */
  async function opened(html: string, width: number, colorScheme: 'light' | 'dark' = 'light') {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const heard: string[] = [];
    page.on('request', (request) => heard.push(request.url()));
    page.on('dialog', (dialog) => heard.push(dialog.message()));
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(error.message));
    await page.setContent(html);
    return { page, heard };
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (PICTURES !== undefined)
      await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  }

  it.each(Object.entries(pages()))(
    '%s fetches and runs nothing, and does not scroll sideways',
    async (name, html) => {
      for (const width of [1280, 375]) {
        const { page, heard } = await opened(html, width);
        const widths = () =>
          page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]');
        expect(await widths()).toEqual([width, width]);
        await picture(page, `${name}-${width}`);
        await page.evaluate('for (const cell of document.querySelectorAll("details")) cell.open = true');
        expect(await widths()).toEqual([width, width]);
        await picture(page, `${name}-${width}-open`);
        expect(heard).toEqual([]);
        await page.close();
      }
    },
  );

  it('is dark where the reader wants it dark, readable in both', async () => {
    const contrast: number[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await opened(pages().denied ?? '', 1280, scheme);
      const [text, ground] = (await page.evaluate(
        '[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]',
      )) as [string, string];
      const [light, dark] = [luminance(text), luminance(ground)].sort((a, b) => b - a) as [number, number];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(7);
      contrast.push(luminance(ground));
      await picture(page, `denied-${scheme}`);
      await page.close();
    }
    expect(contrast[0]).toBeGreaterThan(0.9);
    expect(contrast[1]).toBeLessThan(0.05);
  });

  it('opens a cell by a click, and is all open on paper', async () => {
    const { page } = await opened(pages().denied ?? '', 1280);
    const shown = () =>
      page.evaluate(
        '[...document.querySelectorAll("details > div")].filter((part) => part.checkVisibility({ contentVisibilityAuto: true })).length',
      );
    const all = await page.evaluate('document.querySelectorAll("details").length');
    expect(all).toBeGreaterThan(5);
    expect(await shown()).toBe(0);
    await page.click('summary');
    expect(await shown()).toBe(1);
    await page.emulateMedia({ media: 'print' });
    expect(await shown()).toBe(all);
    await picture(page, 'denied-paper');
    if (PICTURES !== undefined) await page.pdf({ path: path.join(PICTURES, 'denied.pdf') });
    await page.close();
  });
});

/** Source: WCAG 2, relative luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
