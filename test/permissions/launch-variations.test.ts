import { describe, expect, it } from 'vitest';
import type { LaunchField } from '../../src/permissions/launch-fields.ts';
import {
  intoReservation,
  type LaunchInput,
  launchInput,
  launchRequest,
  withoutProfile,
  withoutTagsOn,
} from '../../src/permissions/launch-request.ts';
import { namedVariations, variationsOf } from '../../src/permissions/launch-variations.ts';
import { launchSettings, unknownPlace } from '../../src/skypilot/launch.ts';
import { launchIn, OWN_READS } from './fixtures.ts';

const { launch, objects } = launchIn(OWN_READS);
if (objects.names === undefined) throw new Error('no names');
const input = launchInput(launch, objects.names);
const [mapping] = input.BlockDeviceMappings ?? [];
const [network] = input.NetworkInterfaces ?? [];
const { TagSpecifications: tags, ...untagged } = input;

const spot = { InstanceMarketOptions: { MarketType: 'spot' } };
const sized = (VolumeSize: number) => ({
  ...input,
  BlockDeviceMappings: [{ ...mapping, Ebs: { ...mapping?.Ebs, VolumeSize } }],
});

/** Each launch that differs, by the field that it differs in. */
const EXPECTED = {
  encryption: {
    what: 'with an encrypted volume',
    input: { ...input, BlockDeviceMappings: [{ ...mapping, Ebs: { ...mapping?.Ebs, Encrypted: true } }] },
    about: ['volume'],
  },
  'public-address': {
    what: 'without a public address',
    input: { ...input, NetworkInterfaces: [{ ...network, AssociatePublicIpAddress: false }] },
    about: ['network-interface'],
  },
  tags: { what: 'without tags', input: untagged, about: ['instance', 'volume'] },
  'instance-type': {
    what: 'of a t3.micro',
    input: { ...input, InstanceType: 't3.micro' },
    about: ['instance'],
  },
  'hop-limit': {
    what: 'with a metadata hop limit of 1',
    input: { ...input, MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } },
    about: ['instance'],
  },
  'volume-size': { what: 'with a volume of 50 GiB', input: sized(50), about: ['volume'] },
  market: { what: 'of a spot instance', input: { ...input, ...spot }, about: ['instance'] },
};
const FIELDS = Object.keys(EXPECTED);
const COMMON = { what: 'of a m5.large', input: { ...input, InstanceType: 'm5.large' }, about: ['instance'] };

describe('variationsOf', () => {
  const fieldsOf = (of: LaunchInput, kind?: string) => [
    ...new Set(variationsOf(of, kind).map(({ field }) => field)),
  ];

  it('changes one field at a time, and nothing else', () => {
    const small = Object.entries(EXPECTED).map(([field, variation]) => ({ field, ...variation }));
    const at = FIELDS.indexOf('hop-limit');
    expect(variationsOf(input, undefined)).toEqual(
      small.toSpliced(at, 0, { field: 'instance-type', ...COMMON }),
    );
  });

  it.each([
    ['volume', ['encryption', 'tags', 'volume-size']],
    ['network-interface', ['public-address']],
    ['instance', ['tags', 'instance-type', 'hop-limit', 'market']],
    ['subnet', []],
  ])('knows those about %s', (kind, fields) => {
    expect(fieldsOf(input, kind)).toEqual(fields);
  });

  it.each<[string, Partial<LaunchInput>, readonly string[]]>([
    ['is there already', { ...EXPECTED.encryption.input }, FIELDS.filter((f) => f !== 'encryption')],
    [
      'is there already',
      { ...EXPECTED['public-address'].input },
      FIELDS.filter((field) => field !== 'public-address'),
    ],
    ['is there already', { ...sized(50) } as LaunchInput, FIELDS.filter((f) => f !== 'volume-size')],
    [
      'nothing is sent of',
      { BlockDeviceMappings: undefined, NetworkInterfaces: undefined },
      ['tags', 'instance-type', 'hop-limit', 'market'],
    ],
    [
      'nothing is sent of',
      { BlockDeviceMappings: [{}], NetworkInterfaces: [{}] },
      ['tags', 'instance-type', 'hop-limit', 'market'],
    ],
  ])('tries nothing that %s', (_title, changed, fields) => {
    expect(fieldsOf({ ...input, ...changed } as LaunchInput)).toEqual(fields);
  });
});

