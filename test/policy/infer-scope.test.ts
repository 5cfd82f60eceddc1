import { describe, expect, it } from 'vitest';
import { inferScope, type StatedScope } from '../../src/policy/infer-scope.ts';

const NOTHING: StatedScope = { account: undefined, partition: undefined, region: undefined, role: 'r' };
const infer = (text: string, stated: Partial<StatedScope> = {}) =>
  inferScope([text], { ...NOTHING, ...stated });

describe('inferScope', () => {
  it("takes AWS's example account where nothing names one, and knows that it does", () => {
    expect(infer('"*"')).toMatchObject({
      scope: { account: '123456789012', knownAccount: undefined, partition: 'aws', region: 'us-east-1' },
    });
  });

  it('reads account, partition and region off the ARNs, also inside text', () => {
    expect(infer('"{\\"Resource\\":\\"arn:aws-cn:ec2:cn-north-1:111122223333:instance/*\\"}"')).toMatchObject(
      {
        scope: {
          knownAccount: '111122223333',
          partition: 'aws-cn',
          region: 'cn-north-1',
          knownRegion: 'cn-north-1',
        },
      },
    );
  });

  it('takes the account of the machines before that of a role, which may be elsewhere', () => {
    const text = 'arn:aws:ec2:*:111122223333:instance/* arn:aws:iam::999999999999:role/x';
    expect(infer(text)).toMatchObject({ scope: { knownAccount: '111122223333' } });
  });

  it('does not choose between accounts, unless told', () => {
    const text = 'arn:aws:iam::111122223333:role/x arn:aws:iam::999999999999:role/x';
    expect(infer(text)).toEqual({ kind: 'several-accounts', accounts: ['111122223333', '999999999999'] });
    expect(infer(text, { account: '999999999999' })).toMatchObject({ scope: { account: '999999999999' } });
  });

  it('does not choose between regions, and takes the partition of one that is told', () => {
    const text = 'arn:aws:ec2:eu-west-1:111122223333:x arn:aws:ec2:eu-west-2:111122223333:x';
    expect(infer(text)).toMatchObject({ scope: { knownRegion: undefined, region: 'us-east-1' } });
    expect(infer('', { region: 'us-gov-west-1' })).toMatchObject({ scope: { partition: 'aws-us-gov' } });
    expect(infer('', { partition: 'aws-cn' })).toMatchObject({ scope: { region: 'cn-northwest-1' } });
  });
});

describe('what was stated', () => {
  const all = { account: '999999999999', partition: 'aws-cn', region: 'eu-west-1', role: 'job' };

  it('comes before what ARNs name', () => {
    expect(infer('arn:aws:ec2:us-west-2:111122223333:x', all)).toEqual({
      kind: 'scope',
      scope: { ...all, knownAccount: '999999999999', knownRegion: 'eu-west-1', regionStated: true },
    });
    expect(infer('arn:aws:ec2:us-west-2:111122223333:x')).toMatchObject({ scope: { regionStated: false } });
  });

  it('makes the partition that of AWS where ARNs name several or an unknown one', () => {
    expect(infer('arn:aws-cn:s3:::x')).toMatchObject({
      scope: { partition: 'aws-cn', region: 'cn-northwest-1' },
    });
    expect(infer('arn:aws-cn:s3:::x arn:aws-us-gov:s3:::y')).toMatchObject({ scope: { partition: 'aws' } });
    expect(infer('arn:aws-moon:s3:::x')).toMatchObject({ scope: { partition: 'aws' } });
    expect(infer('', { partition: 'aws-moon' })).toMatchObject({
      scope: { partition: 'aws-moon', region: 'us-east-1' },
    });
  });
});
