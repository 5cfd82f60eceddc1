/** What every format keeps to: it is made of the saved report alone. */
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../../src/report/document.ts';
import { FORMAT_NAMES, FORMATS } from '../../../src/report/formats/formats.ts';
import { jsonFormat } from '../../../src/report/formats/json-format.ts';
import type { Reporter } from '../../../src/report/formats/reporter.ts';
import { readSaved } from '../../../src/report/saved-report.ts';
import { PLAIN } from '../text/styles.ts';
import { attacked, NASTY, SAVED, several, single } from './saved-reports.ts';

const VIEWS = [0, 1, 2].map((verbosity) => ({ verbosity, style: { ...PLAIN, columns: 80 } }));

function saved(document: ReportDocument): ReportDocument {
  const read = readSaved(jsonFormat(document));
  if (read.kind !== 'document') throw new Error(read.reason);
  return read.document;
}

/** Whole reports, attacks in every text, and texts that are too long to be shown. */
const DOCUMENTS: readonly (readonly [string, ReportDocument])[] = [
  ...Object.entries(SAVED).map(([name, report]) => [name, single(report)] as const),
  ...['minimal', 'sso-expired', 'policy-check'].flatMap((name) => {
    const report = SAVED[name];
    if (report === undefined) throw new Error(name);
    return [
      [`${name}, attacked`, single(attacked(report, NASTY))] as const,
      [`${name} with long texts`, single(attacked(report, `\u0007${'x'.repeat(25_000)}`))] as const,
    ];
  }),
  ['all of them', several(Object.values(SAVED))],
];

describe.each(FORMAT_NAMES)('%s', (format) => {
  it('comes out of a saved report as out of the run', async () => {
    const reporter: Reporter = await FORMATS[format]();
    for (const [name, document] of DOCUMENTS) {
      for (const view of format === 'text' ? VIEWS : VIEWS.slice(0, 1)) {
        const again = reporter(saved(document), view);
        expect(again === reporter(document, view), `${name} -${'v'.repeat(view.verbosity)}`).toBe(true);
      }
    }
  });
});
