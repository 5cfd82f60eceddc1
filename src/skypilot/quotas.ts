/** The vCPU quotas that SkyPilot's launches count against: standard families, and those with accelerators. */
import { partitionById } from '../aws-facts/partitions.ts';
import { VCPU_QUOTAS, type VcpuQuota } from '../aws-facts/vcpu-quotas.ts';

/** The families that SkyPilot's catalogue offers and that people run into quotas with. */
const FAMILIES: ReadonlySet<string> = new Set([
  'Standard (A, C, D, H, I, M, R, T, Z)',
  'G and VT',
  'P',
  'P4, P3 and P2',
  'P5',
  'Inf',
  'Trn',
]);

export const LAUNCH_QUOTAS: readonly VcpuQuota[] = VCPU_QUOTAS.filter(({ family }) => FAMILIES.has(family));

/** Where a person looks at a quota and asks for more. */
export function quotaConsoleUrl(partition: string, region: string, code: string): string {
  const domain = partitionById(partition)?.consoleDomain ?? 'console.aws.amazon.com';
  return `https://${region}.${domain}/servicequotas/home/services/ec2/quotas/${code}`;
}
