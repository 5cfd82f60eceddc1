import { describe, expect, it } from 'vitest';
import { roleReadiness } from '../../src/account/role.ts';
import type { IamRole } from '../../src/aws/iam.ts';
import { failed } from '../permissions/fixtures.ts';

const trust = (service: string) =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
const role = (document?: string): IamRole => ({
  arn: 'arn:aws:iam::111122223333:role/skypilot-v1',
  name: 'skypilot-v1',
  path: '/',
  ...(document === undefined ? {} : { assumeRolePolicyDocument: document }),
});
const ok = <T>(value: T) => ({ kind: 'ok', value }) as const;
const profile = (...roles: IamRole[]) => ok({ arn: 'arn:aws:iam::1:instance-profile/x', name: 'x', roles });
const missing = failed('not-found', 'NoSuchEntity');
const denied = failed('denied', 'AccessDenied');

describe('roleReadiness', () => {
  it('is all there', () => {
    expect(roleReadiness(profile(role(trust('ec2.amazonaws.com'))), denied)).toEqual({
      profile: 'exists',
      role: 'exists',
      profileHoldsRole: true,
      arn: role().arn,
      rolePath: '/',
      profilePath: '/',
      trust: 'admitted',
    });
  });

  it('takes the trust policy from where it is told', () => {
    expect(roleReadiness(profile(role()), ok(role(trust('lambda.amazonaws.com')))).trust).toBe('refused');
    expect(roleReadiness(profile(role()), denied).trust).toBe('unknown');
    expect(roleReadiness(profile(role('garbage')), denied).trust).toBe('unknown');
  });

  it('tells apart what is missing', () => {
    expect(roleReadiness(missing, missing)).toMatchObject({ profile: 'missing', role: 'missing' });
    expect(roleReadiness(missing, ok(role()))).toMatchObject({ profile: 'missing', role: 'exists' });
    expect(roleReadiness(profile(), missing)).toMatchObject({
      profile: 'exists',
      profileHoldsRole: false,
      role: 'missing',
    });
    expect(roleReadiness(denied, denied)).toMatchObject({ profile: 'unknown', role: 'unknown' });
  });
});
