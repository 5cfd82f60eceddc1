/**
 * Dry runs that a requirement of SkyPilot names and of which the sandbox knows nothing further: permissions are looked at
 * on the resources that the requirement says, then whether the ids in the call exist.
 */
import { fillArn, REQUIREMENTS, RESOURCES, type ResourceKind } from '../../skypilot/requirements.ts';
import type { AccessCheck } from '../access-check.ts';
import type { ServiceCall } from '../service-call.ts';
import { ec2Check } from './ec2-context.ts';
import { type DryRun, dryRun } from './ec2-dry-run.ts';
import { factsOf } from './ec2-facts.ts';
import { checkExists, checkForm, type IdKind, kindOfId } from './ec2-ids.ts';
import { createTagsChecks, tagsFor } from './ec2-tags.ts';
import type { QueryOperations } from './operations.ts';

interface NamedId {
  readonly kind: IdKind;
  readonly id: string;
}

/** The operations that requirements try by a dry run of their own, beside those that have their own file here. */
export function requiredDryRuns(known: QueryOperations): QueryOperations {
  const operations = REQUIREMENTS.flatMap(({ dryRun: tried }) =>
    tried === undefined || tried === 'launch' ? [] : [tried.operation],
  ).filter((operation) => !known.has(operation));
  return new Map([...new Set(operations)].map((operation) => [operation, dryRun(plainDryRun(operation))]));
}

function plainDryRun(operation: string): DryRun {
  const kinds = REQUIREMENTS.filter(({ action }) => action === `ec2:${operation}`).flatMap(
    ({ resources }) => resources,
  );
  return {
    form: (call) => {
      for (const { kind, id } of idsIn(call)) checkForm(kind, id);
    },
    checks: (call) => [
      ...(kinds.length === 0 ? (['any'] as const) : [...new Set(kinds)]).flatMap((kind) =>
        checksOn(call, kind),
      ),
      ...createTagsChecks(call),
    ],
    validate: (call) => {
      for (const { kind, id } of idsIn(call)) checkExists(call, kind, id);
    },
  };
}

/** Ids by their prefix, wherever in a call they are. */
function idsIn({ params }: ServiceCall): readonly NamedId[] {
  return [...params].flatMap(([name, id]) => {
    const kind = /Id(\.\d+)?$/.test(name) ? kindOfId(id) : undefined;
    return kind === undefined ? [] : [{ kind, id }];
  });
}

/** A check for each thing of the kind that a call names; for what it makes or names otherwise one of the whole type. */
function checksOn(call: ServiceCall, kind: ResourceKind): readonly AccessCheck[] {
  const { partition, id: account } = call.caller.account;
  const scope = { partition, region: call.region, account, role: '*' };
  const arn = fillArn(RESOURCES[kind].concrete, scope);
  const type = arn.split(':')[5]?.split('/')[0] ?? '';
  if (arn === '*') return [{ action: `ec2:${call.operation}`, resource: '*' }];
  const named = idsIn(call).filter((entry) => entry.kind === type);
  if (named.length === 0) return [ec2Check(call, { type, id: '*', facts: tagsFor(call, type) })];
  return named.map((entry) =>
    ec2Check(call, { type, id: entry.id, facts: factsOf(call, entry.kind, entry.id) }),
  );
}
