import type { KeyProblem } from '../../config/access-key-format.ts';

/** What is wrong with a key, as the end of a sentence that begins with its name. */
export const KEY_PROBLEM_WORDS: Readonly<Record<KeyProblem, string>> = {
  quotes: 'holds quotes, which are part of the value',
  'line-break': 'holds a line break',
  blanks: 'has blanks around it',
  sentence: 'holds a sentence, not a key',
  placeholder: 'holds a placeholder, not a key',
  swapped: 'holds the secret key, and the secret key holds the access key: the two are swapped',
  characters: 'holds characters that no key has',
  'small-letters': 'has small letters, where access keys have capital letters only',
  'key-length': 'is not as long as access keys are, which have twenty characters',
  length: 'is not as long as secret keys are, which have forty characters',
};
