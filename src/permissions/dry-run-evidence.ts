/**
 * What dry runs say about permissions.
 *
 * Only EC2's own two answers decide: DryRunOperation and a refusal. Which action on which resource was refused is
 * read from the text, for a launch may be refused over a tag or the role that it passes. "Not found" comes after
 * permissions where AWS is known to look in that order. Everything else, quotas, capacity and regions that are not
 * enabled included, comes at any time and decides nothing.
 */
import { resourceTypeOf } from '../aws/arn.ts';
import type { AwsFailure, AwsResult, FailureKind } from '../aws/aws-result.ts';
import type { Denial } from '../aws/denial/denial.ts';
import type { Decision, Evidence, RequiredPermission } from './decision.ts';
import { denialReason, UNEXPLAINED } from './denial-layer.ts';
import { deniesAnyOfItsType } from './denial-of-any.ts';
import type { PlannedDryRun } from './dry-run-plan.ts';

/** A dry run with what EC2 answered; `not-sent` where an earlier one showed that dry runs are not respected. */
export interface AnsweredDryRun {
  readonly call: PlannedDryRun;
  readonly result: AwsResult<'would-succeed'> | { readonly kind: 'not-sent' };
}

/** One statement of evidence for each permission that any of the dry runs is about; by the permission's id. */
export function dryRunEvidence(answers: readonly AnsweredDryRun[]): ReadonlyMap<string, Evidence> {
  const proven = new Set(
    answers.flatMap(({ call, result }) => (result.kind === 'ok' ? call.decides.map(({ id }) => id) : [])),
  );
  const strongest = new Map<string, Evidence>();
  for (const [id, evidence] of answers.flatMap((answer) => readAnswer(answer, proven))) {
    const known = strongest.get(id);
    if (known === undefined || WEIGHT[evidence.decision] > WEIGHT[known.decision])
      strongest.set(id, evidence);
  }
  return strongest;
}

/** A denial of SkyPilot's own request counts more than the success of one that is unlike it. */
const WEIGHT: Readonly<Record<Decision, number>> = { denied: 3, allowed: 2, likely: 1, unknown: 0 };

type EvidenceById = readonly (readonly [id: string, evidence: Evidence])[];

function readAnswer({ call, result }: AnsweredDryRun, proven: ReadonlySet<string>): EvidenceById {
  const all = (evidence: Evidence): EvidenceById => call.decides.map(({ id }) => [id, evidence]);
  switch (result.kind) {
    case 'ok':
      return call.decides.map((permission) => [
        permission.id,
        call.standIns.includes(permission)
          ? {
              ...say('likely', `a dry run of ${call.what} would have succeeded, if not on SkyPilot's own`),
              standIn: true,
            }
          : say('allowed', `a dry run of ${call.what} would have succeeded`),
      ]);
    case 'not-sent':
      return all(
        say('unknown', `${call.what} was not tried, since the endpoint ignores that a call is a dry run`),
      );
    case 'failed':
      if (isRefusal(result.failure)) return readRefusal(call, result.failure, proven);
      if (isNotFound(result.failure)) return readNotFound(call, result.failure);
      return all(say('unknown', failureReason(call, result.failure)));
  }
}

function say(
  decision: 'allowed' | 'likely' | 'unknown',
  reason: string,
): Evidence & { readonly decision: 'allowed' | 'likely' | 'unknown' } {
  return { kind: 'dry-run', decision, reason };
}

/** Codes such as `AuthFailure.ServiceLinkedRoleCreationNotPermitted` are about something that EC2 does on its own. */
function isRefusal({ kind, code }: AwsFailure): boolean {
  return kind === 'denied' && !code.startsWith('AuthFailure');
}

function isNotFound({ code }: AwsFailure): boolean {
  return /\.NotFound$|^InvalidAMIID\.Unavailable$/.test(code);
}

