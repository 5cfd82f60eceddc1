/** Which field of the launch a policy wants otherwise, where SkyPilot's own launch was denied. */
import { resourceTypeOf } from '../aws/arn.ts';
import type { Denial, ShownCondition } from '../aws/denial/denial.ts';
import type { AnsweredDryRun } from './dry-run-evidence.ts';
import type { LaunchInput } from './launch-request.ts';
import { type LaunchField, variationsOf } from './launch-variations.ts';

export interface Guardrail {
  readonly field: LaunchField;
  /** The conditions on that field, where AWS named them; without their operators. */
  readonly conditions: readonly ShownCondition[];
  readonly denial: Denial;
  /** How it was found: AWS named the condition, or a launch that differs in the field alone came through. */
  readonly found: 'named' | 'by-trial';
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
  const fields = variationsOf(launch.call.request.input as LaunchInput, undefined).map(({ field }) => field);
  return namedBy(denial, fields) ?? triedOut(denial, further);
}

const FIELDS_BY_KEY: readonly (readonly [pattern: RegExp, field: LaunchField])[] = [
  [/^ec2:encrypted$/i, 'encryption'],
  [/^ec2:associatepublicipaddress$/i, 'public-address'],
  [/^aws:(requesttag\/|tagkeys)/i, 'tags'],
  [/^ec2:instancetype$/i, 'instance-type'],
  [/^ec2:metadatahttpputresponsehoplimit$/i, 'hop-limit'],
];

/** @param open - the fields that could be otherwise in this launch */
function namedBy(denial: Denial, open: readonly LaunchField[]): Guardrail | undefined {
  const { cause } = denial;
  const conditions =
    cause.kind === 'explicit-deny' ? cause.statements.flatMap((statement) => statement.conditions) : [];
  const fieldOf = ({ key }: ShownCondition) => FIELDS_BY_KEY.find(([pattern]) => pattern.test(key))?.[1];
  const field = conditions
    .map(fieldOf)
    .find((candidate) => candidate !== undefined && open.includes(candidate));
  if (field === undefined) return undefined;
  return {
    field,
    conditions: conditions.filter((condition) => fieldOf(condition) === field),
    denial,
    found: 'named',
  };
}

/** The keys of the tags that conditions are about. */
export function tagKeysIn(conditions: readonly ShownCondition[]): readonly string[] {
  const keys = conditions.flatMap(({ key, values }) =>
    /^aws:requesttag\//i.test(key) ? [key.slice('aws:RequestTag/'.length)] : values,
  );
  return [...new Set(keys)];
}

function triedOut(denial: Denial, further: readonly AnsweredDryRun[]): Guardrail | undefined {
  const helped = further.filter(
    ({ call, result }) => call.varies !== undefined && comesFurther(denial, result),
  );
  const [only, ...others] = helped.map(({ call }) => call.varies);
  if (only === undefined || others.length > 0) return undefined;
  return { field: only, conditions: [], denial, found: 'by-trial' };
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
