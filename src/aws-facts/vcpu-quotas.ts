/**
 * EC2's vCPU quotas: which instance types count against which, and AWS's defaults.
 *
 * Source: Service Quotas console, service `ec2`; the codes are the same in every region. EC2 User Guide, "On-Demand
 * Instance quotas" and "Spot Instance quotas".
 */

export interface VcpuQuota {
  readonly code: string;
  /** AWS's name. */
  readonly name: string;
  /** Instance families, as the console groups them. */
  readonly family: string;
  readonly market: 'on-demand' | 'spot';
  /** True for families with accelerators. */
  readonly accelerated: boolean;
  /** In vCPUs, for accounts that never asked for more. */
  readonly defaultValue: number;
}

const STANDARD = 'Standard (A, C, D, H, I, M, R, T, Z)';
const NOT_ACCELERATED = [STANDARD, 'F', 'X', 'HPC', 'High Memory'];

function quota(market: VcpuQuota['market'], family: string, code: string): VcpuQuota {
  return {
    code,
    name:
      market === 'on-demand'
        ? `Running On-Demand ${family} instances`
        : `All ${family} Spot Instance Requests`,
    family,
    market,
    accelerated: !NOT_ACCELERATED.includes(family),
    defaultValue: family === STANDARD ? 5 : 0,
  };
}

export const VCPU_QUOTAS: readonly VcpuQuota[] = [
  quota('on-demand', STANDARD, 'L-1216C47A'),
  quota('spot', STANDARD, 'L-34B43A08'),
  quota('on-demand', 'G and VT', 'L-DB2E81BA'),
  quota('spot', 'G and VT', 'L-3819A6DF'),
  quota('on-demand', 'P', 'L-417A185B'),
  quota('spot', 'P4, P3 and P2', 'L-7212CCBC'),
  quota('spot', 'P5', 'L-C4BD4855'),
  quota('on-demand', 'Inf', 'L-1945791B'),
  quota('spot', 'Inf', 'L-B5D1601B'),
  quota('on-demand', 'Trn', 'L-2C3B7624'),
  quota('spot', 'Trn', 'L-6B0D517C'),
  quota('on-demand', 'DL', 'L-6E869C2A'),
  quota('spot', 'DL', 'L-85EED4F7'),
  quota('on-demand', 'F', 'L-74FC7D96'),
  quota('spot', 'F', 'L-88CF9481'),
  quota('on-demand', 'X', 'L-7295265B'),
  quota('spot', 'X', 'L-E3A00192'),
  quota('on-demand', 'HPC', 'L-F7808C92'),
  quota('on-demand', 'High Memory', 'L-43DA4232'),
];

/** The letters that an instance type begins with, and the family that it counts in. */
const FAMILY_OF_LETTERS: ReadonlyMap<string, string> = new Map([
  ...['g', 'gr', 'vt'].map((letters) => [letters, 'G and VT'] as const),
  ['inf', 'Inf'],
  ['trn', 'Trn'],
  ['dl', 'DL'],
  ['f', 'F'],
  ['hpc', 'HPC'],
  ...['u', 'u-'].map((letters) => [letters, 'High Memory'] as const),
]);

/**
 * The quota that an instance type's vCPUs count against; undefined where AWS documents none, such as for P6 on the
 * spot market.
 */
export function vcpuQuotaOf(instanceType: string, market: VcpuQuota['market']): VcpuQuota | undefined {
  const family = familyOf(instanceType, market);
  return VCPU_QUOTAS.find((candidate) => candidate.market === market && candidate.family === family);
}

function familyOf(instanceType: string, market: VcpuQuota['market']): string | undefined {
  const [, letters = '', generation = ''] = /^([a-z]+-?)(\d*)/.exec(instanceType) ?? [];
  if (letters === 'p') {
    if (market === 'on-demand') return 'P';
    if (['2', '3', '4'].includes(generation)) return 'P4, P3 and P2';
    return generation === '5' ? 'P5' : undefined;
  }
  return FAMILY_OF_LETTERS.get(letters) ?? (letters.startsWith('x') ? 'X' : STANDARD);
}
