import { safe, stringify } from 'ini';

/**
 * One section of an AWS config or credentials file; empty where it has no settings.
 *
 * npm's `ini` quotes and escapes values with `=`, `#` or `;`, which boto3 would take as parts of the value: such lines
 * are put back as they have to be. Sections are written one by one, for `ini` would escape the dots of their names.
 */
export function iniSection(name: string, settings: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (set.length === 0) return '';
  const lines = stringify(Object.fromEntries(set), { whitespace: true, platform: 'linux' })
    .trimEnd()
    .split('\n');
  const plain = new Map(set.map(([key, value]) => [`${safe(key)} = ${safe(value)}`, `${key} = ${value}`]));
  return [`[${name}]`, ...lines.map((line) => plain.get(line) ?? line), ''].join('\n');
}
