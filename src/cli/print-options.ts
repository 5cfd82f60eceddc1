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
  /** False for `--no-annotations`. */
  readonly annotations: boolean;
  /** Without the numbers of accounts. */
  readonly maskAccount: boolean;
  readonly color?: boolean;
}
