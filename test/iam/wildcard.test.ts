import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { matchesPattern, matchesWildcard, patternOf } from '../../src/iam/wildcard.ts';
import { countingSteps } from '../support/steps.ts';

describe('matchesWildcard', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything at all', true],
    ['?', '', false],
    ['?', 'a', true],
    ['?', 'ab', false],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['*a', 'ab', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'acb', false],
    ['a**b', 'ab', true],
    ['*ab*ab', 'abab', true],
    ['*ab*ab', 'ab', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*?', '', false],
    ['*?*', 'x', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['A', 'a', false],
    ['?', '😀', true],
    ['😀*', '😀x', true],
    ['a*', 'a\nb', true],
  ])('%j on %j: %s', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, letters, (wild, text) => {
        const source = wild.replaceAll('*', '[^]*').replaceAll('?', '[^]');
        expect(matchesWildcard(wild, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes characters of literal parts for what they are', () => {
    const pattern = patternOf([
      { text: 'a', literal: false },
      { text: '*?', literal: true },
      { text: '*', literal: false },
    ]);
    expect(matchesPattern(pattern, 'a*?b')).toBe(true);
    expect(matchesPattern(pattern, 'axyb')).toBe(false);
  });

  it.each([
    [`${'*a'.repeat(300)}b`, 'a'.repeat(2000)],
    [`${'a*'.repeat(1000)}b`, 'a'.repeat(2048)],
    ['?'.repeat(100_000), 'a'.repeat(2048)],
  ])('is not slowed down by patterns that make backtracking explode: %.10s', async (pattern, text) => {
    const { module, steps, stop } = await countingSteps(() => import('../../src/iam/wildcard.ts'));
    onTestFinished(stop);
    const taken = await steps(() => {
      expect(module.matchesWildcard(pattern, text)).toBe(false);
    });
    expect(taken).toBeLessThan(10 * pattern.length * text.length);
  });
});
