import type { ConditionFacts } from './condition-facts.ts';

type Answer = { readonly decision: 'allowed' | 'denied' | 'unknown'; readonly reason: string };

/** Whether SkyPilot finds a region to launch in. */
export function regionCondition({ network, identity }: Pick<ConditionFacts, 'network' | 'identity'>): Answer {
  if (identity.kind === 'known' && identity.partition !== 'aws') {
    return {
      decision: 'denied',
      reason: `SkyPilot offers no region of the partition ${identity.partition}`,
    };
  }
  if (network.kind === 'not-checked') {
    return { decision: 'unknown', reason: `no region was looked at: ${network.reason}` };
  }
  const count = (wanted: string) => network.regions.filter(({ kind }) => kind === wanted).length;
  if (count('usable') > 0) return { decision: 'allowed', reason: 'there is a usable region' };
  return count('unknown') > 0
    ? { decision: 'unknown', reason: 'no region is known to be usable' }
    : { decision: 'denied', reason: 'no region is usable' };
}
