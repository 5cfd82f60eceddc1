/** The formats of reports by name. A new one is a file and a line here; each is loaded only where it is asked for. */
import type { Reporter } from './reporter.ts';

export const FORMATS = {
  text: async () => (await import('./text-format.ts')).textFormat,
  json: async () => (await import('./json-format.ts')).jsonFormat,
  junit: async () => (await import('./junit-format.ts')).junitFormat,
  github: async () => (await import('./github-format.ts')).githubFormat,
  markdown: async () => (await import('./markdown-format.ts')).markdownFormat,
  html: async () => (await import('./html-format.ts')).htmlFormat,
  sarif: async () => (await import('./sarif-format.ts')).sarifFormat,
} as const satisfies Readonly<Record<string, () => Promise<Reporter>>>;

export type Format = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];

/** Those for the check of an identity: SARIF is for findings in files of a repository. */
export const IDENTITY_FORMATS: readonly Format[] = FORMAT_NAMES.filter((name) => name !== 'sarif');
