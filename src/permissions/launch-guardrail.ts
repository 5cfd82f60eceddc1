/** Which field of the launch a policy wants otherwise, where SkyPilot's own launch was denied. */
import { resourceTypeOf } from '../aws/arn.ts';
import type { Denial, ShownCondition } from '../aws/denial/denial.ts';
import type { AnsweredDryRun } from './dry-run-evidence.ts';
import type { LaunchField } from './launch-variations.ts';

export interface Guardrail {
  readonly field: LaunchField;
  /** The tag keys that the policy names, where AWS told them. */
  readonly tagKeys: readonly string[];
  /** The values that it names, where AWS told them. */
  readonly values: readonly string[];
  readonly denial: Denial;
  /** How it was found: AWS told the condition, or a launch that differs in the field alone came through. */
  readonly found: 'told' | 'by-trial';
}

/**
 * The field, by the condition that AWS's decoded message tells; else by the launch that came through, or that was
 * stopped by something else, with that field alone changed.
 */
export function guardrailOf(
  launch: AnsweredDryRun,
  further: readonly AnsweredDryRun[],
): Guardrail | undefined {
  if (launch.result.kind !== 'failed' || launch.result.failure.kind !== 'denied') return undefined;
  const denial = launch.result.failure.denial;
  if (denial === undefined) return undefined;
  return toldBy(denial) ?? triedOut(denial, further);
}

const FIELDS_BY_KEY: readonly (readonly [pattern: RegExp, field: LaunchField])[] = [
  [/^ec2:encrypted$/i, 'encryption'],
  [/^ec2:associatepublicipaddress$/i, 'public-address'],
  [/^aws:(requesttag\/|tagkeys)/i, 'tags'],
  [/^ec2:instancetype$/i, 'instance-type'],
  [/^ec2:metadatahttpputresponsehoplimit$/i, 'hop-limit'],
];

function toldBy(denial: Denial): Guardrail | undefined {
  const { cause } = denial;
  const conditions = cause.kind === 'explicit-deny' ? cause.statements.flatMap((one) => one.conditions) : [];
  const fields = conditions.map(({ key }) => FIELDS_BY_KEY.find(([pattern]) => pattern.test(key))?.[1]);
  const [field] = fields.filter((candidate) => candidate !== undefined);
  if (field === undefined) return undefined;
  const about = conditions.filter((_, index) => fields[index] === field);
  return {
    field,
    tagKeys: field === 'tags' ? tagKeysIn(about) : [],
    values: field === 'tags' ? [] : about.flatMap(({ values }) => values),
    denial,
    found: 'told',
  };
}

function tagKeysIn(conditions: readonly ShownCondition[]): readonly string[] {
  return conditions.flatMap(({ key, values }) =>
    /^aws:requesttag\//i.test(key) ? [key.slice('aws:RequestTag/'.length)] : values,
  );
}

function triedOut(denial: Denial, further: readonly AnsweredDryRun[]): Guardrail | undefined {
  const helped = further.filter(
    ({ call, result }) => call.varies !== undefined && comesFurther(denial, result),
  );
  const [only, ...others] = helped.map(({ call }) => call.varies);
  if (only === undefined || others.length > 0) return undefined;
  return { field: only, tagKeys: [], values: [], denial, found: 'by-trial' };
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
