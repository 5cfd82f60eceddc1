/** The formats of reports. */
export const FORMATS = ['text', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** How to print a report: the options that every command that makes one has. */
export interface PrintOptions {
  readonly format: Format;
  readonly verbose: number;
  readonly quiet: boolean;
  readonly output?: string;
  readonly color?: boolean;
}
