/** EC2's vCPU quotas. Source: Service Quotas console, service `ec2`; codes are the same in every region. */
import type { Account } from './world.ts';

export interface Quota {
  readonly code: string;
  readonly name: string;
  /** AWS's default for accounts that never asked for more. */
  readonly defaultValue: number;
  /** What the sandbox's accounts have where their scenario does not say. */
  readonly value: number;
}

function quota(code: string, name: string, defaultValue: number, value: number): Quota {
  return { code, name, defaultValue, value };
}

/** The quotas that the sandbox knows. */
export const VCPU_QUOTAS: readonly Quota[] = [
  quota('L-1216C47A', 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances', 5, 256),
  quota('L-34B43A08', 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests', 5, 256),
  quota('L-DB2E81BA', 'Running On-Demand G and VT instances', 0, 64),
  quota('L-3819A6DF', 'All G and VT Spot Instance Requests', 0, 64),
  quota('L-417A185B', 'Running On-Demand P instances', 0, 0),
  quota('L-7212CCBC', 'All P4, P3 and P2 Spot Instance Requests', 0, 0),
  quota('L-C4BD4855', 'All P5 Spot Instance Requests', 0, 0),
  quota('L-74FC7D96', 'Running On-Demand F instances', 0, 0),
  quota('L-88CF9481', 'All F Spot Instance Requests', 0, 0),
  quota('L-1945791B', 'Running On-Demand Inf instances', 0, 0),
  quota('L-B5D1601B', 'All Inf Spot Instance Requests', 0, 0),
  quota('L-2C3B7624', 'Running On-Demand Trn instances', 0, 0),
  quota('L-6B0D517C', 'All Trn Spot Instance Requests', 0, 0),
  quota('L-7295265B', 'Running On-Demand X instances', 0, 0),
  quota('L-E3A00192', 'All X Spot Instance Requests', 0, 0),
  quota('L-43DA4232', 'Running On-Demand High Memory instances', 0, 0),
];

/** An account's value of a quota in a region. */
export function quotaValue(account: Account, region: string, one: Quota): number {
  const own = account.scenario.quotas.find(
    (entry) => entry.code === one.code && (entry.regions?.includes(region) ?? true),
  );
  return own?.value ?? one.value;
}

/** The quota that an instance type's vCPUs count against. */
export function quotaOf(instanceType: string, spot: boolean): Quota | undefined {
  const code = quotaCode(instanceType, spot);
  return VCPU_QUOTAS.find((one) => one.code === code);
}

function quotaCode(instanceType: string, spot: boolean): string {
  const family = /^([a-z]+)(\d*)/.exec(instanceType);
  const letters = family?.[1] ?? '';
  if (letters === 'p') {
    if (!spot) return 'L-417A185B';
    return family?.[2] === '5' ? 'L-C4BD4855' : 'L-7212CCBC';
  }
  if (letters === 'g' || letters === 'gr' || letters === 'vt') return spot ? 'L-3819A6DF' : 'L-DB2E81BA';
  if (letters === 'inf') return spot ? 'L-B5D1601B' : 'L-1945791B';
  if (letters === 'trn') return spot ? 'L-6B0D517C' : 'L-2C3B7624';
  if (letters === 'f') return spot ? 'L-88CF9481' : 'L-74FC7D96';
  if (letters.startsWith('x')) return spot ? 'L-E3A00192' : 'L-7295265B';
  return spot ? 'L-34B43A08' : 'L-1216C47A';
}
