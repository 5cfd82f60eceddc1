import { placeText } from '../../file-line.ts';
import type { ReportFinding, ReportFixStep } from '../report.ts';

/** The text of a fix, step by step. */
export function fixText(fix: readonly ReportFixStep[]): string {
  return fix.map(({ text }) => text).join('\n');
}

/** Where a finding is: "~/.aws/config:3"; several places one behind the other. */
export function placesText({ at, places }: ReportFinding): string | undefined {
  const all = places ?? (at === null ? [] : [at]);
  return all.length === 0 ? undefined : all.map(placeText).join(', ');
}

/** A link that a person may follow; undefined for anything but a page on the web. */
export function webLink(url: string): string | undefined {
  return URL.canParse(url) && new URL(url).protocol === 'https:' && /^https:\/\/\S+$/i.test(url)
    ? url
    : undefined;
}
