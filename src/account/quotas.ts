/** The vCPU quotas of the account, by region. */

import type { AwsFailure } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import { inParallel } from '../aws/in-parallel.ts';
import type { VcpuQuota } from '../aws-facts/vcpu-quotas.ts';
import { LAUNCH_QUOTAS } from '../skypilot/quotas.ts';

export interface QuotaValue extends VcpuQuota {
  /** In vCPUs; undefined where the region does not tell. */
  readonly value: number | undefined;
}

export type RegionQuotas =
  | { readonly kind: 'known'; readonly region: string; readonly quotas: readonly QuotaValue[] }
  | { readonly kind: 'failed'; readonly region: string; readonly failure: AwsFailure };

const REGIONS_AT_ONCE = 6;
/** EC2 has fewer than two hundred quotas; a server that hands out tokens for ever is stopped here. */
const MAX_PAGES = 10;

/** Asks Service Quotas in every region, a few at a time; a region that fails loses only itself. */
export function gatherQuotas(aws: AwsContext, regions: readonly string[]): Promise<readonly RegionQuotas[]> {
  return inParallel(regions, REGIONS_AT_ONCE, (region) => quotasOf(aws, region));
}

async function quotasOf(aws: AwsContext, region: string): Promise<RegionQuotas> {
  const { listEc2Quotas } = await import('../aws/service-quotas.ts');
  const values = new Map<string, number>();
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await listEc2Quotas(aws, region, token);
    if (answer.kind === 'failed') return { kind: 'failed', region, failure: answer.failure };
    for (const [code, value] of answer.value.values) values.set(code, value);
    token = answer.value.nextToken;
    if (token === undefined) break;
  }
  const quotas = LAUNCH_QUOTAS.map((quota) => ({ ...quota, value: values.get(quota.code) }));
  return { kind: 'known', region, quotas };
}
