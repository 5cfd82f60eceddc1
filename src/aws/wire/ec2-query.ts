/**
 * The names in EC2's requests. They are not those
 * of the SDK's inputs: lists are called by one of their
 * entries, for the most part, and some fields otherwise.
 *
 * Source: the model of EC2 in `@aws-sdk/client-ec2` 3.1169.0, `ec2QueryName` and `xmlName` of each member.
 */
import type { QueryNames } from './query-form.ts';

/** Fields that are sent under another name, wherever they are. */
const NAMES: Readonly<Record<string, string>> = {
  BlockDeviceMappings: 'BlockDeviceMapping',
  CapacityReservationIds: 'CapacityReservationId',
  ElasticInferenceAccelerators: 'ElasticInferenceAccelerator',
  ExecutableUsers: 'ExecutableBy',
  Filters: 'Filter',
  GroupIds: 'GroupId',
  GroupNames: 'GroupName',
  ImageIds: 'ImageId',
  InstanceIds: 'InstanceId',
  InstanceTypes: 'InstanceType',
  Ipv4Prefixes: 'Ipv4Prefix',
  Ipv6Addresses: 'Ipv6Address',
  Ipv6Prefixes: 'Ipv6Prefix',
  LicenseSpecifications: 'LicenseSpecification',
  MetricCategoryIds: 'MetricCategoryId',
  NetworkInterfaces: 'NetworkInterface',
  Owners: 'Owner',
  PrivateIpAddresses: 'PrivateIpAddress',
  RegionNames: 'RegionName',
  Resources: 'ResourceId',
  RouteTableIds: 'RouteTableId',
  SecondaryInterfaces: 'SecondaryInterface',
  SecurityGroupIds: 'SecurityGroupId',
  SecurityGroups: 'SecurityGroup',
  SubnetIds: 'SubnetId',
  TagSpecifications: 'TagSpecification',
  Tags: 'Tag',
  UserIdGroupPairs: 'Groups',
  Values: 'Value',
  VpcIds: 'VpcId',
  ZoneIds: 'ZoneId',
  ZoneNames: 'ZoneName',
};

/** The same for fields of one operation or inside of one field. */
const NAMES_WITHIN: Readonly<Record<string, string>> = {
  'CreateSecurityGroup.Description': 'GroupDescription',
  'ModifyInstanceAttribute.Groups': 'GroupId',
  'NetworkInterfaces.Groups': 'SecurityGroupId',
  'NetworkInterfaces.Ipv6Addresses': 'Ipv6Addresses',
  'NetworkInterfaces.PrivateIpAddresses': 'PrivateIpAddresses',
};

/** How EC2 names what it takes. */
export const EC2_QUERY: QueryNames = {
  version: '2016-11-15',
  nameOf: (within, field) => NAMES_WITHIN[`${within}.${field}`] ?? NAMES[field] ?? field,
  entries: '.',
};