describe('namedVariations', () => {
  const launched = { ...input, InstanceType: 'm6i.2xlarge' } as LaunchInput;
  const tried = (
    field: LaunchField,
    conditions: Record<string, readonly string[]>,
    kind = 'instance',
    of = launched,
  ) =>
    namedVariations(
      of,
      { field, conditions: Object.entries(conditions).map(([key, values]) => ({ key, values })) },
      kind,
    );

  it.each<[LaunchField, Record<string, readonly string[]>, readonly string[]]>([
    ['encryption', { 'ec2:Encrypted': ['false'] }, ['with an encrypted volume']],
    ['public-address', { 'ec2:AssociatePublicIpAddress': ['true'] }, ['without a public address']],
    ['hop-limit', { 'ec2:MetadataHttpPutResponseHopLimit': ['1'] }, ['with a metadata hop limit of 1']],
    ['volume-size', { 'ec2:VolumeSize': ['100'] }, ['with a volume of 100 GiB']],
    ['volume-size', { 'ec2:VolumeSize': ['much'] }, ['with a volume of 50 GiB']],
    ['volume-size', { 'ec2:VolumeSize': ['256'] }, []],
    ['market', { 'ec2:InstanceMarketType': ['spot'] }, ['of a spot instance']],
    // Of a list without the launch's own type one that it names, of a list with it one that it does not.
    ['instance-type', { 'ec2:InstanceType': ['t3.*', 'm5.*'] }, ['of a t3.micro']],
    ['instance-type', { 'ec2:InstanceType': ['m5.*'] }, ['of a m5.large']],
    ['instance-type', { 'ec2:InstanceType': ['c7g.*', 'r7g.large'] }, ['of a c7g.xlarge']],
    ['instance-type', { 'ec2:InstanceType': ['m6i.*', 't*'] }, ['of a m5.large']],
    ['instance-type', { 'ec2:InstanceType': ['*'] }, ['of a t3.micro']],
    ['image', { 'ec2:Owner': ['amazon'] }, []],
    ['profile', { 'ec2:InstanceProfile': ['*'] }, []],
    ['network', { 'ec2:Vpc': ['*'] }, []],
    ['tenancy', { 'ec2:Tenancy': ['dedicated'] }, []],
    ['metadata', { 'ec2:MetadataHttpEndpoint': ['disabled'] }, []],
    ['volume-type', { 'ec2:VolumeType': ['gp2'] }, []],
  ])('of %s on %j', (field, conditions, whats) => {
    expect(tried(field, conditions).map(({ what }) => what)).toEqual(whats);
  });

  it('goes on demand where a spot instance is denied', () => {
    const [variation] = tried('market', {}, 'instance', { ...launched, ...spot } as LaunchInput);
    expect(variation).toMatchObject({ what: 'on demand', input: launched });
    expect('InstanceMarketOptions' in (variation?.input ?? {})).toBe(false);
  });

  const own = tags?.[0]?.Tags?.[0];
  it.each<[string, Record<string, readonly string[]>, readonly (readonly [string, string])[]]>([
    ['that has to be there', { 'aws:RequestTag/Owner': ['true'] }, [['Owner', 'VALUE']]],
    ['of certain values', { 'aws:RequestTag/Env': ['dev', 'prod'] }, [['Env', 'dev']]],
    ['of a pattern', { 'aws:RequestTag/Cost': ['cc-????'] }, [['Cost', 'cc-xxxx']]],
    ['of any value', { 'aws:RequestTag/Cost': ['*'] }, [['Cost', 'VALUE']]],
    ['of the principal', { 'aws:RequestTag/Team': ['${aws:PrincipalTag/Team}'] }, [['Team', 'VALUE']]],
    [
      'of a value that is sent and listed',
      { [`aws:RequestTag/${own?.Key}`]: [own?.Value ?? ''] },
      [[own?.Key ?? '', 'VALUE']],
    ],
    ['by its key', { 'aws:TagKeys': ['Owner', own?.Key ?? ''] }, [['Owner', 'VALUE']]],
    ['by patterns of keys', { 'aws:TagKeys': ['cost-*'] }, []],
  ])('adds a tag %s', (_title, conditions, expected) => {
    const [added, ...others] = tried('tags', conditions).filter(({ adds }) => adds !== undefined);
    expect(others).toEqual([]);
    expect(added?.adds?.map(({ Key, Value }) => [Key, Value]) ?? []).toEqual(expected);
    for (const { Tags = [] } of added?.input.TagSpecifications ?? [])
      for (const [Key, Value] of expected)
        expect(Tags.filter((tag) => tag.Key === Key)).toEqual([{ Key, Value }]);
    expect(tried('tags', conditions).at(-1)?.what).toBe('without tags');
  });

  it('adds no tag to what SkyPilot does not tag', () => {
    expect(tried('tags', { 'aws:RequestTag/Owner': ['true'] }, 'network-interface')).toEqual([]);
  });
});

describe('the launch', () => {
  it.each<[readonly string[], readonly string[] | undefined]>([
    [[], ['instance', 'volume']],
    [['volume'], ['instance']],
    [['instance'], ['volume']],
    [['instance', 'volume'], undefined],
  ])('without tags on %j', (types, left) => {
    const kept = tags?.filter(({ ResourceType }) => left?.includes(ResourceType ?? ''));
    expect(withoutTagsOn(input, types)).toEqual(
      left === undefined ? untagged : { ...untagged, TagSpecifications: kept },
    );
    expect('TagSpecifications' in withoutTagsOn(input, types)).toBe(left !== undefined);
  });

  it('goes without tags that it has not', () => {
    expect(withoutTagsOn(untagged, ['volume'])).toEqual(untagged);
  });

  it('goes without an instance profile', () => {
    const { IamInstanceProfile: profile, ...rest } = input;
    expect(profile).toBeDefined();
    expect(withoutProfile(input)).toEqual(rest);
    expect('IamInstanceProfile' in withoutProfile(input)).toBe(false);
  });

  it.each([
    [[], 'cr-0123456789abcdef0'],
    [['cr-1', 'cr-2'], 'cr-1'],
  ])('goes into a reservation of %j', (reservations, CapacityReservationId) => {
    expect(intoReservation(input, { ...launch, reservations })).toEqual({
      ...input,
      CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId } },
    });
  });

  it('says that it is on spot, where it is', () => {
    if (objects.names === undefined) throw new Error('no names');
    expect('InstanceMarketOptions' in input).toBe(false);
    const spot = { ...launchSettings(undefined, { spot: true }), place: unknownPlace('us-east-1') };
    expect(launchInput(spot, objects.names).InstanceMarketOptions).toEqual({ MarketType: 'spot' });
  });

  it('is sent as a dry run of RunInstances', () => {
    expect(launchRequest(input)).toEqual({ operation: 'RunInstances', input });
  });
});
