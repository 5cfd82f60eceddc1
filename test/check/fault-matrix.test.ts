/**
 * Every call of every kind of credentials with every fault: a check ends in time, says nothing false, and names call and
 * fault. `npm run faults` runs all of them and prints the table; without SKYCHECK_ALL_FAULTS a sample has each call and
 * each fault.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { baseOf, run, WAYS, type Way, wrongWith } from './fault-runs.ts';
import type { RelayedCall } from './faulty-relay.ts';
import { RELAY_FAULTS, type RelayFault } from './relay-faults.ts';

const isWhole = process.env.SKYCHECK_ALL_FAULTS === '1';

const table: string[] = [];
afterAll(() => {
  // The only output: what the command is for.
  if (isWhole) process.stdout.write(`\n${table.join('\n')}\n`);
});

async function cell(
  wayName: string,
  way: Way,
  operation: string,
  fault: RelayFault,
): Promise<readonly string[]> {
  const base = await baseOf(wayName, way);
  const strikes = (call: RelayedCall) =>
    call.operation === operation && (fault.times === 'always' || call.ofOperation === 1);
  const spoiled = await run(way, (call) => (strikes(call) ? fault.spoil : undefined), fault.isSilent);
  const wrong = wrongWith(spoiled, base.report, operation, fault);
  table.push(
    `${wayName} | ${operation} | ${fault.name} | ${spoiled.report.verdict} | ${wrong.join('; ') || 'ok'}`,
  );
  return wrong;
}

/** The calls of a check with static keys. */
const COMMON = [
  ...['GetCallerIdentity', 'SimulatePrincipalPolicy', 'GetRole', 'GetInstanceProfile', 'ListBuckets'],
  ...['DescribeRegions', 'DescribeAvailabilityZones', 'DescribeVpcs', 'DescribeSubnets'],
  ...['DescribeRouteTables', 'DescribeSecurityGroups', 'DescribeImages', 'DescribeInstances'],
  ...['DescribeInstanceTypeOfferings', 'DescribeInstanceTypes', 'DescribeCapacityReservations'],
  ...['RunInstances', 'StopInstances', 'TerminateInstances', 'StartInstances', 'CreateTags', 'DeleteTags'],
  ...['CreateSecurityGroup', 'DeleteSecurityGroup', 'AuthorizeSecurityGroupIngress', 'CreateImage'],
  ...['AuthorizeSecurityGroupEgress', 'CopyImage', 'DeregisterImage', 'ModifyInstanceAttribute'],
  ...['ListServiceQuotas'],
];

const rows = Object.entries(WAYS).flatMap(([name, way]) =>
  [
    ...way.own,
    ...(way.own.length > 0 && !isWhole ? [] : name === 'credential_process' ? ['GetCallerIdentity'] : []),
  ]
    .concat(
      name === 'static keys'
        ? COMMON
        : isWhole
          ? ['GetCallerIdentity', 'SimulatePrincipalPolicy', 'RunInstances']
          : [],
    )
    .map((operation) => ({ name, way, operation })),
);

/** All faults, or one for each row, so that all have their turn. */
function faultsOf(index: number): readonly RelayFault[] {
  return isWhole ? RELAY_FAULTS : RELAY_FAULTS.slice(index % RELAY_FAULTS.length).slice(0, 1);
}

describe.each(rows.map((row, index) => ({ ...row, index })))(
  '$name: $operation meets',
  ({ name, way, operation, index }) => {
    it.each(faultsOf(index).map((fault) => [fault.name, fault] as const))('%s', async (_name, fault) => {
      expect(await cell(name, way, operation, fault)).toEqual([]);
    });
  },
);
