/**
 * Launches that differ from SkyPilot's in one field: where its own is denied, they tell which field a guardrail of the
 * organization wants otherwise.
 */
import type { ResourceKind } from '../skypilot/requirements.ts';
import { type LaunchInput, withoutTagsOn } from './launch-request.ts';

/** The fields of a launch that guardrails look at, by what they are about. */
export const LAUNCH_FIELDS = ['encryption', 'public-address', 'tags', 'instance-type', 'hop-limit'] as const;
export type LaunchField = (typeof LAUNCH_FIELDS)[number];

export interface LaunchVariation {
  readonly field: LaunchField;
  /** In words: `with an encrypted volume`. */
  readonly what: string;
  readonly input: LaunchInput;
  /** What the field is about: success proves nothing for these. */
  readonly about: readonly ResourceKind[];
}

/** A type of the same family and architecture, as small as there is; an allow-list of types usually has a small one. */
const OTHER_TYPE = 't3.micro';

/**
 * The variations that may tell why a launch was denied.
 *
 * @param kind - the kind of resource that AWS names in the denial; undefined where it names none
 */
export function variationsOf(input: LaunchInput, kind: string | undefined): readonly LaunchVariation[] {
  const all = [encrypted(input), private_(input), untagged(input), otherType(input), fewHops(input)].filter(
    (variation) => variation !== undefined,
  );
  return kind === undefined ? all : all.filter(({ about }) => about.some((resource) => resource === kind));
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

function otherType(input: LaunchInput): LaunchVariation | undefined {
  if (input.InstanceType === OTHER_TYPE) return undefined;
  return {
    field: 'instance-type',
    what: `of a ${OTHER_TYPE}`,
    input: { ...input, InstanceType: OTHER_TYPE },
    about: ['instance'],
  };
}

function fewHops(input: LaunchInput): LaunchVariation {
  return {
    field: 'hop-limit',
    what: 'with a metadata hop limit of 1',
    input: { ...input, MetadataOptions: { ...input.MetadataOptions, HttpPutResponseHopLimit: 1 } },
    about: ['instance'],
  };
}
