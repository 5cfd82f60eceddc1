import { describe, expect, it } from 'vitest';
import { actionMeantBy, lookUpAction } from '../../src/iam/action-names.ts';
import { REQUIREMENTS } from '../../src/skypilot/requirements.ts';

describe('lookUpAction', () => {
  it.each([...new Set(REQUIREMENTS.map(({ action }) => action))])('knows %s', (action) => {
    expect(lookUpAction(action)).toEqual({ kind: 'known' });
  });

  it.each(['*', '*:*', 'ec2:*', 'EC2:describe*', 's3:?etObject', 'ec*:RunInstances'])(
    'knows %s',
    (pattern) => {
      expect(lookUpAction(pattern)).toEqual({ kind: 'known' });
    },
  );

  it('knows of other services only that they exist', () => {
    expect(lookUpAction('ecs:RunTsak')).toEqual({ kind: 'not-listed' });
  });

  it.each([
    ['ec2:RunInstance', 'no-action', 'ec2:RunInstances'],
    ['EC2:runInstancse', 'no-action', 'ec2:RunInstances'],
    ['iam:Xyzzy*', 'no-action', undefined],
    ['ec3:RunInstances', 'no-service', 'ec2:RunInstances'],
    ['nothinglikeit:Do', 'no-service', undefined],
  ])('knows that there is no %s', (pattern, kind, meant) => {
    expect([lookUpAction(pattern).kind, actionMeantBy(pattern)]).toEqual([kind, meant]);
  });

  it('knows that there is no s3:HeadBucket', () => {
    expect(lookUpAction('s3:HeadBucket')).toEqual({ kind: 'no-action' });
  });
});
