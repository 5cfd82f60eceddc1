/**
 * What is read of EC2's answers. Source: EC2 API Reference, the data types; names as in the SDK, with the elements of
 * the answer beside them.
 */
import { type FieldsShape, fields, list, type Shape } from './wire/shape.ts';

const items = <const Entry extends Shape>(entry: Entry) => list(entry, 'item');

const tags = ['tagSet', items(fields({ Key: ['key', 'text'], Value: ['value', 'text'] }))] as const;
const more = ['nextToken', 'text'] as const;

/** By operation. */
export const EC2_ANSWERS = {
  DescribeAvailabilityZones: fields({
    AvailabilityZones: [
      'availabilityZoneInfo',
      items(
        fields({ ZoneName: ['zoneName', 'text'], ZoneId: ['zoneId', 'text'], State: ['zoneState', 'text'] }),
      ),
    ],
  }),
  DescribeCapacityReservations: fields({
    CapacityReservations: ['capacityReservationSet', items(fields({}))],
    NextToken: more,
  }),
  DescribeImages: fields({
    Images: [
      'imagesSet',
      items(
        fields({
          ImageId: ['imageId', 'text'],
          Name: ['name', 'text'],
          CreationDate: ['creationDate', 'text'],
          RootDeviceName: ['rootDeviceName', 'text'],
          Architecture: ['architecture', 'text'],
          ImageOwnerAlias: ['imageOwnerAlias', 'text'],
          OwnerId: ['imageOwnerId', 'text'],
          Public: ['isPublic', 'boolean'],
        }),
      ),
    ],
    NextToken: more,
  }),
  DescribeInstances: fields({
    Reservations: [
      'reservationSet',
      items(
        fields({
          Instances: [
            'instancesSet',
            items(
              fields({
                InstanceId: ['instanceId', 'text'],
                State: ['instanceState', fields({ Name: ['name', 'text'] })],
              }),
            ),
          ],
        }),
      ),
    ],
    NextToken: more,
  }),
  DescribeInstanceTypeOfferings: fields({
    InstanceTypeOfferings: ['instanceTypeOfferingSet', items(fields({ Location: ['location', 'text'] }))],
    NextToken: more,
  }),
  DescribeInstanceTypes: fields({
    InstanceTypes: ['instanceTypeSet', items(fields({}))],
    NextToken: more,
  }),
  DescribeRegions: fields({
    Regions: [
      'regionInfo',
      items(fields({ RegionName: ['regionName', 'text'], OptInStatus: ['optInStatus', 'text'] })),
    ],
  }),
  DescribeRouteTables: fields({
    RouteTables: [
      'routeTableSet',
      items(
        fields({
          VpcId: ['vpcId', 'text'],
          Associations: [
            'associationSet',
            items(fields({ Main: ['main', 'boolean'], SubnetId: ['subnetId', 'text'] })),
          ],
          Routes: ['routeSet', items(fields({ GatewayId: ['gatewayId', 'text'] }))],
        }),
      ),
    ],
    NextToken: more,
  }),
  DescribeSecurityGroups: fields({
    SecurityGroups: [
      'securityGroupInfo',
      items(
        fields({
          GroupId: ['groupId', 'text'],
          GroupName: ['groupName', 'text'],
          VpcId: ['vpcId', 'text'],
          IpPermissions: ['ipPermissions', items(fields({}))],
          Tags: tags,
        }),
      ),
    ],
    NextToken: more,
  }),
  DescribeSubnets: fields({
    Subnets: [
      'subnetSet',
      items(
        fields({
          SubnetId: ['subnetId', 'text'],
          VpcId: ['vpcId', 'text'],
          AvailabilityZone: ['availabilityZone', 'text'],
          State: ['state', 'text'],
          MapPublicIpOnLaunch: ['mapPublicIpOnLaunch', 'boolean'],
          Tags: tags,
        }),
      ),
    ],
    NextToken: more,
  }),
  DescribeVpcs: fields({
    Vpcs: [
      'vpcSet',
      items(
        fields({
          VpcId: ['vpcId', 'text'],
          IsDefault: ['isDefault', 'boolean'],
          InstanceTenancy: ['instanceTenancy', 'text'],
          Tags: tags,
        }),
      ),
    ],
    NextToken: more,
  }),
} as const satisfies Readonly<Record<string, FieldsShape>>;
