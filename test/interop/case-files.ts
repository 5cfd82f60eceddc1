/** The files of a generated case, written into a home. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CaseFile } from './credentials-generator.ts';

/** What the placeholders of a case stand for. */
export interface Place {
  readonly home: string;
  readonly port: number;
}

/** A text of a case with its placeholders filled in. */
export function fill(text: string, { home, port }: Place): string {
  const time = (_: string, seconds: string) =>
    `${new Date(Date.now() + Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;
  return text
    .replaceAll('@HOME@', home)
    .replaceAll('@PORT@', String(port))
    .replace(/@NOW([+-]\d+)@/g, time);
}

export function writeCaseFile(file: CaseFile, target: string, place: Place): void {
  mkdirSync(path.dirname(target), { recursive: true });
  if (typeof file === 'string') writeFileSync(target, fill(file, place));
  else if ('base64' in file) writeFileSync(target, Buffer.from(file.base64, 'base64'));
  else writeFileSync(target, fill(file.program, place), { mode: 0o755 });
}
