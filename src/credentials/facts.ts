/** The files beside the AWS config that the resolution looks at, read before it so that it can be pure. */

import type { ConfigFileState, ConfigSection } from '../config/aws-config-types.ts';
import { displayPath } from '../config/display-path.ts';
import { decodeUtf8 } from '../config/ini-file.ts';
import { expandUser } from '../config/python-path.ts';
import { splitLines, strip, textModeLines } from '../config/python-text.ts';
import { readRawConfig } from '../config/raw-config.ts';
import type { Host } from '../host.ts';

/** One boto 2 config file, in the order in which boto3 reads them. */
export interface BotoConfigFact {
  readonly display: string;
  readonly state: ConfigFileState;
  readonly credentials: ConfigSection | undefined;
}

export type Ec2FileFact =
  | { readonly kind: 'not-named' }
  | { readonly kind: 'unreadable'; readonly display: string }
  | { readonly kind: 'not-utf8'; readonly display: string; readonly line: number }
  | { readonly kind: 'read'; readonly display: string; readonly values: ReadonlyMap<string, string> };

export interface TraceFacts {
  readonly botoConfigs: readonly BotoConfigFact[];
  readonly ec2File: Ec2FileFact;
}

/** Source: botocore `BotoProvider`. */
async function readBotoConfigs(host: Host): Promise<readonly BotoConfigFact[]> {
  const named = host.env.BOTO_CONFIG;
  const settings = named === undefined ? ['/etc/boto.cfg', '~/.boto'] : [named];
  const files = await Promise.all(settings.map((setting) => readRawConfig(setting, host)));
  return files.map(({ display, state, sections }) => ({
    display,
    state,
    credentials: sections.find((section) => section.name === 'Credentials'),
  }));
}

/** Source: botocore `utils.parse_key_val_file_contents`. */
function parseKeyValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of splitLines(textModeLines(text).join('\n'))) {
    const equals = line.indexOf('=');
    if (equals >= 0) values.set(strip(line.slice(0, equals)), strip(line.slice(equals + 1)));
  }
  return values;
}

/** Source: botocore `OriginalEC2Provider`. */
async function readEc2File(host: Host): Promise<Ec2FileFact> {
  const named = host.env.AWS_CREDENTIAL_FILE;
  if (named === undefined) return { kind: 'not-named' };
  const path = await expandUser(named, host);
  const display = displayPath(path, host.home);
  if (path === '') return { kind: 'unreadable', display };
  const read = await host.readFile(path.startsWith('/') ? path : `${host.cwd}/${path}`);
  if (read.kind !== 'file') return { kind: 'unreadable', display };
  const decoded = decodeUtf8(read.bytes);
  if (decoded.kind === 'not-utf8') return { kind: 'not-utf8', display, line: decoded.badLine };
  return { kind: 'read', display, values: parseKeyValues(decoded.text) };
}

/** Reads what the pure trace needs beside the AWS config. */
export async function gatherTraceFacts(host: Host): Promise<TraceFacts> {
  const [botoConfigs, ec2File] = await Promise.all([readBotoConfigs(host), readEc2File(host)]);
  return { botoConfigs, ec2File };
}
