/** What has to hold beside permissions for a capability to work, decided like a permission. */
import type { Decision } from '../permissions/decision.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';

export const CONDITION_IDS = [
  'identity',
  'login',
  'client-settings',
  'sky-config',
  'aws-in-sky-config',
  'capability-in-sky-config',
  'credentials-file',
  'account',
  'region',
  'role',
] as const;
export type ConditionId = (typeof CONDITION_IDS)[number];

export interface DecidedCondition {
  readonly id: ConditionId;
  readonly decision: Decision;
  /** A clause, such as "there are no credentials". */
  readonly reason: string;
}

/** The capabilities that act on buckets. */
const ABOUT_BUCKETS: readonly CapabilityId[] = ['storage', 'bucket-create'];
/** Those that launch nothing themselves, wherever they are used. */
const WITHOUT_LAUNCH: readonly CapabilityId[] = ['auto-role', 'quota-check'];

/** Which of SkyPilot's two words a capability belongs to. */
export function skyWordOf(id: CapabilityId): 'compute' | 'storage' {
  return ABOUT_BUCKETS.includes(id) ? 'storage' : 'compute';
}

/** Which of the two the clients of a service serve. */
export function skyWordOfService(service: 'ec2' | 'iam' | 's3'): 'compute' | 'storage' {
  return service === 's3' ? 'storage' : 'compute';
}

/** Whether a capability is about instances, which need a region and a role. */
export function launchesInstances(id: CapabilityId): boolean {
  return !ABOUT_BUCKETS.includes(id) && !WITHOUT_LAUNCH.includes(id);
}
