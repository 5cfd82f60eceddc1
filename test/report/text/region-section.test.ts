import { describe, expect, it } from 'vitest';
import type { ReportRegion } from '../../../src/report/report.ts';
import { regionSection } from '../../../src/report/text/region-section.ts';
import { reportOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

function regionOf(region: string, about: Partial<ReportRegion> = {}): ReportRegion {
  return {
    region,
    status: 'usable',
    vpc: { id: 'vpc-1', name: null, default: true },
    subnets: 2,
    zones: [`${region}a`, `${region}b`],
    securityGroup: null,
    reason: null,
    detail: null,
    ...about,
  };
}

const unusable = (region: string, reason: string) =>
  regionOf(region, { status: 'unusable', vpc: null, subnets: 0, zones: [], reason });
const unknown = (region: string, reason: string | null) =>
  regionOf(region, { status: 'unknown', vpc: null, subnets: 0, zones: [], reason });

describe('the line about regions', () => {
  it.each<[readonly ReportRegion[], string]>([
    [[regionOf('us-east-1')], 'usable in 1 of 1 region'],
    [[regionOf('us-east-1'), regionOf('us-west-2')], 'usable in 2 of 2 regions'],
    [[unusable('us-east-1', 'no-default-vpc')], 'usable in 0 of 1 region; not in us-east-1: no default VPC'],
    [
      [unusable('a', 'several-vpcs'), unknown('b', 'UnauthorizedOperation'), unknown('c', null)],
      'usable in 0 of 3 regions; not in a: several VPCs; unknown in b: UnauthorizedOperation; unknown in c: nobody told',
    ],
    [
      ['a', 'b', 'c', 'd'].map((name) => unusable(name, 'no-subnet')),
      'usable in 0 of 4 regions; not in a, b, c, d: no subnet',
    ],
    [
      ['a', 'b', 'c', 'd', 'e'].map((name) => unknown(name, 'no-answer')),
      'usable in 0 of 5 regions; unknown in a, b, c, 2 more: no-answer',
    ],
  ])('%#', (regions, text) => {
    expect(regionSection(reportOf({ regions: [...regions] }), false, { ...PLAIN, columns: 200 })).toEqual([
      `Regions: ${text}.`,
    ]);
  });

  it('is not there where nobody looked, and says why with -v', () => {
    expect(regionSection(reportOf(), true, PLAIN)).toEqual([]);
    const report = reportOf({ regions: [], regionsNotChecked: '--no-network was given' });
    expect(regionSection(report, false, PLAIN)).toEqual([]);
    expect(regionSection(report, true, PLAIN)).toEqual(['Regions: not looked at: --no-network was given.']);
    expect(regionSection({ ...report, identity: null }, true, PLAIN)).toEqual([]);
  });
});

it('has a row for each region with -v', () => {
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
    { ...unknown('eu-west-2', 'Throttling'), detail: 'AWS was asked too often' },
    unknown('eu-west-3', 'Throttling'),
  ];
  const [summary, ...rows] = regionSection(reportOf({ regions }), true, MARKED);
  expect(summary).toMatch(/^<bold>Regions: usable in 4 of 7 regions;.*/);
  const label = (mark: string, text: string) => `<${mark}>${text.padEnd(18)}</${mark}>`;
  expect(rows.slice(-7)).toEqual([
    `  ${label('good', '✓ us-east-1')} default VPC: 2 usable subnets (a, b)`,
    `  ${label('good', '✓ us-east-2')} VPC sky: 1 usable subnet (c)`,
    `  ${label('good', '✓ us-west-1')} VPC vpc-3: 2 usable subnets (a, b)`,
    `  ${label('good', '✓ us-west-2')} default VPC: 2 usable subnets (a, b); its security group: missing`,
    `  ${label('bad', '✗ eu-west-1')} no default VPC`,
    `  ${label('warn', '? eu-west-2')} AWS was asked too often`,
    `  ${label('warn', '? eu-west-3')} Throttling`,
  ]);
});
