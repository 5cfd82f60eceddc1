import { expect, it } from 'vitest';
import { chooseProfiles, isProfilePattern } from '../../src/check/profile-selection.ts';

const KNOWN = ['default', 'dev-east', 'dev-west', 'prod', 'odd*'];

it.each<[readonly string[], readonly string[]]>([
  [['prod'], ['prod']],
  [['absent'], ['absent']],
  [['dev-*'], ['dev-east', 'dev-west']],
  [['dev-?ast'], ['dev-east']],
  [['odd*'], ['odd*']],
  [
    ['prod', 'dev-*', 'prod', '*-east'],
    ['prod', 'dev-east', 'dev-west'],
  ],
  [[], []],
])('%j means %j', (values, names) => {
  expect(chooseProfiles(values, KNOWN)).toEqual({ kind: 'profiles', names });
});

it('says which pattern fits nothing', () => {
  expect(chooseProfiles(['prod', 'stag*', 'x?'], KNOWN)).toEqual({ kind: 'no-match', pattern: 'stag*' });
});

it.each([
  ['dev', false],
  ['dev-*', true],
  ['d?v', true],
])('%s is a pattern: %s', (value, expected) => {
  expect(isProfilePattern(value)).toBe(expected);
});
