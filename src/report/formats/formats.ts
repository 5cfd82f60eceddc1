/** The formats of reports by name. A new one is a file and a line here; each is loaded only where it is asked for. */
import type { Reporter } from './reporter.ts';

export const FORMATS = {
  text: async () => (await import('./text-format.ts')).textFormat,
  json: async () => (await import('./json-format.ts')).jsonFormat,
} as const satisfies Readonly<Record<string, () => Promise<Reporter>>>;

export type Format = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
