import { type PrintableText, printed } from '../../printable.ts';
import type { ReportDocument } from '../document.ts';
import { printableReport } from '../printable-report.ts';
import { renderProfilesText } from '../text/profiles-text.ts';
import { renderText } from '../text/report-text.ts';
import { renderTrustText } from '../text/trust-text.ts';
import type { View } from './reporter.ts';

/** For people at a terminal. */
export function textFormat(document: ReportDocument, { verbosity, style }: View): PrintableText {
  switch (document.kind) {
    case 'single':
      return printed(printableReport(document.report), (fit) => renderText(fit, verbosity, style));
    case 'several':
      return printed(printableReport(document.report), (fit) => renderProfilesText(fit, verbosity, style));
    case 'trust':
      return printed(printableReport(document.report), (fit) => renderTrustText(fit, verbosity, style));
  }
}
