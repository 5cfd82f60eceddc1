/** From a parsed INI file to the sections that boto3 works with. */

import type { ConfigEntry, ConfigSection, ConfigValue } from './aws-config-types.ts';
import type { IniEntry, IniFile, IniSection } from './ini-file.ts';
import { splitLines, strip } from './python-text.ts';

export type SectionsResult =
  | {
      readonly kind: 'sections';
      readonly sections: readonly ConfigSection[];
      readonly defaults: ConfigSection | undefined;
    }
  /** A value that starts on the next line holds a line without `=`. */
  | { readonly kind: 'bad-nested-value'; readonly line: number; readonly section: string };

/**
 * Reads a value that starts on the next line as a table, one level deep.
 *
 * @returns undefined where a line has no `=`
 */
function parseNested(value: string): ReadonlyMap<string, string> | undefined {
  const table = new Map<string, string>();
  for (const line of splitLines(value)) {
    const text = strip(line);
    if (text === '') continue;
    const equals = text.indexOf('=');
    if (equals < 0) return undefined;
    table.set(strip(text.slice(0, equals)), strip(text.slice(equals + 1)));
  }
  return table;
}

function toEntry(file: string, entry: IniEntry, inherited: boolean): ConfigEntry | undefined {
  const value: ConfigValue | undefined = entry.value.startsWith('\n')
    ? parseNested(entry.value)
    : entry.value;
  if (value === undefined) return undefined;
  const { key, writtenKey, line } = entry;
  return { key, writtenKey, value, source: { file, line }, inherited };
}

type SectionResult =
  | { readonly kind: 'section'; readonly section: ConfigSection }
  | { readonly kind: 'bad-nested-value'; readonly line: number };

function toSection(file: string, section: IniSection, defaults: IniSection | undefined): SectionResult {
  const entries = new Map<string, ConfigEntry>();
  const own = [...section.entries.values()].map((entry) => ({ entry, inherited: false }));
  const inherited = [...(defaults?.entries.values() ?? [])]
    .filter((entry) => !section.entries.has(entry.key))
    .map((entry) => ({ entry, inherited: true }));
  for (const { entry, inherited: leaked } of [...own, ...inherited]) {
    const converted = toEntry(file, entry, leaked);
    if (converted === undefined) return { kind: 'bad-nested-value', line: entry.line };
    entries.set(converted.key, converted);
  }
  return { kind: 'section', section: { name: section.name, source: { file, line: section.line }, entries } };
}

/** `[DEFAULT]` on its own, which no lookup sees; its nested values are left as text. */
function toDefaults(file: string, defaults: IniSection): ConfigSection {
  const entries = new Map<string, ConfigEntry>();
  for (const { key, writtenKey, value, line } of defaults.entries.values()) {
    entries.set(key, { key, writtenKey, value, source: { file, line }, inherited: false });
  }
  return { name: defaults.name, source: { file, line: defaults.line }, entries };
}

/**
 * Gives every section its own keys and those of `[DEFAULT]`, nested values parsed.
 *
 * Source: botocore `configloader.raw_config_parse`.
 */
export function toSections(file: string, ini: IniFile): SectionsResult {
  const sections: ConfigSection[] = [];
  for (const section of ini.sections) {
    const converted = toSection(file, section, ini.defaults);
    if (converted.kind === 'bad-nested-value') return { ...converted, section: section.name };
    sections.push(converted.section);
  }
  const defaults = ini.defaults === undefined ? undefined : toDefaults(file, ini.defaults);
  return { kind: 'sections', sections, defaults };
}
