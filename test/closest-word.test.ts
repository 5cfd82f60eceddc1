import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestTo } from '../src/closest-word.ts';

describe('closestTo', () => {
  const known = ['RunInstances', 'StopInstances', 'GetRole', 'PassRole'];

  it.each([
    ['RunInstance', 'RunInstances'],
    ['RunInstacnes', 'RunInstances'],
    ['stopInstances', 'StopInstances'],
    ['GetRoel', 'GetRole'],
    ['GotRule', 'GetRole'],
    ['Xyzzy', undefined],
    ['', undefined],
  ])('of %s is %s', (word, meant) => {
    expect(closestTo(word, known)).toBe(meant);
  });

  it('keeps to the number of letters that may be wrong', () => {
    expect(closestTo('RunInstanc', known, 2)).toBe('RunInstances');
    expect(closestTo('RunInstanc', known, 1)).toBeUndefined();
  });

  it('finds a known word again whose letters were swapped, whatever the word', () => {
    const word = fc.string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...'abcdefgh') });
    fc.assert(
      fc.property(word, fc.nat(), (right, position) => {
        const at = position % (right.length - 1);
        const wrong = right.slice(0, at) + right.charAt(at + 1) + right.charAt(at) + right.slice(at + 2);
        expect(closestTo(wrong, ['zzzzzzzzzzzzzzzzzz', right])).toBe(right);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('looks for no meaning in what nobody would type', () => {
    expect(closestTo(`RunInstances${'s'.repeat(200)}`, [`RunInstances${'s'.repeat(199)}`])).toBeUndefined();
  });
});
