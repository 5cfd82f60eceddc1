/** The reports of all scenarios that ship, as they are saved; and reports that nobody honest would save. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportDocument } from '../../../src/report/document.ts';
import { sideBySide } from '../../../src/report/document.ts';
import type { Report } from '../../../src/report/report.ts';
import { readSaved } from '../../../src/report/saved-report.ts';
import { ROOT } from '../../end-to-end/support/paths.ts';

const FOLDER = path.join(ROOT, 'test/end-to-end/expected');

/** Reports by the name of their scenario; `policy-check` is one about documents. */
export const SAVED: Readonly<Record<string, Report>> = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json') && !file.startsWith('policy-generate'))
    .map((file) => [file.replace(/\.json$/, ''), saved(readFileSync(path.join(FOLDER, file), 'utf8'))]),
);

function saved(text: string): Report {
  const whole = text.replace(/"<(now|time)>"/g, '"2026-12-01T09:30:00.000Z"');
  const read = readSaved(whole);
  if (read.kind !== 'document' || read.document.kind !== 'single') throw new Error(JSON.stringify(read));
  return read.document.report;
}

export function single(report: Report): ReportDocument {
  return { kind: 'single', report };
}

/** Many profiles, some of the same name. */
export function several(reports: readonly Report[]): ReportDocument {
  return { kind: 'several', report: sideBySide(reports) };
}

/** What formats may read as their own. */
export const NASTY =
  '\u001b[31m]]><!--<script>alert(1)</script>" onload="x\' & &amp; ![p](https://x.test/p.png) <img src=x> | `b` **s** [l](javascript:x)\n::error::x ##[error]y \ufffe\uffff\ud800 100%';

/** Where a text is one of a few words, or has a form that readers rely on. */
const FIXED =
  /^(schemaVersion|name|cloud|status|verdict|checkedAt|expiresAt|accessKeyId|evidence|decision|layer|severity|kind|works|outcome|state|callerStatus|source|impact|market|instanceProfile|iamRole|trust|match|launch|Effect|Version|role|id)$/;

/** A report with something nasty in every text that is free. */
export function attacked(report: Report, nasty: string): Report {
  return attackedValue(report, '', nasty) as Report;
}

function attackedValue(value: unknown, name: string, nasty: string): unknown {
  if (typeof value === 'string') return FIXED.test(name) ? value : `${value}${nasty}`;
  if (Array.isArray(value)) return value.map((item) => attackedValue(item, name, nasty));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'asked' || key === 'enabled' || key === 'skyCheck' ? inner : attackedValue(inner, key, nasty),
    ]),
  );
}
