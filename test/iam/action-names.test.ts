import { describe, expect, it } from 'vitest';
import { lookUpAction } from '../../src/iam/action-names.ts';
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
    ['ec2:RunInstance', { kind: 'no-action', meant: 'ec2:RunInstances' }],
    ['s3:HeadBucket', { kind: 'no-action' }],
    ['iam:Xyzzy*', { kind: 'no-action', meant: undefined }],
    ['ec3:RunInstances', { kind: 'no-service', meant: 'ec2:RunInstances' }],
    ['nothinglikeit:Do', { kind: 'no-service', meant: undefined }],
  ])('knows that there is no %s', (pattern, answer) => {
    expect(lookUpAction(pattern)).toMatchObject(answer);
  });
});
