import type { AddedPolicy } from '../policy/added-policies.ts';
import type { LaunchWishes } from '../skypilot/launch.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import type { TaskRequest } from '../task/task-facts.ts';

/** The longest that anybody plans for, in seconds: ten years. */
export const LONGEST_JOB_SECONDS = 10 * 366 * 86_400;

/** The longest that anybody waits for a grant, in seconds: AWS knows of one everywhere within minutes. */
export const LONGEST_WAIT_SECONDS = 3600;

/** What to check, and how. */
export interface CheckRequest {
  /** `--profile`; undefined for the profile that boto3 itself would choose. */
  readonly profile: string | undefined;
  /** `--region`; undefined for the region that boto3 itself would choose. */
  readonly region: string | undefined;
  /**
   * The regions of `--region` and `--all-regions`: names and patterns; undefined for those that SkyPilot may use, of which
   * the launch is tried in one.
   */
  readonly regions: readonly string[] | undefined;
  /** `--config`: the absolute path of a configuration file of SkyPilot's, laid over the others. */
  readonly skyConfigFile: string | undefined;
  /** What of SkyPilot's launch is set by hand. */
  readonly launch: LaunchWishes;
  /** `--task` or `--for`: what would be launched. */
  readonly task?: TaskRequest | undefined;
  /** `--valid-for`: how long the job takes, in milliseconds. */
  readonly validForMs?: number | undefined;
  /** `--wait`: for how long at most what is denied is asked again until it is allowed, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** Where SkyPilot would start the task; undefined without one. */
  readonly startRegion?: string | undefined;
  readonly required: readonly CapabilityId[];
  /** `--with-policy`: what the identity is supposed to have beside its own policies. */
  readonly withPolicies?: readonly AddedPolicy[] | undefined;
  /** Make no call at all. */
  readonly offline: boolean;
  /** Renew an SSO token where boto3 would. */
  readonly renewSsoToken: boolean;
  readonly simulate: boolean;
  /** Make harmless real calls as evidence. */
  readonly realCalls: boolean;
  /** Ask for the vCPU quotas. */
  readonly quotas: boolean;
  /** Take the time of steps and requests. */
  readonly timings?: boolean;
  readonly endpointUrl: string | undefined;
  /** For the whole run, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the run: the time limit, or Ctrl-C. */
  readonly signal: AbortSignal;
  /** The scenario's name where the check is about the embedded sandbox. */
  readonly sandbox: string | undefined;
  readonly version: string;
}
