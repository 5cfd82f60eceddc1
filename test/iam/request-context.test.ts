import { expect, it } from 'vitest';
import { foldKeys, requestContext } from '../../src/iam/request-context.ts';

it('folds keys, wraps single values and leaves out undefined ones', () => {
  const context = requestContext({
    'aws:RequestTag/Owner': 'me',
    'aws:TagKeys': ['a', 'b'],
    'a:b': undefined,
  });
  expect([...context]).toEqual([
    ['aws:requesttag/owner', ['me']],
    ['aws:tagkeys', ['a', 'b']],
  ]);
});

it('folds the keys of contexts made elsewhere', () => {
  expect([...foldKeys(new Map([['AWS:UserName', ['x']]]))]).toEqual([['aws:username', ['x']]]);
});
