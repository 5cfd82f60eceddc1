import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { allow, deny, policy, reportFor, requirement, source } from './support.ts';

const STOP = 'compute/ec2:StopInstances@instance';
const all = source(policy(allow('*')), 'all.json');

type Decided = Partial<Report['capabilities'][number]['requirements'][number]>;

function stop(...parameters: Parameters<typeof reportFor>): Decided {
  const {
    decision,
    evidence,
    layer,
    explicit,
    policy: by,
    sid,
    reason,
  } = requirement(reportFor(...parameters), STOP);
  return { decision, evidence, layer, explicit, policy: by, sid, reason };
}

describe('the reason of a decision', () => {
  it('names the statements that allow, by Sid or number', () => {
    const file = source(policy(allow('s3:*'), allow('ec2:StopInstances'), { Sid: 'Two', ...allow('ec2:*') }));
    expect(stop(file)).toEqual({
      decision: 'allowed',
      evidence: 'policy',
      layer: null,
      explicit: null,
      policy: null,
      sid: null,
      reason: 'allowed by statement 2 of policy.json and statement "Two" of policy.json',
    });
  });

  it('does not count boundaries and service control policies among what allows', () => {
    expect(stop(source(policy(allow('*'))), { boundary: all, serviceControl: [all] }).reason).toBe(
      'allowed by statement 1 of policy.json',
    );
  });

  it('names the statement that denies', () => {
    const file = source(
      policy(allow('*'), { Sid: 'NoStop', ...deny('ec2:StopInstances') }, deny('ec2:Stop*')),
    );
    expect(stop(file)).toMatchObject({
      decision: 'denied',
      explicit: true,
      policy: 'policy.json',
      sid: 'NoStop',
      reason: 'denied by statement "NoStop" of policy.json and statement 3 of policy.json',
    });
    expect(stop(source(policy(allow('*'), { Sid: '', ...deny('ec2:Stop*') })))).toMatchObject({
      sid: null,
      reason: 'denied by statement 2 of policy.json',
    });
  });

  it.each([
    [
      'scp',
      { serviceControl: [source(policy(allow('s3:*')), 'scp.json')] },
      'a service control policy does not allow it',
    ],
    [
      'permissions-boundary',
      { boundary: source(policy(allow('s3:*')), 'b.json') },
      'the permissions boundary does not allow it',
    ],
    ['no-allow', {}, 'none of the policies allows it'],
  ])('names the layer without an allow: %s', (layer, changes, reason) => {
    const file = layer === 'no-allow' ? source(policy(allow('s3:*'))) : all;
    expect(stop(file, changes)).toMatchObject({
      decision: 'denied',
      layer,
      explicit: false,
      policy: null,
      reason,
    });
  });

  it.each([
    ['scp', { serviceControl: [source(policy(allow('*'), deny('ec2:*')), 'scp.json')] }, 'scp.json'],
    ['permissions-boundary', { boundary: source(policy(allow('*'), deny('ec2:*')), 'b.json') }, 'b.json'],
  ])('names the policy of the layer that denies: %s', (layer, changes, file) => {
    expect(stop(all, changes)).toMatchObject({ decision: 'denied', layer, explicit: true, policy: file });
  });
});

describe('what is known of a request', () => {
  const under = (Condition: object, changes: Parameters<typeof reportFor>[1] = {}) =>
    stop(source(policy(allow('*', '*', { Condition }))), changes).decision;
  const stated = { account: '111122223333', partition: undefined, region: 'eu-west-1', role: 'skypilot-v1' };

  it.each([
    [{ Bool: { 'aws:SecureTransport': 'true' } }, 'allowed'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, 'denied'],
    [{ DateEquals: { 'aws:CurrentTime': '2026-09-01T00:00:00Z' } }, 'allowed'],
    [{ StringEquals: { 'aws:CurrentTime': '2026-09-01T00:00:00Z' } }, 'allowed'],
    [{ NumericEquals: { 'aws:EpochTime': String(Date.UTC(2026, 8, 1) / 1000) } }, 'allowed'],
    [{ StringEquals: { 'aws:PrincipalAccount': '111122223333' } }, 'allowed'],
    [{ StringEquals: { 'aws:PrincipalAccount': '444455556666' } }, 'denied'],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, 'unknown'],
    [{ StringEquals: { 'ec2:Region': 'eu-west-1' } }, 'unknown'],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'unknown'],
  ])('%j: %s', (condition, decision) => {
    expect(under(condition)).toBe(decision);
  });

  it.each([
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, 'allowed'],
    [{ StringEquals: { 'ec2:Region': 'eu-west-1' } }, 'allowed'],
    [{ StringEquals: { 'ec2:Region': 'us-east-1' } }, 'denied'],
  ])('with a region: %j: %s', (condition, decision) => {
    expect(under(condition, { stated })).toBe(decision);
  });

  it('has a region of EC2 for EC2 only', () => {
    const file = source(
      policy(allow('*', '*', { Condition: { StringEquals: { 'ec2:Region': 'eu-west-1' } } })),
    );
    const list = requirement(reportFor(file, { stated }), 'storage/s3:ListAllMyBuckets@any');
    expect(list.decision).toBe('unknown');
  });

  it('takes either form of the resource of ListAllMyBuckets, and of no other action', () => {
    const decision = (id: string, resource: string) =>
      requirement(reportFor(source(policy(allow('*', resource)))), id).decision;
    expect(decision('storage/s3:ListAllMyBuckets@any', 'arn:aws:s3:::*')).toBe('allowed');
    expect(decision('storage/s3:ListAllMyBuckets@any', 'arn:aws:s3:::x')).toBe('denied');
    expect(decision(STOP, 'arn:aws:s3:::*')).toBe('denied');
  });
});

it('lists what decisions hang on once, in order', () => {
  const conditions = ['aws:SourceVpc', 'aws:MultiFactorAuthPresent'].map((key) => ({
    Condition: { StringEquals: { [key]: 'x' } },
  }));
  const file = source(policy(allow('*'), ...conditions.map((condition) => deny('ec2:*', '*', condition))));
  const finding = reportFor(file).findings.find(({ code }) => code === 'policy-condition-undecided');
  expect(finding?.detail).toMatch(/hangs on aws:MultiFactorAuthPresent, aws:SourceVpc, which/);
});
