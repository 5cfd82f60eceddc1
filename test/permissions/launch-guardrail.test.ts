import { describe, expect, it } from 'vitest';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import type { Denial, ShownCondition } from '../../src/aws/denial/denial.ts';
import type { AnsweredDryRun } from '../../src/permissions/dry-run-evidence.ts';
import { type PlannedDryRun, planDryRuns, variedLaunch } from '../../src/permissions/dry-run-plan.ts';
import { type LaunchField, tagKeysIn } from '../../src/permissions/launch-fields.ts';
import { type Guardrail, guardrailOf } from '../../src/permissions/launch-guardrail.ts';
import { variationsOf } from '../../src/permissions/launch-variations.ts';
import { arn, failed, launchIn, OWN_READS, refused, SUCCESS } from './fixtures.ts';

const { permissions, launch, objects } = launchIn(OWN_READS);
const planned = planDryRuns(permissions, launch, objects).launch;
if (planned === undefined) throw new Error('no launch');
const call = planned;
const varied = new Map<LaunchField, PlannedDryRun>(
  variationsOf(call.input, undefined).map((variation) => [variation.field, variedLaunch(call, variation)]),
);

type Result = AnsweredDryRun['result'];

/** @param further - how launches ended that differ in a field */
function found(result: Result, further: Readonly<Partial<Record<LaunchField, Result>>> = {}) {
  const answers = Object.entries(further).flatMap(([field, answer]) => {
    const other = varied.get(field as LaunchField);
    return other === undefined || answer === undefined ? [] : [{ call: other, result: answer }];
  });
  return guardrailOf({ call, result }, [{ call, result: SUCCESS }, ...answers]);
}

const on = (key: string, ...values: readonly string[]): ShownCondition => ({ key, values });

function deniedBy(...statements: readonly (readonly ShownCondition[])[]): Denial {
  return {
    action: 'ec2:RunInstances',
    cause: {
      kind: 'explicit-deny',
      statements: statements.map((conditions) => ({ conditions, resources: ['*'] })),
    },
  };
}

describe('a condition that AWS tells', () => {
  it.each([
    ['ec2:Encrypted', 'encryption'],
    ['EC2:encrypted', 'encryption'],
    ['ec2:AssociatePublicIpAddress', 'public-address'],
    ['aws:RequestTag/CostCenter', 'tags'],
    ['aws:TagKeys', 'tags'],
    ['ec2:InstanceType', 'instance-type'],
    ['ec2:MetadataHttpPutResponseHopLimit', 'hop-limit'],
    ['ec2:VolumeSize', 'volume-size'],
    ['ec2:InstanceMarketType', 'market'],
    ['ec2:VolumeType', 'volume-type'],
    ['ec2:VolumeIops', 'volume-type'],
    ['ec2:VolumeThroughput', 'volume-type'],
    ['ec2:Owner', 'image'],
    ['ec2:ImageID', 'image'],
    ['ec2:Public', 'image'],
    ['ec2:InstanceProfile', 'profile'],
    ['ec2:Vpc', 'network'],
    ['ec2:SubnetID', 'network'],
    ['ec2:Tenancy', 'tenancy'],
    ['ec2:MetadataHttpEndpoint', 'metadata'],
    ['ec2:InstanceMetadataTags', 'metadata'],
  ])('on %s is about %s', (key, field) => {
    const condition = on(key, 'x');
    const denial = deniedBy([on('aws:PrincipalArn', 'y'), condition, on('aws:SourceIp')], [condition]);
    expect(found(refused(denial))).toEqual({
      field,
      conditions: [condition, condition],
      denial,
      found: 'named',
      trial: { kind: 'not-tried' },
    });
  });

  it.each([
    'aws:PrincipalArn',
    'ec2:EncryptedOrNot',
    'my-ec2:Encrypted',
    'ec2:InstanceTypes',
    'my-ec2:InstanceType',
    'ec2:AssociatePublicIpAddresses',
    'my-ec2:AssociatePublicIpAddress',
    'ec2:MetadataHttpPutResponseHopLimits',
    'my-ec2:MetadataHttpPutResponseHopLimit',
    'my-aws:TagKeys',
    'aws:RequestTagged',
  ])('on %s is about no field', (key) => {
    expect(found(refused(deniedBy([on(key, 'x')])))).toBeUndefined();
  });

  it('on the first field that can be otherwise counts', () => {
    const [type, tag] = [on('ec2:InstanceType', 'p5.48xlarge'), on('aws:TagKeys', 'team')];
    expect(found(refused(deniedBy([type, tag])))).toMatchObject({
      field: 'instance-type',
      conditions: [type],
    });
    const private_ = { ...call.request, input: { ...call.input, NetworkInterfaces: [] } };
    const denial = deniedBy([on('ec2:AssociatePublicIpAddress', 'true'), tag]);
    const launched = { call: { ...call, request: private_ }, result: refused(denial) };
    expect(guardrailOf(launched, [])).toMatchObject({ field: 'tags', conditions: [tag] });
  });

  it.each([
    ['aws:ResourceTag/approved', 'image/ami-1', 'image'],
    ['ec2:ResourceTag/tier', 'subnet/subnet-1', 'network'],
    ['aws:ResourceTag/approved', 'security-group/sg-1', undefined],
    ['aws:ResourceTag/approved', 'instance/*', undefined],
  ])('on %s of %s is about %s', (key, resource, field) => {
    const denial = { ...deniedBy([on(key, 'yes')]), resource: arn(resource) };
    expect(found(refused(denial))?.field).toBe(field);
  });

  it('on passing a role is about the role, where a statement denies it', () => {
    const passing = { ...deniedBy([]), action: 'iam:PassRole' };
    expect(found(refused(passing))?.field).toBe('profile');
    expect(found(refused({ ...passing, cause: { kind: 'missing-allow', in: 'identity' } }))).toBeUndefined();
  });

  describe('is tried', () => {
    const onVolume: Denial = { ...deniedBy([on('ec2:Encrypted', 'false')]), resource: arn('volume/*') };
    const onInterface: Denial = {
      ...deniedBy([on('ec2:AssociatePublicIpAddress', 'true')]),
      resource: arn('network-interface/*'),
    };

    it.each<[string, Result, object]>([
      ['and comes through', SUCCESS, { trial: { kind: 'through', what: 'with an encrypted volume' } }],
      ['and does not help', refused(onVolume), { trial: { kind: 'no-help' } }],
      [
        'and comes to the next',
        refused(onInterface),
        {
          trial: { kind: 'further', what: 'with an encrypted volume' },
          next: { field: 'public-address', trial: { kind: 'not-tried' } },
        },
      ],
    ])('%s', (_title, result, expected) => {
      expect(found(refused(onVolume), { encryption: result })).toMatchObject({
        field: 'encryption',
        ...expected,
      });
    });

    it('and the one that helps counts, where a statement names several', () => {
      const both = deniedBy([on('ec2:InstanceType', 'm6i.*'), on('ec2:InstanceMarketType', 'on-demand')]);
      const stopped = refused(both);
      expect(found(stopped, { 'instance-type': stopped, market: SUCCESS })?.field).toBe('market');
      expect(found(stopped, { 'instance-type': stopped, market: stopped })?.field).toBe('instance-type');
    });
  });
});

