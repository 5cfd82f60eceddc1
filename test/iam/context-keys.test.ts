import { expect, it } from 'vitest';
import { contextKeysOf } from '../../src/iam/context-keys.ts';
import { ALLOW_ALL, policyOf } from './helpers.ts';

const statement = {
  Effect: 'Deny',
  NotAction: 'iam:*',
  NotResource: ['arn:aws:s3:::${aws:username}/${*}', "arn:aws:s3:::${aws:PrincipalTag/team, 'x'}"],
  Condition: {
    StringEquals: { 'aws:RequestedRegion': 'us-east-1', 'aws:ResourceTag/owner': '${aws:userid}' },
    'ForAllValues:StringLike': { 'AWS:USERNAME': '*', 'aws:TagKeys': [] },
  },
};

it('lists every key of conditions and variables once', () => {
  expect(contextKeysOf([policyOf([ALLOW_ALL, statement]), policyOf(statement)])).toEqual([
    'aws:username',
    'aws:PrincipalTag/team',
    'aws:RequestedRegion',
    'aws:ResourceTag/owner',
    'aws:userid',
    'aws:TagKeys',
  ]);
});

it('knows no variables before version 2012-10-17', () => {
  expect(contextKeysOf([policyOf(statement, 'old', '2008-10-17')])).toEqual([
    'aws:RequestedRegion',
    'aws:ResourceTag/owner',
    'AWS:USERNAME',
    'aws:TagKeys',
  ]);
});
