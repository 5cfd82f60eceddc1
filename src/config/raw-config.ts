/** One INI file read and parsed by boto3's rules. */
import type { FileRead, Host } from '../host.ts';
import type { ConfigFileState, ConfigSection } from './aws-config-types.ts';
import { configFileError } from './config-error.ts';
import { displayPath } from './display-path.ts';
import { parseIni } from './ini-file.ts';
import { expandUser, expandVariables } from './python-path.ts';
import { toSections } from './sections.ts';

export interface RawConfig {
  /** Expanded and absolute; empty where no file is named. */
  readonly path: string;
  readonly display: string;
  readonly state: ConfigFileState;
  readonly sections: readonly ConfigSection[];
}

function parse(display: string, bytes: Uint8Array, mode: number): Pick<RawConfig, 'state' | 'sections'> {
  const broken = (problem: Parameters<typeof configFileError>[1]) => ({
    state: { kind: 'broken' as const, mode, error: configFileError(display, problem) },
    sections: [],
  });
  const parsed = parseIni(bytes);
  if (parsed.kind === 'broken') return broken(parsed.error);
  const result = toSections(display, parsed.file);
  if (result.kind === 'bad-nested-value') {
    return broken({ kind: 'config-nested-value', line: result.line, section: result.section });
  }
  return { state: { kind: 'parsed', mode, defaults: result.defaults }, sections: result.sections };
}

function fromRead(display: string, read: FileRead): Pick<RawConfig, 'state' | 'sections'> {
  switch (read.kind) {
    case 'file':
      return parse(display, read.bytes, read.mode);
    case 'too-large':
      // boto3 would read it: an answer without it would be a guess.
      return {
        state: {
          kind: 'broken',
          mode: 0,
          error: configFileError(display, { kind: 'config-too-large', line: 1 }),
        },
        sections: [],
      };
    default:
      return { state: read, sections: [] };
  }
}

/**
 * Reads one file; one that is absent, a directory or unreadable counts as none, as in boto3.
 *
 * Source: botocore `configloader.raw_config_parse`.
 */
export async function readRawConfig(setting: string, host: Host): Promise<RawConfig> {
  const expanded = await expandUser(expandVariables(setting, host.env), host);
  if (expanded === '') return { path: '', display: '', state: { kind: 'not-named' }, sections: [] };
  const path = expanded.startsWith('/') ? expanded : `${host.cwd}/${expanded}`;
  const display = displayPath(path, host.home);
  return { path, display, ...fromRead(display, await host.readFile(path)) };
}
