import type { DecidedCondition } from '../conditions/condition.ts';
import type { Facts, HeldLifetime } from '../findings/facts.ts';
import type { Finding } from '../findings/finding.ts';
import type { CapabilityStatus, DecidedPermission } from '../permissions/decision.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import { taskObstacles } from '../task/task-obstacles.ts';

/** What the check comes to. The exit status is the same in every format. */
export interface Verdict {
  readonly kind: 'ready' | 'not-ready' | 'undecided';
  readonly exitCode: 0 | 1 | 3;
  /** Why, as a clause: what it says of what was asked for. */
  readonly reason: string;
}

/** What a verdict is made from: a check of an identity has conditions, one of documents has none. */
export interface Judged {
  readonly task?: Facts['task'];
  readonly lifetime?: Facts['lifetime'];
  readonly asked: readonly CapabilityId[];
  readonly capabilities: readonly JudgedCapability[];
}

interface JudgedCapability {
  readonly id: CapabilityId;
  readonly core: boolean;
  readonly status: CapabilityStatus;
  readonly conditions?: readonly DecidedCondition[];
  readonly permissions?: readonly Pick<DecidedPermission, 'decision' | 'reason'>[];
}

/**
 * The verdict about what was asked for: `0` ready, everything asked for is enabled; `1` not ready, something asked for
 * is disabled; `3` undecided, otherwise. What a pipeline asks beside is not known here (`report/pipeline-rules.ts`).
 */
export function judge(judged: Judged, findings: readonly Finding[]): Verdict {
  const refusal = judged.task?.decision.refusal;
  if (refusal !== undefined)
    return { kind: 'not-ready', exitCode: 1, reason: `SkyPilot refuses the task: ${refusal.message}` };
  const asked = judged.capabilities.filter(({ id }) => judged.asked.includes(id));
  const disabled = asked.filter(({ status }) => status === 'disabled');
  if (disabled.length > 0) return { kind: 'not-ready', exitCode: 1, reason: whyNot(disabled, findings) };
  const lifetime = decisiveLifetime(judged.lifetime);
  if (lifetime?.decision === 'denied')
    return { kind: 'not-ready', exitCode: 1, reason: 'the credentials end before the job does' };
  const [obstacle] = judged.task === undefined ? [] : taskObstacles(judged.task);
  if (obstacle?.kind === 'not-ready') return { kind: 'not-ready', exitCode: 1, reason: obstacle.reason };
  const unknown = asked.filter(({ status }) => status === 'unknown');
  if (unknown.length > 0) return { kind: 'undecided', exitCode: 3, reason: whyUndecided(unknown) };
  if (obstacle !== undefined) return { kind: 'undecided', exitCode: 3, reason: obstacle.reason };
  if (lifetime?.decision === 'unknown')
    return {
      kind: 'undecided',
      exitCode: 3,
      reason: 'nothing tells whether the credentials outlive the job',
    };
  if (findings.some(({ code }) => code === 'internal-error')) {
    return { kind: 'undecided', exitCode: 3, reason: 'a part of skycheck failed' };
  }
  return { kind: 'ready', exitCode: 0, reason: `${listed(asked)} enabled` };
}

/** How long the credentials last that the job hangs on; undefined where nobody asked. */
function decisiveLifetime(lifetime: Facts['lifetime']): HeldLifetime | undefined {
  return lifetime?.[lifetime.decidedBy];
}

function whyNot(disabled: readonly JudgedCapability[], findings: readonly Finding[]): string {
  const reason = conditionReason(disabled, 'denied') ?? `${listed(disabled)} denied`;
  const isAboutIdentity = disabled.some(({ conditions = [] }) =>
    conditions.some(({ id, decision }) => id === 'identity' && decision === 'denied'),
  );
  return (isAboutIdentity ? causeOfIdentity(findings) : undefined) ?? reason;
}

/** What AWS or boto3 says of credentials is a symptom where a setting is wrong. */
function causeOfIdentity(findings: readonly Finding[]): string | undefined {
  const causes = findings.filter(({ severity }) => severity === 'error').map(({ cause }) => cause);
  const root = findings.find(
    ({ code, cause }) => cause === undefined && causes.includes(code) && code !== 'profile-from-environment',
  );
  return root === undefined ? undefined : lowerFirst(root.title);
}

/** Names that are written in capitals stay so. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function whyUndecided(unknown: readonly JudgedCapability[]): string {
  const byCondition = conditionReason(unknown, 'unknown');
  if (byCondition !== undefined) return byCondition;
  const reasons = new Set(
    unknown.flatMap(({ permissions = [] }) =>
      permissions.filter(({ decision }) => decision === 'unknown').map(({ reason }) => reason),
    ),
  );
  const [reason] = reasons;
  const since = reason === undefined || reasons.size > 1 ? '' : `, since ${reason}`;
  return `${listed(unknown, 'was', 'were')} asked for and could not be tested${since}`;
}

/** The first condition that decides, in the order in which a person would fix them. */
function conditionReason(
  capabilities: readonly JudgedCapability[],
  decision: DecidedCondition['decision'],
): string | undefined {
  return capabilities
    .flatMap(({ conditions = [] }) => conditions)
    .find((condition) => condition.decision === decision)?.reason;
}

/** Such as "compute and spot are". */
function listed(capabilities: readonly JudgedCapability[], single = 'is', several = 'are'): string {
  const ids = capabilities.map(({ id }) => id);
  const last = ids.at(-1) ?? 'nothing';
  return ids.length < 2 ? `${last} ${single}` : `${ids.slice(0, -1).join(', ')} and ${last} ${several}`;
}

/** AWS in SkyPilot's words: enabled where compute or storage is, and disabled where both are. */
export function awsStatus(capabilities: Judged['capabilities']): 'enabled' | 'disabled' | 'inconclusive' {
  const core = capabilities.filter((capability) => capability.core);
  if (core.some(({ status }) => status === 'enabled')) return 'enabled';
  return core.every(({ status }) => status === 'disabled') ? 'disabled' : 'inconclusive';
}
