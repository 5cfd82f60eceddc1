/**
 * Launches that differ from SkyPilot's in one field: where its own is denied, they tell which field a guardrail of the
 * organization wants otherwise, and whether SkyPilot's setting for it would help.
 */
import type { ShownCondition } from '../aws/denial/denial.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import type { Tag } from '../skypilot/launch.ts';
import type { ResourceKind } from '../skypilot/requirements.ts';
import { type LaunchField, type NamedField, tagKeysIn } from './launch-fields.ts';
import { inSpotMarket, type LaunchInput, onDemand, withoutTagsOn } from './launch-request.ts';

export interface LaunchVariation {
  readonly field: LaunchField;
  /** In words: `with an encrypted volume`. */
  readonly what: string;
  readonly input: LaunchInput;
  /** What the field is about: success proves nothing for these. */
  readonly about: readonly ResourceKind[];
  /** For tags: those that SkyPilot's configuration could add. */
  readonly adds?: readonly Tag[];
}

/** Types of which an allow-list usually has one: as small as there is, and of the family that is most in use. */
const OTHER_TYPES = ['t3.micro', 'm5.large'];

/** Half of what images of SkyPilot are made for, and within most limits. */
const SMALL_VOLUME_GIB = 50;

/**
 * The variations that may tell why a launch was denied, where nothing is known of the statement.
 *
 * @param kind - the kind of resource that AWS names in the denial; undefined where it names none
 */
export function variationsOf(input: LaunchInput, kind: string | undefined): readonly LaunchVariation[] {
  const all = [
    encrypted(input),
    private_(input),
    untagged(input),
    ...OTHER_TYPES.map((type) => otherType(input, type)),
    fewHops(input),
    smaller(input, SMALL_VOLUME_GIB),
    otherMarket(input),
  ].filter((variation) => variation !== undefined);
  return kind === undefined ? all : all.filter(({ about }) => about.some((resource) => resource === kind));
}

/** The variations that tell whether changing a field helps that AWS has named; none where the field cannot be tried. */
export function namedVariations(
  input: LaunchInput,
  { field, conditions }: NamedField,
  kind: string | undefined,
): readonly LaunchVariation[] {
  switch (field) {
    case 'encryption':
      return [encrypted(input)].filter((variation) => variation !== undefined);
    case 'public-address':
      return [private_(input)].filter((variation) => variation !== undefined);
    case 'tags':
      return kind === 'instance' || kind === 'volume' ? [...tagged(input, conditions), untagged(input)] : [];
    case 'instance-type':
      return [otherType(input, typeThatFits(input, conditions))];
    case 'hop-limit':
      return [fewHops(input)];
    case 'volume-size':
      return [smaller(input, sizeThatFits(conditions))].filter((variation) => variation !== undefined);
    case 'market':
      return [otherMarket(input)];
    default:
      return [];
  }
}

function encrypted(input: LaunchInput): LaunchVariation | undefined {
  const [mapping] = input.BlockDeviceMappings ?? [];
  if (mapping?.Ebs === undefined || mapping.Ebs.Encrypted === true) return undefined;
  return {
    field: 'encryption',
    what: 'with an encrypted volume',
    input: { ...input, BlockDeviceMappings: [{ ...mapping, Ebs: { ...mapping.Ebs, Encrypted: true } }] },
    about: ['volume'],
  };
}

function private_(input: LaunchInput): LaunchVariation | undefined {
  const [networkInterface] = input.NetworkInterfaces ?? [];
  if (networkInterface?.AssociatePublicIpAddress !== true) return undefined;
  return {
    field: 'public-address',
    what: 'without a public address',
    input: { ...input, NetworkInterfaces: [{ ...networkInterface, AssociatePublicIpAddress: false }] },
    about: ['network-interface'],
  };
}

/** Which tag a guardrail wants nobody tells, so one that allows only certain tags is what this finds. */
function untagged(input: LaunchInput): LaunchVariation {
  return {
    field: 'tags',
    what: 'without tags',
    input: withoutTagsOn(input, ['instance', 'volume']),
    about: ['instance', 'volume'],
  };
}

/** With the tags that conditions name, as SkyPilot would add them. */
function tagged(input: LaunchInput, conditions: readonly ShownCondition[]): readonly LaunchVariation[] {
  const adds = tagsThatFit(input, conditions);
  if (adds.length === 0) return [];
  const names = new Set(adds.map(({ Key }) => Key));
  return [
    {
      field: 'tags',
      what: `with the tag${adds.length === 1 ? '' : 's'} ${adds.map(({ Key }) => Key).join(', ')}`,
      input: {
        ...input,
        TagSpecifications: (input.TagSpecifications ?? []).map(({ Tags = [], ...rest }) => ({
          ...rest,
          Tags: [...Tags.filter(({ Key }) => !names.has(Key ?? '')), ...adds],
        })),
      },
      about: ['instance', 'volume'],
      adds,
    },
  ];
}

