import { expect, it } from 'vitest';
import type { ReportRegion } from '../../../src/report/report.ts';
import { everyRegion } from '../../../src/report/text/region-section.ts';
import { regionOf, reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

const none = { vpc: null, subnets: 0, zones: [] };
const unusable = (region: string, reason: string) =>
  regionOf(region, { ...none, status: 'unusable', reason });
const unknown = (region: string, about: Partial<ReportRegion>) =>
  regionOf(region, { ...none, status: 'unknown', ...about });

it('is not there where nobody looked', () => {
  expect(everyRegion(reportOf(), PLAIN)).toEqual([]);
  expect(everyRegion(reportOf({ regions: [], regionsNotChecked: 'not allowed' }), PLAIN)).toEqual([]);
});

it('has a row for each region', () => {
  const regions = [
    regionOf('us-east-1'),
    regionOf('us-east-2', {
      subnets: 1,
      zones: ['us-east-2c'],
      vpc: { id: 'vpc-2', name: 'sky', default: false },
    }),
    regionOf('us-west-1', { vpc: { id: 'vpc-3', name: null, default: false }, securityGroup: 'found' }),
    regionOf('us-west-2', { securityGroup: 'missing' }),
    unusable('eu-west-1', 'no-default-vpc'),
    unusable('eu-north-1', 'several-vpcs'),
    unknown('eu-west-2', { reason: 'Throttling', detail: 'AWS was asked too often' }),
    unknown('eu-west-3', { reason: 'Throttling' }),
    unknown('sa-east-1', {}),
  ];
  const label = (mark: string, text: string) => `<${mark}>${text.padEnd(18)}</${mark}>`;
  expect(everyRegion(reportOf({ regions }), MARKED)).toEqual([
    '<bold>Regions</bold>',
    `  ${label('good', '✓ us-east-1')} default VPC: 2 usable subnets (a, b)`,
    `  ${label('good', '✓ us-east-2')} VPC sky: 1 usable subnet (c)`,
    `  ${label('good', '✓ us-west-1')} VPC vpc-3: 2 usable subnets (a, b)`,
    `  ${label('good', '✓ us-west-2')} default VPC: 2 usable subnets (a, b); its security group: missing`,
    `  ${label('bad', '✗ eu-west-1')} no default VPC`,
    `  ${label('bad', '✗ eu-north-1')} several VPCs`,
    `  ${label('warn', '? eu-west-2')} AWS was asked too often`,
    `  ${label('warn', '? eu-west-3')} Throttling`,
    `  ${label('warn', '? sa-east-1')} unknown`,
  ]);
});
