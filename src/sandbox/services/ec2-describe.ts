/** EC2's Describe calls. */
import { authorise } from '../authorise.ts';
import { ebsEncryptionByDefault } from '../ebs-encryption.ts';
import { isTrue, listOf } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';
import { items } from '../xml.ts';
import { describeImages, describeInstances, describeInstanceTypes } from './ec2-describe-machines.ts';
import {
  describeRouteTables,
  describeSecurityGroups,
  describeSubnets,
  describeVpcs,
} from './ec2-describe-network.ts';
import { describeAvailabilityZones, describeRegions } from './ec2-describe-regions.ts';
import { dryRunDone } from './ec2-dry-run.ts';
import type { QueryOperations } from './operations.ts';

type Describe = (call: ServiceCall) => XmlFields;

/** Permission first, then, for a dry run, the end; Describe actions have no resources. */
function describing(describe: Describe): Describe {
  return (call) => {
    authorise(call, { action: `ec2:${call.operation}`, resource: '*' });
    if (isTrue(call.params, 'DryRun')) throw dryRunDone();
    return describe(call);
  };
}

/** The Describe operations of EC2. */
export const ec2DescribeOperations: QueryOperations = new Map(
  (
    [
      ['DescribeRegions', describeRegions],
      ['DescribeAvailabilityZones', describeAvailabilityZones],
      ['DescribeVpcs', describeVpcs],
      ['DescribeSubnets', describeSubnets],
      ['DescribeRouteTables', describeRouteTables],
      ['DescribeSecurityGroups', describeSecurityGroups],
      ['DescribeImages', describeImages],
      ['DescribeInstances', describeInstances],
      ['DescribeInstanceTypes', describeInstanceTypes],
      ['DescribeCapacityReservations', () => ({ capacityReservationSet: items([]) })],
      ['DescribeAccountAttributes', describeAccountAttributes],
      ['GetEbsEncryptionByDefault', getEbsEncryptionByDefault],
    ] as const
  ).map(([operation, describe]) => [operation, describing(describe)]),
);

function getEbsEncryptionByDefault(call: ServiceCall): XmlFields {
  const setting = ebsEncryptionByDefault(call.caller.account, call.region);
  return { ebsEncryptionByDefault: setting !== undefined };
}

function describeAccountAttributes(call: ServiceCall): XmlFields {
  const vpc = call.caller.account.network(call.region).vpcs.find((entry) => entry.isDefault);
  const attribute = (name: string, ...values: string[]) => ({
    attributeName: name,
    attributeValueSet: items(values.map((value) => ({ attributeValue: value }))),
  });
  const all = [attribute('supported-platforms', 'VPC'), attribute('default-vpc', vpc?.id ?? 'none')];
  const names = listOf(call.params, 'AttributeName');
  return {
    accountAttributeSet: items(
      all.filter((entry) => names.length === 0 || names.includes(entry.attributeName)),
    ),
  };
}