/** What a tag is given for a try where no value is known that would do. */
export const ANY_VALUE = 'VALUE';

function tagsThatFit(input: LaunchInput, conditions: readonly ShownCondition[]): readonly Tag[] {
  const sent = new Map(
    (input.TagSpecifications?.[0]?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const),
  );
  return tagKeysIn(conditions)
    .filter((key) => !/[*?$]/.test(key))
    .flatMap((key): readonly Tag[] => {
      const own = conditions.find(
        (condition) => condition.key.toLowerCase() === `aws:requesttag/${key}`.toLowerCase(),
      );
      // A key that is sent already and named as a key alone cannot be what lacks.
      if (own === undefined) return sent.has(key) ? [] : [{ Key: key, Value: ANY_VALUE }];
      return [{ Key: key, Value: valueThatFits(own.values, sent.get(key)) }];
    });
}

/**
 * Conditions come without their operator. A tag that is not sent is denied by what lists the values to have; one that is
 * sent, by what lists others, or by what lists it.
 */
/** A value that conditions list; any where what is sent is among them, for it then is the value that is not wanted. */
export function valueThatFits(values: readonly string[], sent: string | undefined): string {
  const isListed = sent !== undefined && values.some((pattern) => matchesWildcard(pattern, sent));
  const [literal] = values.filter((value) => !/^(true|false)$|[*?$]/.test(value));
  const [pattern] = values.filter((value) => /[^*?]/.test(value) && !/^(true|false)$|\$/.test(value));
  if (isListed) return ANY_VALUE;
  return literal ?? pattern?.replaceAll(/[*?]/g, 'x') ?? ANY_VALUE;
}

function otherType(input: LaunchInput, type: string): LaunchVariation {
  return {
    field: 'instance-type',
    what: `of a ${type}`,
    input: { ...input, InstanceType: type as NonNullable<LaunchInput['InstanceType']> },
    about: ['instance'],
  };
}

/** Where a list does not name the launch's own type, one that it names; else one that it does not. */
function typeThatFits({ InstanceType }: LaunchInput, conditions: readonly ShownCondition[]): string {
  const listed = conditions.flatMap(({ values }) => values);
  const isListed = (type: string) => listed.some((pattern) => matchesWildcard(pattern, type));
  const isOwnListed = isListed(InstanceType ?? '');
  const isWanted = (type: string) => isListed(type) !== isOwnListed;
  const [small] = OTHER_TYPES.filter(isWanted);
  const [made] = listed
    .filter((pattern) => /^[a-z][\w-]*\.(\*|[\w-]+)$/.test(pattern))
    .map((pattern) => pattern.replace('*', 'xlarge'))
    .filter(isWanted);
  return small ?? made ?? 't3.micro';
}

function fewHops(input: LaunchInput): LaunchVariation {
  return {
    field: 'hop-limit',
    what: 'with a metadata hop limit of 1',
    input: { ...input, MetadataOptions: { ...input.MetadataOptions, HttpPutResponseHopLimit: 1 } },
    about: ['instance'],
  };
}

function smaller(input: LaunchInput, sizeGib: number): LaunchVariation | undefined {
  const [mapping] = input.BlockDeviceMappings ?? [];
  if (mapping?.Ebs === undefined || mapping.Ebs.VolumeSize === sizeGib) return undefined;
  return {
    field: 'volume-size',
    what: `with a volume of ${sizeGib} GiB`,
    input: { ...input, BlockDeviceMappings: [{ ...mapping, Ebs: { ...mapping.Ebs, VolumeSize: sizeGib } }] },
    about: ['volume'],
  };
}

/** The limit that AWS names is a size that it most often allows. */
function sizeThatFits(conditions: readonly ShownCondition[]): number {
  const [limit] = conditions.flatMap(({ values }) => values.map(Number)).filter((size) => size >= 1);
  return limit === undefined ? SMALL_VOLUME_GIB : Math.floor(limit);
}

function otherMarket(input: LaunchInput): LaunchVariation {
  const isSpot = input.InstanceMarketOptions?.MarketType === 'spot';
  return {
    field: 'market',
    what: isSpot ? 'on demand' : 'of a spot instance',
    input: isSpot ? onDemand(input) : inSpotMarket(input),
    about: ['instance'],
  };
}
