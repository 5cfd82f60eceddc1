/**
 * EC2 actions that would change something, as dry runs: malformed ids first, then permissions, then whether the call
 * makes sense. Whatever would succeed ends as DryRunOperation, or is refused where it is no dry run.
 */

import type { AccessCheck } from '../access-check.ts';
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import { isTrue } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';

export interface DryRun {
  /** Refuses what cannot be read: malformed ids, missing parameters. */
  readonly form?: (call: ServiceCall) => void;
  /** One check for each resource of the action, and for other actions that it includes. */
  readonly checks: (call: ServiceCall) => readonly AccessCheck[];
  /** Refuses what would fail. */
  readonly validate?: (call: ServiceCall) => void;
  /** What an endpoint says that carries the call out; `return: true` where absent. */
  readonly done?: (call: ServiceCall) => XmlFields;
}

/** The operation of a dry run. */
export function dryRun({ form, checks, validate, done }: DryRun): (call: ServiceCall) => XmlFields {
  return (call) => {
    form?.(call);
    authorise(call, ...checks(call));
    validate?.(call);
    return endOfChange(call, () => done?.(call) ?? { return: true });
  };
}

/**
 * How a call ends that would have succeeded: a dry run with DryRunOperation, any other refused, since the sandbox never
 * changes anything. Where the scenario ignores dry runs, both end as if they had been carried out.
 */
export function endOfChange(call: ServiceCall, done: () => XmlFields): XmlFields {
  if (call.cloud.scenario.dryRuns === 'ignored') return done();
  throw isAskedOnly(call) ? dryRunDone() : neverChanges(call);
}

/** Whether a call is a dry run that is taken for one. */
export function isAskedOnly(call: ServiceCall): boolean {
  return isTrue(call.params, 'DryRun') && call.cloud.scenario.dryRuns === 'answered';
}

/** How a dry run ends that would have succeeded. */
export function dryRunDone(): ApiError {
  return new ApiError(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
}

/** How any other call ends that would have succeeded. */
export function neverChanges(call: ServiceCall): ApiError {
  return new ApiError(
    400,
    'UnsupportedOperation',
    `The sandbox never changes anything: ${call.operation} is answered as a dry run only.`,
  );
}

/** A parameter that has to be there. */
export function required(call: ServiceCall, name: string): string {
  const value = call.params.get(name);
  if (value !== undefined && value !== '') return value;
  throw new ApiError(400, 'MissingParameter', `The request must contain the parameter ${name}`);
}
