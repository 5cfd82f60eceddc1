/** EC2's vCPU quotas. Source: Service Quotas console, service `ec2`; codes are the same in every region. */
import { VCPU_QUOTAS as AWS_VCPU_QUOTAS, vcpuQuotaOf } from '../aws-facts/vcpu-quotas.ts';
import type { Account } from './account.ts';

export interface Quota {
  readonly code: string;
  readonly name: string;
  /** AWS's default for accounts that never asked for more. */
  readonly defaultValue: number;
  /** What the sandbox's accounts have where their scenario does not say. */
  readonly value: number;
}

/** Accounts of the sandbox have asked for enough to launch common machines. */
const GRANTED: ReadonlyMap<string, number> = new Map([
  ['L-1216C47A', 256],
  ['L-34B43A08', 256],
  ['L-DB2E81BA', 64],
  ['L-3819A6DF', 64],
]);

/** The quotas that the sandbox knows. */
export const VCPU_QUOTAS: readonly Quota[] = AWS_VCPU_QUOTAS.map(({ code, name, defaultValue }) => ({
  code,
  name,
  defaultValue,
  value: GRANTED.get(code) ?? defaultValue,
}));

/** An account's value of a quota in a region. */
export function quotaValue(account: Account, region: string, quota: Quota): number {
  const own = account.scenario.quotas.find(
    (entry) => entry.code === quota.code && (entry.regions?.includes(region) ?? true),
  );
  return own?.value ?? quota.value;
}

/** The quota that an instance type's vCPUs count against. */
export function quotaOf(instanceType: string, spot: boolean): Quota | undefined {
  const code = vcpuQuotaOf(instanceType, spot ? 'spot' : 'on-demand')?.code;
  return VCPU_QUOTAS.find((quota) => quota.code === code);
}
