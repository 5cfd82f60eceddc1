/** The fields of a launch that guardrails of organizations look at, and the condition keys that are about them. */
import { resourceTypeOf } from '../aws/arn.ts';
import type { Denial, ShownCondition } from '../aws/denial/denial.ts';
import type { LaunchInput } from './launch-request.ts';

/** By what they are about; the first ones can be tried otherwise. */
export const LAUNCH_FIELDS = [
  'encryption',
  'public-address',
  'tags',
  'instance-type',
  'hop-limit',
  'volume-size',
  'market',
  'volume-type',
  'image',
  'profile',
  'network',
  'tenancy',
  'metadata',
] as const;
export type LaunchField = (typeof LAUNCH_FIELDS)[number];

/** A field that AWS names in a denial, with all conditions on it. */
export interface NamedField {
  readonly field: LaunchField;
  readonly conditions: readonly ShownCondition[];
}

/** Source: Service Authorization Reference, "Condition keys for Amazon EC2". */
const FIELDS_BY_KEY: readonly (readonly [pattern: RegExp, field: LaunchField])[] = [
  [/^ec2:encrypted$/i, 'encryption'],
  [/^ec2:associatepublicipaddress$/i, 'public-address'],
  [/^aws:(requesttag\/|tagkeys)/i, 'tags'],
  [/^ec2:instancetype$/i, 'instance-type'],
  [/^ec2:metadatahttpputresponsehoplimit$/i, 'hop-limit'],
  [/^ec2:volumesize$/i, 'volume-size'],
  [/^ec2:instancemarkettype$/i, 'market'],
  [/^ec2:volume(type|iops|throughput)$/i, 'volume-type'],
  [/^ec2:(owner|imageid|imagetype|public)$/i, 'image'],
  [/^ec2:instanceprofile$/i, 'profile'],
  [/^ec2:(vpc|vpcid|subnet|subnetid)$/i, 'network'],
  [/^ec2:tenancy$/i, 'tenancy'],
  [/^ec2:(metadatahttp(endpoint|tokens)|instancemetadatatags)$/i, 'metadata'],
];

const FIELDS_BY_TAGGED: Readonly<Record<string, LaunchField>> = { image: 'image', subnet: 'network' };

/** The fields of a launch that the statements which deny it look at, as far as AWS names them. */
export function namedFields({ cause, resource }: Denial, input: LaunchInput): readonly NamedField[] {
  const type = resource === undefined ? undefined : resourceTypeOf(resource);
  const conditions =
    cause.kind === 'explicit-deny' ? cause.statements.flatMap((statement) => statement.conditions) : [];
  const fieldOf = ({ key }: ShownCondition): LaunchField | undefined =>
    /^(aws|ec2):resourcetag\//i.test(key)
      ? FIELDS_BY_TAGGED[type ?? '']
      : FIELDS_BY_KEY.find(([pattern]) => pattern.test(key))?.[1];
  const fields = new Set(conditions.flatMap((condition) => fieldOf(condition) ?? []));
  return [...fields]
    .filter((field) => isOpen(field, input))
    .map((field) => ({ field, conditions: conditions.filter((condition) => fieldOf(condition) === field) }));
}

/** Whether it could be otherwise: what is encrypted already can be no more so. */
function isOpen(field: LaunchField, { BlockDeviceMappings, NetworkInterfaces }: LaunchInput): boolean {
  switch (field) {
    case 'encryption':
      return BlockDeviceMappings?.[0]?.Ebs?.Encrypted !== true;
    case 'public-address':
      return NetworkInterfaces?.[0]?.AssociatePublicIpAddress === true;
    default:
      return true;
  }
}

/** The first key that a field is known by: what stands for the condition where AWS names none. */
export function keyOfField(field: LaunchField): string {
  return KEY_OF_FIELD[field];
}

const KEY_OF_FIELD: Readonly<Record<LaunchField, string>> = {
  encryption: 'ec2:Encrypted',
  'public-address': 'ec2:AssociatePublicIpAddress',
  tags: 'aws:TagKeys',
  'instance-type': 'ec2:InstanceType',
  'hop-limit': 'ec2:MetadataHttpPutResponseHopLimit',
  'volume-size': 'ec2:VolumeSize',
  market: 'ec2:InstanceMarketType',
  'volume-type': 'ec2:VolumeType',
  image: 'ec2:Owner',
  profile: 'ec2:InstanceProfile',
  network: 'ec2:Vpc',
  tenancy: 'ec2:Tenancy',
  metadata: 'ec2:MetadataHttpTokens',
};

/** The keys of the tags that conditions are about. */
export function tagKeysIn(conditions: readonly ShownCondition[]): readonly string[] {
  const keys = conditions.flatMap(({ key, values }) =>
    /^aws:requesttag\//i.test(key) ? [key.slice('aws:RequestTag/'.length)] : values,
  );
  return [...new Set(keys)];
}
