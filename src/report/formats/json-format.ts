import { jsonText, type PrintableText } from '../../printable.ts';
import type { ReportDocument } from '../document.ts';

/** The whole report, for programs; every other format can be made of it. */
export function jsonFormat({ report }: ReportDocument): PrintableText {
  return jsonText(report);
}
