import { describe, expect, it } from 'vitest';
import type { PolicyCheckRequest } from '../../src/check-policies.ts';
import { allow, deny, policy, reportFor, source } from '../policy/support.ts';

const all = source(policy(allow('*')), 'all.json');

function stated(changes: Partial<PolicyCheckRequest['stated']>): Partial<PolicyCheckRequest> {
  return {
    stated: { account: undefined, partition: undefined, region: undefined, role: 'skypilot-v1', ...changes },
  };
}

it('is a report of which everything is empty that belongs to an identity', () => {
  const changes = {
    required: ['spot'] as const,
    boundary: all,
    serviceControl: [source(policy(allow('*'), deny('logs:*')), 'scp.json')],
  };
  const { capabilities, findings, ...rest } = reportFor(all, changes);
  const unset = { value: null, type: null, location: null };
  expect(rest).toEqual({
    schemaVersion: '1.0',
    tool: { name: 'skycheck', version: '0.0.0' },
    cloud: 'aws',
    sandbox: null,
    checkedAt: '2026-09-01T00:00:00.000Z',
    status: 'enabled',
    verdict: 'ready',
    verdictReason: 'spot is enabled',
    exitCode: 0,
    asked: ['spot'],
    endpoint: null,
    endpointFrom: null,
    missingPolicy: null,
    enabled: ['compute', 'storage'],
    skyCheck: [],
    required: ['spot'],
    profile: unset,
    credentials: null,
    region: unset,
    checkedRegion: 'us-east-1',
    identity: null,
    trace: [],
    multiCloud: [],
    role: { name: 'skypilot-v1', state: 'unknown', arn: null, uses: [] },
    policyCheck: {
      account: '111122223333',
      partition: 'aws',
      role: 'skypilot-v1',
      documents: [
        { name: 'all.json', file: 'all.json', layer: 'identity', statements: 1 },
        { name: 'all.json', file: 'all.json', layer: 'permissions-boundary', statements: 1 },
        { name: 'scp.json', file: 'scp.json', layer: 'scp', statements: 2 },
      ],
    },
  });
  expect(capabilities.filter(({ required }) => required).map(({ id }) => id)).toEqual(['spot']);
  expect(findings).toEqual([]);
});

describe('the region', () => {
  it.each([
    [{ region: 'eu-west-1' }, '*', { value: 'eu-west-1', type: 'manual', location: '--region' }, 'eu-west-1'],
    [
      {},
      'arn:aws:ec2:eu-west-2:*:*',
      { value: 'eu-west-2', type: 'inferred', location: 'ARNs of the policies' },
      'eu-west-2',
    ],
    [{}, '*', { value: null, type: null, location: null }, 'us-east-1'],
    [{ partition: 'aws-cn' }, '*', { value: null, type: null, location: null }, 'cn-northwest-1'],
  ])('%j, %s', (changes, resource, region, checkedRegion) => {
    const report = reportFor(source(policy(allow('ec2:*', resource))), stated(changes));
    expect({ region: report.region, checkedRegion: report.checkedRegion }).toEqual({ region, checkedRegion });
  });
});

it('has no account where neither flag nor document names it', () => {
  expect(reportFor(all, stated({})).policyCheck?.account).toBeNull();
});

describe('a capability', () => {
  const compute = (...parameters: Parameters<typeof reportFor>) => reportFor(...parameters).capabilities[0];

  it('has statements to add where adding them helps', () => {
    const lacking = compute(source(policy(allow(['ec2:Describe*', 'ec2:RunInstances', 'iam:*']))));
    expect(lacking?.status).toBe('disabled');
    expect(lacking?.statementsToAdd.length).toBeGreaterThan(0);
    expect(lacking?.blocked).toEqual([]);
  });

  it('has none, and whom to ask, where something denies', () => {
    const blocked = compute(all, {
      serviceControl: [source(policy(allow('*'), deny('ec2:StopInstances')), 'scp.json')],
    });
    expect(blocked?.statementsToAdd).toEqual([]);
    expect(blocked?.blocked).toHaveLength(1);
    expect(blocked?.blocked[0]).toMatch(/scp\.json.*ec2:StopInstances/);
  });

  it('has nothing to add and nobody to ask where it is enabled', () => {
    const enabled = compute(source(policy(allow('*'), deny('ssm:*'))));
    expect(enabled).toMatchObject({
      status: 'enabled',
      statementsToAdd: [],
      statementsUndecided: [],
      blocked: [],
    });
  });
});

describe('several documents', () => {
  const statuses = (...parameters: Parameters<typeof reportFor>) => reportFor(...parameters).enabled;
  const template = (name: string, ...documents: readonly object[]) =>
    source(
      {
        Resources: Object.fromEntries(
          documents.map((Content, index) => [
            `P${index}`,
            { Type: 'AWS::Organizations::Policy', Properties: { Content } },
          ]),
        ),
      },
      name,
    );

  it('of one boundary file allow what any of them allows', () => {
    const managed = (Action: string) => ({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: policy(allow(Action)) },
    });
    const boundary = source({ Resources: { A: managed('s3:*'), B: managed('*') } }, 'b.json');
    expect(statuses(all, { boundary })).toEqual(['compute', 'storage']);
    expect(
      statuses(all, {
        boundary: source({ Resources: { A: managed('s3:*'), B: managed('ec2:Describe*') } }, 'b.json'),
      }),
    ).toEqual(['storage']);
  });

  it('of one service control file are one level, and each file is a level of its own', () => {
    const ec2 = policy(allow(['ec2:*', 'iam:*', 'ssm:*', 'servicequotas:*', 'sts:*']));
    const s3 = policy(allow('s3:*'));
    expect(statuses(all, { serviceControl: [template('scp.json', ec2, s3)] })).toEqual([
      'compute',
      'storage',
    ]);
    expect(statuses(all, { serviceControl: [source(ec2, 'a.json'), source(s3, 'b.json')] })).toEqual([]);
  });

  it('stand beside FullAWSAccess only where all of a file deny', () => {
    const denies = policy(deny('ssm:*'));
    expect(statuses(all, { serviceControl: [template('scp.json', denies, denies)] })).toEqual([
      'compute',
      'storage',
    ]);
    expect(statuses(all, { serviceControl: [template('scp.json', denies, policy(allow('s3:*')))] })).toEqual([
      'storage',
    ]);
    expect(
      statuses(all, { serviceControl: [source(policy(deny('ssm:*'), allow('s3:*')), 'scp.json')] }),
    ).toEqual(['storage']);
  });
});
