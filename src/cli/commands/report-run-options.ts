import type { PrintOptions } from '../print-options.ts';

/** The command line of `skycheck report`. */
export interface ReportRunOptions extends PrintOptions {
  /** What changed between two. */
  readonly diff: boolean;
}
