/** Instance types that SkyPilot's catalog has and people launch most, with the vCPU quota each counts against. */

export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly gpu: { readonly name: string; readonly count: number; readonly memoryGib: number } | undefined;
  readonly efa: boolean;
}

function type(
  name: string,
  vcpus: number,
  memoryGib: number,
  rest: Partial<Pick<InstanceType, 'architecture' | 'gpu' | 'efa'>> = {},
): InstanceType {
  return { name, vcpus, memoryGib, architecture: 'x86_64', gpu: undefined, efa: false, ...rest };
}

function gpu(name: string, count: number, memoryGib: number): { gpu: InstanceType['gpu'] } {
  return { gpu: { name, count, memoryGib } };
}

const TYPES: readonly InstanceType[] = [
  type('t3.nano', 2, 0.5),
  type('t3.micro', 2, 1),
  type('t3.small', 2, 2),
  type('t3.medium', 2, 4),
  type('t4g.micro', 2, 1, { architecture: 'arm64' }),
  type('t2.micro', 1, 1),
  type('m5.large', 2, 8),
  type('m6i.large', 2, 8),
  type('m6i.xlarge', 4, 16),
  type('m6i.2xlarge', 8, 32),
  type('m6i.4xlarge', 16, 64),
  type('c6i.large', 2, 4),
  type('c6i.2xlarge', 8, 16),
  type('r6i.2xlarge', 8, 64),
  type('g4dn.xlarge', 4, 16, gpu('T4', 1, 16)),
  type('g5.xlarge', 4, 16, gpu('A10G', 1, 24)),
  type('g5.48xlarge', 192, 768, { ...gpu('A10G', 8, 24), efa: true }),
  type('g6.xlarge', 4, 16, gpu('L4', 1, 24)),
  type('p3.2xlarge', 8, 61, gpu('V100', 1, 16)),
  type('p4d.24xlarge', 96, 1152, { ...gpu('A100', 8, 40), efa: true }),
  type('p5.48xlarge', 192, 2048, { ...gpu('H100', 8, 80), efa: true }),
];

/** By name. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  TYPES.map((entry) => [entry.name, entry]),
);

/** Source: EC2 User Guide, "Free Tier benefits": the types of accounts made since July 2025, and older ones' t2.micro. */
const FREE_TIER: ReadonlySet<string> = new Set([
  't2.micro',
  't3.micro',
  't3.small',
  't4g.micro',
  't4g.small',
  'c7i-flex.large',
  'm7i-flex.large',
]);

/** Whether an account on AWS's free plan may launch a type. */
export function isFreeTierType(name: string): boolean {
  return FREE_TIER.has(name);
}
