/** Regions and availability zones. Source: EC2 API reference, DescribeRegions, DescribeAvailabilityZones. */
import { ApiError } from '../api-error.ts';
import { isTrue, listOf } from '../query-params.ts';
import { domainOf, REGIONS, type Region } from '../regions.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';
import { items } from '../xml.ts';
import type { Facts } from './ec2-filters.ts';
import { filtered } from './ec2-filters.ts';

/** The enabled regions, or all. */
export function describeRegions(call: ServiceCall): XmlFields {
  const { account } = call.caller;
  const enabled = (region: Region) => account.enabledRegions.has(region.name);
  const optIn = (region: Region) => {
    if (region.enabledByDefault) return 'opt-in-not-required';
    return enabled(region) ? 'opted-in' : 'not-opted-in';
  };
  const all = isTrue(call.params, 'AllRegions');
  const names = listOf(call.params, 'RegionName');
  const known = [...REGIONS.values()].filter((region) => region.partition === account.partition);
  for (const name of names)
    if (!known.some((region) => region.name === name))
      throw new ApiError(400, 'InvalidParameterValue', `Invalid region '${name}' provided.`);
  const endpoint = (region: Region) => `ec2.${region.name}.${domainOf(account.partition)}`;
  const asked = known.filter((region) =>
    names.length > 0 ? names.includes(region.name) : all || enabled(region),
  );
  const found = filtered(
    call.params,
    asked,
    (region) => ({
      'region-name': region.name,
      endpoint: endpoint(region),
      'opt-in-status': optIn(region),
    }),
    ['region-name', 'endpoint', 'opt-in-status'],
  );
  return {
    regionInfo: items(
      found.map((region) => ({
        regionName: region.name,
        regionEndpoint: endpoint(region),
        optInStatus: optIn(region),
      })),
    ),
  };
}

/** The zones of a region. */
export function describeAvailabilityZones(call: ServiceCall): XmlFields {
  const zones = REGIONS.get(call.region)?.zones ?? [];
  const names = [...listOf(call.params, 'ZoneName'), ...listOf(call.params, 'ZoneId')];
  for (const name of names)
    if (!zones.some((zone) => zone.name === name || zone.id === name))
      throw new ApiError(400, 'InvalidParameterValue', `Invalid availability zone: [${name}]`);
  const asked = zones.filter(
    (zone) => names.length === 0 || names.includes(zone.name) || names.includes(zone.id),
  );
  const factsOf = (zone: { name: string; id: string }): Facts => ({
    'zone-name': zone.name,
    'zone-id': zone.id,
    'region-name': call.region,
    state: 'available',
    'zone-type': 'availability-zone',
    'opt-in-status': 'opt-in-not-required',
    'group-name': `${call.region}-zg-1`,
  });
  const filters = [
    'zone-name',
    'zone-id',
    'region-name',
    'state',
    'zone-type',
    'opt-in-status',
    'group-name',
  ];
  return {
    availabilityZoneInfo: items(
      filtered(call.params, asked, factsOf, filters).map((zone) => ({
        zoneName: zone.name,
        zoneId: zone.id,
        zoneState: 'available',
        regionName: call.region,
        messageSet: items([]),
        optInStatus: 'opt-in-not-required',
        groupName: `${call.region}-zg-1`,
        networkBorderGroup: call.region,
        zoneType: 'availability-zone',
      })),
    ),
  };
}