function readNotFound(call: PlannedDryRun, { code }: AwsFailure): EvidenceById {
  const isPast = call.madeUp && call.request.operation !== 'RunInstances';
  const evidence = isPast
    ? say('likely', `a dry run of ${call.what} on a made-up id got past the permission check (${code})`)
    : say('unknown', `a dry run of ${call.what} ended with ${code}, which says nothing about permissions`);
  return call.decides.map(({ id }) => [id, evidence]);
}

const ABOUT_THE_REQUEST: ReadonlySet<FailureKind> = new Set([
  'other',
  'opt-in-required',
  'invalid-access-key',
  'image-not-shared',
  'free-plan',
]);

function failureReason({ what }: PlannedDryRun, { kind, code }: AwsFailure): string {
  if (kind === 'read-only-violation') return `the endpoint ignored that a call of ${what} was a dry run`;
  return ABOUT_THE_REQUEST.has(kind)
    ? `a dry run of ${what} ended with ${code}, which says nothing about permissions`
    : `a dry run of ${what} failed: ${code}`;
}

function readRefusal(call: PlannedDryRun, failure: AwsFailure, proven: ReadonlySet<string>): EvidenceById {
  const denial = failure.denial ?? UNEXPLAINED;
  const denied = refusedPermissions(call, denial, proven);
  const kinds = new Set(denied.map(({ resourceKind }) => resourceKind));
  const vague = kinds.size > 1 ? '; AWS does not say on which resource' : '';
  const evidence: Evidence = {
    kind: 'dry-run',
    decision: 'denied',
    denial,
    reason: `a dry run of ${call.what} was denied: ${denialReason(denial)}${vague}`,
  };
  const other = say(
    'unknown',
    `a dry run of ${call.what} was denied${subjectOf(denial)}, which leaves this open`,
  );
  return call.decides.map((permission) => {
    if (!denied.includes(permission)) return [permission.id, other];
    const isDenial = isProof(call, permission) || (call.varies === undefined && deniesAnyOfItsType(denial));
    return [permission.id, isDenial ? evidence : noProof(call, denial)];
  });
}

/** A launch that differs from SkyPilot's tells by its success alone. */
function isProof({ standIns, varies }: PlannedDryRun, permission: RequiredPermission): boolean {
  return varies === undefined && !standIns.includes(permission);
}

function noProof({ what, varies }: PlannedDryRun, denial: Denial): Evidence {
  const named =
    varies === undefined ? 'something else than SkyPilot would' : 'another launch than SkyPilot does';
  const reason = `a dry run of ${what} was denied (${denialReason(denial)}), but it names ${named}: tags or ids may be what decides`;
  return {
    kind: 'dry-run',
    decision: 'unknown',
    reason,
    ...(varies === undefined ? { standInDenial: denial } : {}),
  };
}

function subjectOf({ action, resource }: Denial): string {
  if (action === undefined) return '';
  const type = resource === undefined ? undefined : resourceTypeOf(resource);
  return ` over ${action}${type === undefined ? '' : ` on ${type}`}`;
}

/**
 * The permissions that a refusal is about: those with the action and the type of resource that it names. Where it names
 * less, those that no other dry run has proven, if there is but one action among them: launching with and without
 * the instance profile tells so whether the role may be passed.
 */
function refusedPermissions(
  { decides }: PlannedDryRun,
  { action, resource }: Denial,
  proven: ReadonlySet<string>,
): readonly RequiredPermission[] {
  const open = (permissions: readonly RequiredPermission[]) =>
    permissions.filter(({ id }) => !proven.has(id));
  if (action === undefined) {
    const suspects = open(decides);
    return new Set(suspects.map(({ requirement }) => requirement.action)).size === 1 ? suspects : [];
  }
  const named = decides.filter(
    ({ requirement }) => requirement.action.toLowerCase() === action.toLowerCase(),
  );
  const type = resource === undefined ? undefined : resourceTypeOf(resource);
  if (type !== undefined) return named.filter((permission) => resourceTypeOf(permission.resource) === type);
  const suspects = open(named);
  return suspects.length > 0 ? suspects : named;
}
