import type { PrintableText } from '../../printable.ts';
import type { ReportDocument } from '../document.ts';
import type { TextStyle } from '../text/style.ts';

/** How text is shown; other formats are the same for everybody. */
export interface View {
  /** How often `-v` was given. */
  readonly verbosity: number;
  readonly style: TextStyle;
}

/** Makes of reports what is printed: of nothing but them, so that a saved report comes out as the run printed it. */
export type Reporter = (document: ReportDocument, view: View) => PrintableText;
