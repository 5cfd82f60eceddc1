/**
 * The AWS files as the SDK for JavaScript reads them, which is leniently: no line is an error, the rest of a line is a
 * comment after ` #`, names are as written, of two equal sections both count.
 *
 * Source: `@smithy/core` 3, `shared-ini-file-loader`.
 */
import { displayPath } from '../config/display-path.ts';
import type { FileLine } from '../file-line.ts';
import type { Host } from '../host.ts';

export interface JsEntry {
  readonly value: string;
  readonly at: FileLine;
}
export type JsSection = ReadonlyMap<string, JsEntry>;
type JsSections = ReadonlyMap<string, JsSection>;

export interface JsFiles {
  /** Of the config file, by the name of the profile. */
  readonly configProfiles: JsSections;
  readonly credentialProfiles: JsSections;
  readonly ssoSessions: JsSections;
  readonly services: JsSections;
}

/** Only these are told apart from other sections of the config file. */
const KINDS = ['profile', 'sso-session', 'services'] as const;
/** Between the kind of a section and its name, and between a key and one that is indented below it. */
const SEPARATOR = '.';

export async function readJsFiles(host: Host): Promise<JsFiles> {
  const [config, credentials, unexpanded] = await Promise.all([
    readSections(host, expanded(host, host.env.AWS_CONFIG_FILE || '~/.aws/config')),
    readSections(host, expanded(host, host.env.AWS_SHARED_CREDENTIALS_FILE || '~/.aws/credentials')),
    // The SDK looks for SSO sessions in a file whose `~` it leaves as it is.
    host.env.AWS_CONFIG_FILE?.startsWith('~/') ? readSections(host, host.env.AWS_CONFIG_FILE) : undefined,
  ]);
  const profiles = ofKind(config, 'profile');
  const plain = config.get('default');
  // A section without a value takes no other's place.
  const named = [...profiles].filter(([name, section]) => name !== 'default' || section.size > 0);
  return {
    configProfiles: new Map([...(plain === undefined ? [] : [['default', plain] as const]), ...named]),
    credentialProfiles: credentials,
    ssoSessions: ofKind(unexpanded ?? config, 'sso-session'),
    services: ofKind(config, 'services'),
  };
}

function expanded(host: Host, setting: string): string {
  const home = host.env.HOME || host.home;
  return setting.startsWith('~/') ? `${home.replace(/\/+$/, '')}/${setting.slice(2)}` : setting;
}

async function readSections(host: Host, file: string): Promise<JsSections> {
  const read = await host.readFile(file);
  if (read.kind !== 'file') return new Map();
  const path = file.startsWith('/') ? file : `${host.cwd}/${file}`;
  return parseJsIni(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(read.bytes),
    displayPath(path, host.home),
  );
}

function ofKind(sections: JsSections, kind: (typeof KINDS)[number]): JsSections {
  const prefix = `${kind}${SEPARATOR}`;
  return new Map(
    [...sections].flatMap(([name, section]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), section] as const] : [],
    ),
  );
}

const KIND_AND_NAME = /^([\w-]+)\s(["'])?([\w\-@+.%:/]+)\2$/;
/** With one of these in it, a file counts as empty. */
const REFUSED = ['__proto__', 'profile __proto__'];

/** The name under which a section is kept; undefined for one that is passed over. */
function sectionName(header: string): string | undefined {
  const [, kind, , name] = KIND_AND_NAME.exec(header) ?? [];
  if (kind === undefined) return header;
  return KINDS.some((known) => known === kind) ? `${kind}${SEPARATOR}${name}` : undefined;
}

/** @param file - as places name it */
function parseJsIni(text: string, file: string): JsSections {
  const sections = new Map<string, Map<string, JsEntry>>();
  let section: string | undefined;
  let table: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = withoutComment(raw);
    if (line.startsWith('[') && line.endsWith(']')) {
      const header = line.slice(1, -1);
      if (REFUSED.includes(header)) return new Map();
      section = sectionName(header) || undefined;
      table = undefined;
      if (section !== undefined && !sections.has(section)) sections.set(section, new Map());
      continue;
    }
    const equals = line.indexOf('=');
    if (section === undefined || equals <= 0) continue;
    const key = line.slice(0, equals).trim();
    const value = line.slice(equals + 1).trim();
    if (value === '') {
      table = key;
      continue;
    }
    if (raw.trimStart() === raw) table = undefined;
    sections.get(section)?.set(table === undefined ? key : `${table}${SEPARATOR}${key}`, {
      value,
      at: { file, line: index + 1 },
    });
  }
  return sections;
}

function withoutComment(raw: string): string {
  return (raw.split(/(?:^|\s)[;#]/)[0] ?? '').trim();
}

/** A profile as the SDK's providers of keys and the region see it, or with the config file's keys winning, as the others do. */
export function jsProfile(
  files: JsFiles,
  name: string,
  winner: 'credentials' | 'config' = 'credentials',
): JsSection | undefined {
  const config = files.configProfiles.get(name);
  const credentials = files.credentialProfiles.get(name);
  if (config === undefined && credentials === undefined) return undefined;
  const [under, over] = winner === 'credentials' ? [config, credentials] : [credentials, config];
  return new Map([...(under ?? []), ...(over ?? [])]);
}
