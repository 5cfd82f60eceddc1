import type { Format } from '../report/formats/formats.ts';

/** A report that is written to a file, beside the printed one. */
export interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** How to print a report: the options that every command that makes one has. */
export interface PrintOptions {
  readonly format: Format;
  readonly verbose: number;
  readonly quiet: boolean;
  readonly output?: string;
  /** `--report`, in the order given. */
  readonly report: readonly ReportFile[];
  readonly color?: boolean;
}
