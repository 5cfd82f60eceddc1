import { expect, test } from 'vitest';
import { VCPU_QUOTAS, vcpuQuotaOf } from '../../src/aws-facts/vcpu-quotas.ts';

test.each([
  ['m6i.2xlarge', 'L-1216C47A', 'L-34B43A08'],
  ['im4gn.large', 'L-1216C47A', 'L-34B43A08'],
  ['g5.xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
  ['gr6.4xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
  ['vt1.3xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
  ['p3.2xlarge', 'L-417A185B', 'L-7212CCBC'],
  ['p4d.24xlarge', 'L-417A185B', 'L-7212CCBC'],
  ['p5en.48xlarge', 'L-417A185B', 'L-C4BD4855'],
  ['p6-b200.48xlarge', 'L-417A185B', undefined],
  ['inf2.xlarge', 'L-1945791B', 'L-B5D1601B'],
  ['trn1.2xlarge', 'L-2C3B7624', 'L-6B0D517C'],
  ['dl1.24xlarge', 'L-6E869C2A', 'L-85EED4F7'],
  ['f1.2xlarge', 'L-74FC7D96', 'L-88CF9481'],
  ['x2idn.16xlarge', 'L-7295265B', 'L-E3A00192'],
  ['hpc7a.96xlarge', 'L-F7808C92', undefined],
  ['u-6tb1.metal', 'L-43DA4232', undefined],
  ['u7i-12tb.224xlarge', 'L-43DA4232', undefined],
])('%s counts against %s, on the spot market against %s', (type, onDemand, spot) => {
  expect(vcpuQuotaOf(type, 'on-demand')?.code).toBe(onDemand);
  expect(vcpuQuotaOf(type, 'spot')?.code).toBe(spot);
});

test('every code stands for one quota', () => {
  expect(new Set(VCPU_QUOTAS.map(({ code }) => code)).size).toBe(VCPU_QUOTAS.length);
});
