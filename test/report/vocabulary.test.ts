import { expect, it } from 'vitest';
import { bySeverity } from '../../src/report/vocabulary.ts';

it('puts the most severe first and keeps the order of equals', () => {
  const items = [
    { severity: 'info', name: 'a' },
    { severity: 'error', name: 'b' },
    { severity: 'warning', name: 'c' },
    { severity: 'error', name: 'd' },
    { severity: 'info', name: 'e' },
  ] as const;
  expect(bySeverity(items).map(({ name }) => name)).toEqual(['b', 'd', 'c', 'a', 'e']);
});
