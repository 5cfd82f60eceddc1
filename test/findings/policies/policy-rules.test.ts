import { describe, expect, it } from 'vitest';
import { POLICY_CASES } from '../../policy/finding-cases.ts';
import { allow, codes, deny, policy, reportFor, source } from '../../policy/support.ts';

describe('policyFindings', () => {
  it.each(POLICY_CASES)('finds %s', (code, file, changes) => {
    const found = reportFor(file, changes).findings.find((finding) => finding.code === code);
    expect(found).toBeDefined();
    expect(found?.detail).not.toMatch(/undefined|\[object|value of/);
  });

  it('finds nothing where all is well', () => {
    expect(reportFor(source(policy(allow('*')))).findings).toEqual([]);
  });

  it('offers a statement against a denial for want of one only', () => {
    const missing = reportFor(source(policy(allow('s3:*')))).findings.find(
      ({ code }) => code === 'permissions-missing',
    );
    expect(missing?.fix[0]?.text).toContain('"ec2:RunInstances"');
    const denied = reportFor(source(policy(allow('*'), deny('ec2:StopInstances'))));
    expect(codes(denied)).toEqual(['permissions-blocked']);
    expect(denied.findings[0]?.fix.map(({ kind }) => kind)).toEqual(['ask']);
  });

  it('is an error where what was asked for does not work because of it', () => {
    const s3 = source(policy(allow('s3:*')));
    const severities = (changes: Parameters<typeof reportFor>[1]) =>
      reportFor(s3, changes)
        .findings.filter(({ code }) => code === 'permissions-missing')
        .map(({ severity, detail }) => [detail.split(':')[0], severity]);
    expect(severities({})).toEqual([['compute', 'error']]);
    expect(severities({ required: ['storage'] })).toEqual([['compute', 'warning']]);
    expect(severities({ required: ['ports', 'storage'] })).toEqual([
      ['ports', 'error'],
      ['compute', 'warning'],
    ]);
  });

  it('accepts what AWS writes for the account', () => {
    const resources = [
      'arn:aws:s3:::bucket',
      'arn:aws:iam::aws:policy/X',
      'arn:aws:ec2:*:*:instance/*',
      'arn:aws:ec2:*:${aws:PrincipalAccount}:instance/*',
      'arn:aws:ec2:*::image/*',
    ];
    expect(codes(reportFor(source(policy(allow('*', [...resources, '*'])))))).toEqual([]);
  });
});
