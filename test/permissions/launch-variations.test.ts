import { describe, expect, it } from 'vitest';
import {
  intoReservation,
  type LaunchInput,
  launchInput,
  launchRequest,
  withoutProfile,
  withoutTagsOn,
} from '../../src/permissions/launch-request.ts';
import { LAUNCH_FIELDS, variationsOf } from '../../src/permissions/launch-variations.ts';
import { launchSettings, unknownPlace } from '../../src/skypilot/launch.ts';
import { launchIn, OWN_READS } from './fixtures.ts';

const { launch, objects } = launchIn(OWN_READS);
if (objects.names === undefined) throw new Error('no names');
const input = launchInput(launch, objects.names);
const [mapping] = input.BlockDeviceMappings ?? [];
const [network] = input.NetworkInterfaces ?? [];
const { TagSpecifications: tags, ...untagged } = input;

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
};

describe('variationsOf', () => {
  const fieldsOf = (of: LaunchInput, kind?: string) => variationsOf(of, kind).map(({ field }) => field);

  it('changes one field at a time, and nothing else', () => {
    expect(variationsOf(input, undefined)).toEqual(
      Object.entries(EXPECTED).map(([field, variation]) => ({ field, ...variation })),
    );
    expect(LAUNCH_FIELDS).toEqual(Object.keys(EXPECTED));
  });

  it.each([
    ['volume', ['encryption', 'tags']],
    ['network-interface', ['public-address']],
    ['instance', ['tags', 'instance-type', 'hop-limit']],
    ['subnet', []],
  ])('knows those about %s', (kind, fields) => {
    expect(fieldsOf(input, kind)).toEqual(fields);
  });

  it.each<[string, Partial<LaunchInput>, readonly string[]]>([
    ['is there already', { ...EXPECTED.encryption.input }, LAUNCH_FIELDS.filter((f) => f !== 'encryption')],
    [
      'is there already',
      { ...EXPECTED['public-address'].input },
      LAUNCH_FIELDS.filter((field) => field !== 'public-address'),
    ],
    ['is there already', { InstanceType: 't3.micro' }, LAUNCH_FIELDS.filter((f) => f !== 'instance-type')],
    [
      'nothing is sent of',
      { BlockDeviceMappings: undefined, NetworkInterfaces: undefined },
      ['tags', 'instance-type', 'hop-limit'],
    ],
    [
      'nothing is sent of',
      { BlockDeviceMappings: [{}], NetworkInterfaces: [{}] },
      ['tags', 'instance-type', 'hop-limit'],
    ],
  ])('tries nothing that %s', (_title, changed, fields) => {
    expect(fieldsOf({ ...input, ...changed } as LaunchInput)).toEqual(fields);
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

  it('is sent as a dry run of RunInstances', async () => {
    const request = launchRequest(input);
    expect({ ...request, command: undefined }).toEqual({
      operation: 'RunInstances',
      input,
      command: undefined,
    });
    expect(await request.command()).toMatchObject({ input: { ...input, DryRun: true } });
  });
});
