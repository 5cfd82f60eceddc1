/** Which field of the launch a policy wants otherwise, where SkyPilot's own launch was denied. */
import { resourceTypeOf } from '../aws/arn.ts';
import type { Denial, ShownCondition } from '../aws/denial/denial.ts';
import type { Tag } from '../skypilot/launch.ts';
import type { Evidence } from './decision.ts';
import type { AnsweredDryRun } from './dry-run-evidence.ts';
import { keyOfField, type LaunchField, type NamedField, namedFields } from './launch-fields.ts';
import type { LaunchInput } from './launch-request.ts';

/** How the launch ended with that field alone changed. */
export type Trial =
  /** It would have succeeded, or was denied over another thing: changing the field helps. */
  | {
      readonly kind: 'through' | 'further';
      /** In words: `with an encrypted volume`. */
      readonly what: string;
      /** The tags that were added. */
      readonly adds?: readonly Tag[] | undefined;
    }
  /** It was denied all the same. */
  | { readonly kind: 'no-help' }
  | { readonly kind: 'not-tried' };

export interface Guardrail {
  readonly field: LaunchField;
  /** The conditions on that field, where AWS named them; without their operators. */
  readonly conditions: readonly ShownCondition[];
  readonly denial: Denial;
  /** How it was found: AWS named the condition, or a launch that differs in the field alone came through. */
  readonly found: 'named' | 'by-trial';
  readonly trial: Trial;
  /** What stops the launch once the field is changed. */
  readonly next?: Guardrail;
}

/**
 * The field, by the condition that AWS's decoded message names; else by the launch that came through, or that was
 * stopped by something else, with that field alone changed.
 */
export function guardrailOf(
  launch: AnsweredDryRun,
  further: readonly AnsweredDryRun[],
): Guardrail | undefined {
  if (launch.result.kind !== 'failed' || launch.result.failure.kind !== 'denied') return undefined;
  const denial = launch.result.failure.denial;
  if (denial === undefined) return undefined;
  const input = launch.call.request.input as LaunchInput;
  return passedRole(denial) ?? named(denial, input, further) ?? triedOut(denial, further);
}

/** That a role may not be passed is about the role, where a statement denies it. */
function passedRole(denial: Denial): Guardrail | undefined {
  const isDenied = denial.action?.toLowerCase() === 'iam:passrole' && denial.cause.kind === 'explicit-deny';
  if (!isDenied) return undefined;
  return { field: 'profile', conditions: [], denial, found: 'named', trial: { kind: 'not-tried' } };
}

/** Of several fields that a statement names, the one that helps; else the first. */
function named(
  denial: Denial,
  input: LaunchInput,
  further: readonly AnsweredDryRun[],
): Guardrail | undefined {
  const all = namedFields(denial, input).map((field) => triedField(field, denial, input, further));
  return all.find(({ trial }) => helps(trial)) ?? all[0];
}

function triedField(
  { field, conditions }: NamedField,
  denial: Denial,
  input: LaunchInput,
  further: readonly AnsweredDryRun[],
): Guardrail {
  const tries = further.filter(({ call }) => call.varies === field);
  // A tag that can be added comes before doing without any.
  const best = tries.find((answer) => helps(trialOf(denial, answer)));
  const trial = best === undefined ? NOT_HELPED[tries.length === 0 ? 'none' : 'some'] : trialOf(denial, best);
  const next = best === undefined ? undefined : nextOf(best, input);
  return { field, conditions, denial, found: 'named', trial, ...(next === undefined ? {} : { next }) };
}

const NOT_HELPED = { none: { kind: 'not-tried' }, some: { kind: 'no-help' } } as const;

function helps({ kind }: Trial): boolean {
  return kind === 'through' || kind === 'further';
}

function nextOf({ result }: AnsweredDryRun, input: LaunchInput): Guardrail | undefined {
  const denial = result.kind === 'failed' ? result.failure.denial : undefined;
  return denial === undefined ? undefined : named(denial, input, []);
}

function trialOf(before: Denial, { call, result }: AnsweredDryRun): Trial {
  const { variation } = call;
  if (variation === undefined || !comesFurther(before, result)) return { kind: 'no-help' };
  const kind = result.kind === 'ok' ? 'through' : 'further';
  return { kind, what: variation.what, adds: variation.adds };
}

function triedOut(denial: Denial, further: readonly AnsweredDryRun[]): Guardrail | undefined {
  const helped = further.filter(
    ({ call, result }) => call.varies !== undefined && comesFurther(denial, result),
  );
  const [only, ...others] = new Set(helped.map(({ call }) => call.varies));
  const [first] = helped;
  if (only === undefined || others.length > 0 || first === undefined) return undefined;
  return { field: only, conditions: [], denial, found: 'by-trial', trial: trialOf(denial, first) };
}

/**
 * Evidence in which a missing Allow is called one that hangs on a field of the launch, where changing that field alone
 * let the launch through: a statement allows it then, and another without the condition would undo it.
 *
 * @param evidence - by the id of the permission
 */
export function withUnmetField(
  evidence: ReadonlyMap<string, Evidence>,
  guardrail: Guardrail | undefined,
): ReadonlyMap<string, Evidence> {
  if (guardrail?.denial.cause.kind !== 'missing-allow' || !helps(guardrail.trial)) return evidence;
  const { denial, field } = guardrail;
  const conditional = [{ conditions: [{ key: keyOfField(field), values: [] }] }];
  return new Map(
    [...evidence].map(([id, each]): readonly [string, Evidence] => {
      if (each.decision !== 'denied' || each.denial.cause.kind !== 'missing-allow') return [id, each];
      const isSame =
        each.denial.action === denial.action && typeOf(each.denial.resource) === typeOf(denial.resource);
      if (!isSame) return [id, each];
      return [id, { ...each, denial: { ...each.denial, cause: { ...each.denial.cause, conditional } } }];
    }),
  );
}

/** It would have succeeded, or was denied over another thing than before. */
function comesFurther(before: Denial, result: AnsweredDryRun['result']): boolean {
  if (result.kind === 'ok') return true;
  if (result.kind !== 'failed' || result.failure.kind !== 'denied') return false;
  const { action, resource } = result.failure.denial ?? {};
  if (action === undefined || before.action === undefined) return false;
  return action !== before.action || typeOf(resource) !== typeOf(before.resource);
}

function typeOf(resource: string | undefined): string | undefined {
  return resource === undefined ? undefined : resourceTypeOf(resource);
}
