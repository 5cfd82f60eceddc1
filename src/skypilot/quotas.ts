/**
 * EC2's vCPU quotas that GPU and accelerator launches count against, and the standard ones beside them.
 *
 * Source: Service Quotas console, service `ec2`; the codes are the same in every region.
 */

export interface VcpuQuota {
  readonly code: string;
  /** Instance families, as the console groups them. */
  readonly family: string;
  readonly market: 'on-demand' | 'spot';
  /** True for families with accelerators. */
  readonly accelerated: boolean;
}

function pair(family: string, accelerated: boolean, onDemand: string, spot: string): readonly VcpuQuota[] {
  return [
    { code: onDemand, family, market: 'on-demand', accelerated },
    { code: spot, family, market: 'spot', accelerated },
  ];
}

export const VCPU_QUOTAS: readonly VcpuQuota[] = [
  ...pair('Standard (A, C, D, H, I, M, R, T, Z)', false, 'L-1216C47A', 'L-34B43A08'),
  ...pair('G and VT', true, 'L-DB2E81BA', 'L-3819A6DF'),
  { code: 'L-417A185B', family: 'P', market: 'on-demand', accelerated: true },
  { code: 'L-7212CCBC', family: 'P2, P3 and P4', market: 'spot', accelerated: true },
  { code: 'L-C4BD4855', family: 'P5', market: 'spot', accelerated: true },
  ...pair('Inf', true, 'L-1945791B', 'L-B5D1601B'),
  ...pair('Trn', true, 'L-2C3B7624', 'L-6B0D517C'),
];

/** Where a person looks at a quota and asks for more. */
export function quotaConsoleUrl(partition: string, region: string, code: string): string {
  const domain = CONSOLES[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${domain}/servicequotas/home/services/ec2/quotas/${code}`;
}

const CONSOLES: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};
