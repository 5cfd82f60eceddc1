import { execFileSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigSection } from '../../src/config/aws-config-types.ts';
import { parseIni } from '../../src/config/ini-file.ts';
import { buildProfileMap } from '../../src/config/profile-map.ts';
import { toSections } from '../../src/config/sections.ts';

const PYTHON = process.env.SKYCHECK_PYTHON ?? 'python3';
const RUNS = Number(process.env.SKYCHECK_INI_CASES ?? 3000);
const SEED = Number(process.env.SKYCHECK_SEED ?? 1);

function plain(sections: readonly ConfigSection[]) {
  return Object.fromEntries(
    sections.map(({ name, entries }) => [
      name,
      Object.fromEntries(
        [...entries.values()].map(({ key, value }) => [
          key,
          typeof value === 'string' ? value : Object.fromEntries(value),
        ]),
      ),
    ]),
  );
}

function ours(bytes: Uint8Array) {
  const parsed = parseIni(bytes);
  const result = parsed.kind === 'parsed' ? toSections('f', parsed.file) : undefined;
  if (result?.kind !== 'sections') return { sections: null, profiles: null };
  return {
    sections: plain(result.sections),
    profiles: [...buildProfileMap(result.sections).profiles.keys()],
  };
}

/** Pieces that INI files are made of, and some that they are not. */
const piece = fc.constantFrom(
  ...['[a]', '[b]', '[a', 'a]', '[]', '[[a]]', '[DEFAULT]', '[default]', '[profile a]', '[profile "a b"]'],
  ...["[profile 'x]", '[profile default]', '[profiles  q]', '[profile]', '[sso-session s]', '[ profile c]'],
  ...[
    'x = 1',
    'y: 2',
    'X=3',
    ' z = 4',
    '\tw = 5',
    'key',
    '= 6',
    ': 7',
    'x',
    'k =',
    's3 =',
    '  in = ner',
    '  inner',
  ],
  ...[
    '# c',
    '  ; c',
    ' # c',
    '',
    ' ',
    '\t',
    '\f',
    '\u000b',
    '\u0085',
    '\u2028',
    '\u00a0',
    '\ufeff',
    '\u001c',
    '\u3000',
  ],
  ...['a = b # c', 'İ = 1', 'ß = 2', 'Σ = 3', '\0', 'x = "q"', '\\', "'", '"', 'é = ü', '𝒜 = 1', '==', '=:='],
);
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '', '\n\n', '\u0085', '\u2029');
const structured = fc
  .array(fc.tuple(fc.array(piece, { minLength: 1, maxLength: 2 }), lineEnd), { maxLength: 14 })
  .map((lines) => Buffer.from(lines.map(([pieces, end]) => pieces.join('') + end).join('')));
const soup = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) => Buffer.concat([Buffer.from('[a]\n'), Buffer.from(bytes)]));
const file = fc.oneof({ weight: 9, arbitrary: structured }, { weight: 1, arbitrary: soup });

describe('the INI reader against botocore', () => {
  it(`agrees on ${RUNS} generated files of seed ${SEED}`, { timeout: 600_000 }, () => {
    const files = fc.sample(file, { numRuns: RUNS, seed: SEED });
    const output = execFileSync(PYTHON, [path.join(import.meta.dirname, 'credentials-ini-oracle.py')], {
      input: `${files.map((bytes) => bytes.toString('base64')).join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    const answers: unknown[] = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toHaveLength(files.length);
    const divergent = files.flatMap((bytes, index) => {
      const mine = ours(bytes);
      const theirs = answers[index];
      const same = JSON.stringify(mine) === JSON.stringify(theirs);
      return same ? [] : [{ file: bytes.toString('utf8'), mine, theirs }];
    });
    expect(divergent.slice(0, 3)).toEqual([]);
    expect(
      answers.filter((answer) => JSON.stringify(answer).includes('"sections":null')).length,
    ).toBeLessThan(RUNS);
  });
});
