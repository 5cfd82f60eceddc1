import type { FileRead } from '../host.ts';
import type { JsonRead } from '../iam/json-node.ts';

/** A file that policies are read from, or standard input. */
export interface PolicySource {
  /** As the person named it. */
  readonly name: string;
  readonly text: string;
  /** Loaded where the text is no JSON. */
  readonly readYaml?: (text: string) => JsonRead;
}

export type SourceRead =
  | { readonly kind: 'text'; readonly source: PolicySource }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The text of a file that was read: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes redirected output. */
export function readSource(name: string, file: FileRead): SourceRead {
  switch (file.kind) {
    case 'missing':
      return unreadable(name, 'there is no such file');
    case 'directory':
      return unreadable(name, 'this is a directory');
    case 'too-large':
      return unreadable(name, 'the file is larger than 16 MiB');
    case 'unreadable':
      return unreadable(name, `the file cannot be read (${file.code})`);
    case 'file':
      return decode(name, file.bytes);
  }
}

function decode(name: string, bytes: Uint8Array): SourceRead {
  const text = decoded(bytes);
  if (text === undefined) return unreadable(name, 'this is not UTF-8 text');
  if (text.trim() === '') return unreadable(name, 'there is nothing in it');
  return { kind: 'text', source: { name, text } };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function unreadable(name: string, reason: string): SourceRead {
  return { kind: 'unreadable', reason: `${name}: ${reason}.` };
}
