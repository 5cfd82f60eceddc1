import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../src');
const FILES = fs.readdirSync(path.join(ROOT, 'aws')).filter((name) => name.endsWith('.ts'));

function source(file: string): string {
  return fs.readFileSync(file, 'utf8');
}

/** The modules that a file loads at run time, type imports aside. */
function imports(file: string): readonly string[] {
  const statements = source(file).matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm);
  return [...statements].map((match) => match[1] ?? '');
}

/** Everything that a file loads at run time, by way of others too, imports on demand aside. */
function reaches(file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const module of imports(file)) {
    const target = module.startsWith('.') ? path.resolve(path.dirname(file), module) : module;
    if (seen.has(target)) continue;
    seen.add(target);
    if (path.isAbsolute(target)) reaches(target, seen);
  }
  return seen;
}

/** What callers may import at once, without loading the SDK. */
const LIGHT = [
  ...[
    'arn',
    'call',
    'clock-skew',
    'context',
    'credentials',
    'denial/parse-denial',
    'endpoints',
    'errors',
    'aws-result',
    'failure-text',
    'network-settings',
  ],
  ...['plain-http', 'proxy-settings', 'read-only-guard', 'redact', 'answer-fields', 'transport-error'],
];

test.each(LIGHT)('%s.ts loads no SDK module', (name) => {
  const heavy = [...reaches(path.join(ROOT, 'aws', `${name}.ts`))].filter((module) =>
    /^@(aws-sdk|smithy)/.test(module),
  );
  expect(heavy).toEqual([]);
});

describe.each(FILES)('%s', (name) => {
  const text = source(path.join(ROOT, 'aws', name));

  test('takes time, environment and files from the context', () => {
    expect(text).not.toMatch(/\bprocess\.|\bconsole\.|Date\.now\(|new Date\(\)|'node:(fs|os|process)/);
  });

  test('makes clients behind the guard only', () => {
    const code = text.replace(/\/\*\*[\s\S]*?\*\//g, '');
    // The guard is inside of WireClient; read-only-guard.test.ts has it refuse.
    for (const match of code.matchAll(/new (?!WireClient)(\w+Client)\(/g)) {
      expect(code.slice(0, match.index)).toMatch(/lazyClient\(\s*'[\w-]+',\s*\(options\) =>\s*$/);
    }
  });
});

test('nothing else makes clients', () => {
  const others = fs
    .readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith(`aws${path.sep}`))
    // The SDK as other programs use it, in a process of its own whose connections are closed.
    .filter((name) => name !== path.join('cli', 'ask-js-sdk.ts'));
  for (const name of others) {
    const text = source(path.join(ROOT, name));
    // Types of inputs, and commands that are loaded where one is sent, make no client.
    expect(/^import (?!type )[^;]*from '@aws-sdk\/client-/m.test(text), name).toBe(false);
    expect(/\bnew \w+Client\(|\w+Client\b.*@aws-sdk|@aws-sdk[^\n]*\.\w+Client\b/.test(text), name).toBe(
      false,
    );
  }
});