describe('a field that is tried out', () => {
  const over = (action?: string, resource?: string): Denial => ({
    cause: { kind: 'unexplained' },
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
  });
  const onInstance = over('ec2:RunInstances', arn('instance/*'));
  const byTrial = (field: LaunchField, denial: Denial, kind: 'through' | 'further'): Guardrail => ({
    field,
    conditions: [],
    denial,
    found: 'by-trial',
    trial: { kind, what: varied.get(field)?.variation?.what ?? '', adds: undefined },
  });

  it.each<[string, Denial, Result, boolean]>([
    ['comes through', onInstance, SUCCESS, true],
    ['comes through, and nothing was told', over(), SUCCESS, true],
    ['is denied in the same way', onInstance, refused(onInstance), false],
    [
      'is denied on another of its type',
      onInstance,
      refused(over('ec2:RunInstances', arn('instance/i-1'))),
      false,
    ],
    ['is denied on another type', onInstance, refused(over('ec2:RunInstances', arn('volume/*'))), true],
    ['is denied over another action', onInstance, refused(over('ec2:CreateTags', arn('instance/*'))), true],
    ['is denied on nothing that is told', onInstance, refused(over('ec2:RunInstances')), true],
    [
      'is denied on nothing that is told, as before',
      over('ec2:RunInstances'),
      refused(over('ec2:RunInstances')),
      false,
    ],
    ['is denied over nothing that is told', onInstance, refused(over()), false],
    ['is denied without a word', onInstance, failed('denied', 'UnauthorizedOperation'), false],
    ['is denied over something, and before over nothing', over(), refused(onInstance), false],
    ['fails', onInstance, failed('other', 'VcpuLimitExceeded', { denial: over('ec2:CreateTags') }), false],
    ['is not sent', onInstance, { kind: 'not-sent' }, false],
  ])('and %s', (_title, before, result, helps) => {
    const guardrail = found(refused(before), { encryption: result });
    expect(guardrail).toEqual(
      helps ? byTrial('encryption', before, result.kind === 'ok' ? 'through' : 'further') : undefined,
    );
  });

  it('is named where it alone helps', () => {
    const stopped = refused(onInstance);
    expect(found(stopped, { tags: stopped, 'hop-limit': SUCCESS, encryption: stopped })).toEqual(
      byTrial('hop-limit', onInstance, 'through'),
    );
    expect(found(stopped, { tags: SUCCESS, 'hop-limit': SUCCESS })).toBeUndefined();
    expect(found(stopped)).toBeUndefined();
  });
});

it.each<[string, AwsResult<'would-succeed'>]>([
  ['was not denied', SUCCESS],
  ['failed', failed('other', 'VcpuLimitExceeded', { denial: deniedBy() })],
  ['was denied without a word', failed('denied', 'UnauthorizedOperation')],
])('no field is named of a launch that %s', (_title, result) => {
  expect(found(result, { tags: SUCCESS })).toBeUndefined();
});

it.each<[readonly ShownCondition[], readonly string[]]>([
  [[], []],
  [[on('aws:RequestTag/CostCenter', 'true')], ['CostCenter']],
  [
    [on('aws:TagKeys', 'aws:RequestTag/x'), on('x-aws:RequestTag/a', 'b')],
    ['aws:RequestTag/x', 'b'],
  ],
  [
    [on('AWS:requesttag/team', 'a', 'b'), on('aws:TagKeys', 'team', 'owner')],
    ['team', 'owner'],
  ],
])('the tags of %j are %j', (conditions, keys) => {
  expect(tagKeysIn(conditions)).toEqual(keys);
});
