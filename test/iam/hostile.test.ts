import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import { countingSteps, type StepCounter } from '../support/steps.ts';
import { ALLOW_ALL, ask, documentOf, policyOf, wordFor } from './helpers.ts';

describe('hostile work is bounded', () => {
  let counter: StepCounter<typeof import('./helpers.ts') & typeof import('../../src/iam/parse-policy.ts')>;
  beforeAll(async () => {
    counter = await countingSteps(async () => ({
      ...(await import('./helpers.ts')),
      ...(await import('../../src/iam/parse-policy.ts')),
    }));
  });
  afterAll(() => counter.stop());

  it.each([
    ['deep lists', '['.repeat(130_000)],
    ['deep objects', '{"Statement":'.repeat(10_000)],
    ['one long text', `"${'a'.repeat(131_000)}"`],
    ['more than any document', `"${'a'.repeat(5_000_000)}"`],
    ['many statements', JSON.stringify({ Version: '2012-10-17', Statement: Array(40_000).fill({}) })],
    ['many broken statements', `{"Version":"1","Statement":[${'{},'.repeat(30_000)}{}]}`],
    ['many repeated names', `{${'"Version":1,'.repeat(9000)}"Version":1}`],
    ['only line breaks', '\n'.repeat(1_000_000)],
    ['unclosed escapes', `"${'\\\\'.repeat(60_000)}`],
    ['NUL', '\0'],
  ])('%s are refused in a few steps a character', async (_name, text) => {
    const { module, steps } = counter;
    let parsed: ReturnType<typeof parsePolicyDocument> | undefined;
    const taken = await steps(() => {
      parsed = module.parsePolicyDocument(text);
    });
    expect(parsed?.kind).toBe('invalid');
    if (parsed?.kind === 'invalid') expect(parsed.problems.length).toBeLessThanOrEqual(50);
    expect(taken).toBeLessThan(100 + 20 * text.length);
  });

  it('where stars are matched against stars: by the length of the pattern times that of the text', async () => {
    const { module, steps } = counter;
    const taken = (length: number) => {
      const resource = `arn:aws:s3:::${'a'.repeat(length)}`;
      const pattern = `arn:aws:s3:::${'*a'.repeat(length / 2)}b`;
      const policy = module.policyOf({ ...ALLOW_ALL, Resource: Array(5).fill(pattern) });
      return steps(() => {
        expect(module.wordFor(module.ask({ identity: [policy] }, { resource }))).toBe('denied by no-allow');
      });
    };
    const [short, long] = [await taken(500), await taken(1000)];
    expect(long).toBeLessThan(4.5 * short);
  });
});

describe('hostile documents', () => {
  it('of any shape never make it throw', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          expect(['parsed', 'invalid']).toContain(parsePolicyDocument(value).kind);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parsePolicyDocument(text).kind).toBe('invalid');
      }),
    );
  });

  it('with elements of any shape never make it throw', () => {
    const name = fc.constantFrom(
      'Version',
      'Statement',
      'Effect',
      'Action',
      'Resource',
      'Condition',
      'Principal',
      'Sid',
    );
    const node = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('Allow', '2012-10-17', '*', 's3:*', '', null, true, 1),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    fc.assert(
      fc.property(node, (value) => {
        const parsed = parsePolicyDocument(JSON.stringify(value), { usage: 'trust' });
        expect(['parsed', 'invalid']).toContain(parsed.kind);
      }),
      { numRuns: 500 },
    );
  });
});

describe('hostile requests', () => {
  it('with overlong values are undecided', () => {
    const long = 'a'.repeat(5000);
    const layers = { identity: [policyOf(ALLOW_ALL)] };
    expect(wordFor(ask(layers, { action: long }))).toBe('unknown');
    expect(wordFor(ask(layers, { resource: long }))).toBe('unknown');
    expect(wordFor(ask(layers, { context: { 'a:b': ['x', long] } }))).toBe('unknown');
  });

  it('of any shape never make it throw', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', ':', '*', '?', '$', '{', '}', "'", ',', '/'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(texts, texts, texts, texts, (action, resource, key, value) => {
        const document = documentOf({
          ...ALLOW_ALL,
          Condition: { StringLike: { [key]: value }, ArnLike: { [key]: value } },
        });
        const policy = { name: 'p', type: 'inline' as const, document };
        ask({ identity: [policy] }, { action, resource, context: { [key]: value } });
      }),
      { numRuns: 500 },
    );
  });
});
