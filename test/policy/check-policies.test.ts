import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyFor } from '../../src/skypilot/policy-document.ts';
import { CAPABILITY_IDS } from '../../src/skypilot/requirements.ts';
import { ACCOUNT, allow, codes, deny, policy, reportFor, requirement, source, statuses } from './support.ts';

const scope = { partition: 'aws', account: ACCOUNT, role: 'skypilot-v1' };
const everything = source(policy(allow('*')));
const STOP = 'compute/ec2:StopInstances@instance';
const stated = { account: ACCOUNT, partition: undefined, region: undefined, role: 'skypilot-v1' };

describe('a generated policy', () => {
  it('enables exactly the chosen capabilities', () => {
    fc.assert(
      fc.property(fc.subarray([...CAPABILITY_IDS], { minLength: 1 }), (chosen) => {
        const report = reportFor(source(policyFor(chosen, scope, false)));
        const expected = CAPABILITY_IDS.map((id) => [id, chosen.includes(id) ? 'enabled' : 'disabled']);
        expect(statuses(report), `of ${chosen}`).toEqual(Object.fromEntries(expected));
        expect(codes(report)).not.toContain('code-requirement-missing');
        expect(report.findings.map(({ code }) => code).filter((code) => code.startsWith('policy'))).toEqual(
          [],
        );
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('is not enough with documentedOnly: the first launch makes a security group with tags', () => {
    const report = reportFor(source(policyFor(['compute', 'spot'], scope, true)));
    expect(statuses(report)).toMatchObject({ compute: 'disabled', spot: 'enabled', storage: 'disabled' });
    const denied = report.capabilities[0]?.requirements.filter(
      ({ decision, impact }) => decision === 'denied' && impact === 'fails',
    );
    expect(denied?.map(({ id }) => id)).toEqual(['compute/ec2:CreateTags#security-group@security-group']);
  });
});

describe('the report', () => {
  it('claims no identity', () => {
    const report = reportFor(everything);
    expect(report).toMatchObject({
      status: 'enabled',
      exitCode: 0,
      enabled: ['compute', 'storage'],
      skyCheck: [],
      identity: null,
      credentials: null,
      profile: { value: null, type: null, location: null },
      trace: [],
      policyCheck: {
        account: ACCOUNT,
        partition: 'aws',
        role: 'skypilot-v1',
        documents: [{ name: 'policy.json', layer: 'identity', statements: 1 }],
      },
    });
    expect(requirement(report, STOP)).toMatchObject({
      decision: 'allowed',
      evidence: 'policy',
      reason: 'allowed by statement 1 of policy.json',
    });
  });

  it('has the exit status of a check', () => {
    const nothing = source(policy(allow('logs:PutLogEvents')));
    expect(reportFor(nothing)).toMatchObject({ status: 'disabled', exitCode: 1 });
    const compute = source(policyFor(['compute'], scope, false));
    expect(reportFor(compute)).toMatchObject({ status: 'enabled', exitCode: 0 });
    expect(reportFor(compute, { required: ['ports'] })).toMatchObject({ status: 'enabled', exitCode: 1 });
    const someday = policy(
      allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    );
    expect(reportFor(source(someday))).toMatchObject({ status: 'inconclusive', exitCode: 3 });
  });
});

describe('layers', () => {
  it('join the documents of an identity', () => {
    const parts = ['compute', 'storage'] as const;
    const files = parts.map((id) => source(policyFor([id], scope, false), `${id}.json`));
    expect(reportFor(files).enabled).toEqual(['compute', 'storage']);
  });

  it('name the boundary that stops something, against which no statement helps', () => {
    const report = reportFor(everything, { boundary: source(policy(allow('s3:*')), 'boundary.json') });
    expect(statuses(report)).toMatchObject({ compute: 'disabled', storage: 'enabled' });
    expect(requirement(report, STOP).layer).toBe('permissions-boundary');
    expect(report.capabilities[0]?.statementsToAdd).toEqual([]);
    expect(codes(report)).toContain('permissions-blocked');
  });

  it('name the statement of an explicit deny', () => {
    const denying = policy(allow('*'), deny('ec2:StopInstances', '*', { Sid: 'NoStop' }));
    expect(requirement(reportFor(source(denying)), STOP)).toMatchObject({
      decision: 'denied',
      layer: 'explicit-deny',
      explicit: true,
      policy: 'policy.json',
      sid: 'NoStop',
      reason: 'denied by statement "NoStop" of policy.json',
    });
  });

  it('offer no statement that the identity has, whatever another layer leaves open', () => {
    const guard = deny('ec2:StopInstances', '*', {
      Sid: 'Somewhere',
      Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    });
    const report = reportFor(everything, { serviceControl: [source(policy(guard), 'scp.json')] });
    expect(requirement(report, STOP).decision).toBe('unknown');
    expect(requirement(report, STOP).reason).toContain('"Somewhere" of scp.json');
    expect(report.capabilities[0]).toMatchObject({ statementsToAdd: [], statementsUndecided: [] });
  });

  it.each([
    // Met by nobody, and not known before the real request.
    { StringEquals: { 'aws:PrincipalAccount': '999999999999' } },
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  ])('offer no statement without the condition %j of one that the identity has', (Condition) => {
    const most = deny('nothing:*');
    const others = { Effect: 'Allow', NotAction: 'ec2:StopInstances', Resource: '*' };
    const guarded = allow('ec2:StopInstances', '*', { Sid: 'Guarded', Condition });
    const report = reportFor(source(policy(most, others, guarded)));
    expect(requirement(report, STOP).decision).not.toBe('allowed');
    expect(report.capabilities[0]).toMatchObject({ statementsToAdd: [], statementsUndecided: [] });
    const text = JSON.stringify(report.findings);
    expect(text).not.toContain('"Allow"');
    if (requirement(report, STOP).decision === 'denied') expect(text).toContain('Guarded');
  });

  it('put FullAWSAccess beside an SCP that only denies, and say so', () => {
    const report = reportFor(everything, {
      serviceControl: [source(policy(deny('ec2:StopInstances')), 'scp.json')],
    });
    expect(requirement(report, STOP)).toMatchObject({ decision: 'denied', layer: 'scp' });
    expect(statuses(report)).toMatchObject({ compute: 'disabled', storage: 'enabled' });
    expect(codes(report)).toContain('scp-default-assumed');
  });

  it('take each SCP for a level: all have to allow', () => {
    const levels = ['s3:*', 'ec2:*'].map((action) => source(policy(allow(action)), `${action}.json`));
    expect(reportFor(everything, { serviceControl: levels }).status).toBe('disabled');
    expect(reportFor(everything, { serviceControl: levels.slice(0, 1) }).enabled).toEqual(['storage']);
  });
});

describe('conditions', () => {
  const inRegion = (key: string) => ({ Condition: { StringEquals: { [key]: 'eu-west-1' } } });

  it('on the region are undecided without --region, and decided with it', () => {
    const locked = source(
      policy(allow(['ec2:*', 's3:*'], '*', inRegion('aws:RequestedRegion')), allow('iam:*')),
    );
    const without = reportFor(locked);
    expect(requirement(without, STOP).decision).toBe('unknown');
    expect(without.findings[0]).toMatchObject({
      code: 'policy-condition-undecided',
      severity: 'error',
      fix: [{ kind: 'command', text: 'skycheck policy check --region REGION …' }],
    });
    const inside = reportFor(locked, { stated: { ...stated, region: 'eu-west-1' } });
    expect(requirement(inside, STOP).decision).toBe('allowed');
    const outside = reportFor(locked, { stated: { ...stated, region: 'us-east-1' } });
    expect(requirement(outside, STOP).decision).toBe('denied');
  });

  it('on the region stop IAM, which is asked in us-east-1 whatever region is used', () => {
    const locked = source(policy(allow('*', '*', inRegion('aws:RequestedRegion'))));
    const report = reportFor(locked, { stated: { ...stated, region: 'eu-west-1' } });
    expect(requirement(report, 'compute/iam:GetRole@role').decision).toBe('denied');
    expect(requirement(report, 'compute/iam:PassRole@role').decision).toBe('allowed');
  });

  it('on what SkyPilot always sends are decided', () => {
    const spot = (service: string) =>
      policy(
        allow('ec2:RunInstances'),
        allow('iam:CreateServiceLinkedRole', '*', {
          Condition: { StringEquals: { 'iam:AWSServiceName': service } },
        }),
      );
    expect(statuses(reportFor(source(spot('spot.amazonaws.com')))).spot).toBe('enabled');
    expect(statuses(reportFor(source(spot('ecs.amazonaws.com')))).spot).toBe('disabled');
  });

  it.each([
    ['spot', ['enabled', 'disabled']],
    ['on-demand', ['disabled', 'enabled']],
  ])('on the market forbid one: %s', (market, [compute, spot]) => {
    const condition = { Condition: { StringEquals: { 'ec2:InstanceMarketType': market } } };
    const document = policy(allow('*'), deny('ec2:RunInstances', '*', condition));
    expect(statuses(reportFor(source(document)))).toMatchObject({ compute, spot });
  });

  it('that nobody knows leave open only what hangs on them', () => {
    const report = reportFor(
      source(
        policy(
          allow('*'),
          deny('ec2:StopInstances', '*', { Condition: { StringLike: { 'aws:userid': 'A*' } } }),
        ),
      ),
    );
    expect(statuses(report)).toMatchObject({ compute: 'unknown', storage: 'enabled' });
    expect(report.exitCode).toBe(3);
    expect(requirement(report, STOP).reason).toContain('"aws:userid" is not known');
  });

  it('of dates are decided by now', () => {
    const until = (year: number) =>
      source(
        policy(
          allow('s3:*', '*', {
            Condition: { DateLessThan: { 'aws:CurrentTime': `${year}-01-01T00:00:00Z` } },
          }),
        ),
      );
    expect(reportFor(until(2030)).enabled).toEqual(['storage']);
    expect(reportFor(until(2020)).enabled).toEqual([]);
  });
});

describe('ListAllMyBuckets', () => {
  it('may be granted on all buckets, as the examples of AWS do', () => {
    const report = reportFor(source(policy(allow('s3:ListAllMyBuckets', 'arn:aws:s3:::*'))));
    expect(requirement(report, 'storage/s3:ListAllMyBuckets@any').decision).toBe('allowed');
  });
});
