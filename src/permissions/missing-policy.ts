/** The one policy document that grants what is asked for and missing. Pure. */
import type { CapabilityId } from '../skypilot/requirements.ts';
import { type AllowStatement, statementsFor } from '../skypilot/statements.ts';
import type { DecidedCapability, DecidedPermission } from './decision.ts';
import { grantsOf, permissionsLeftOpen, permissionsToGrant } from './grants-to-add.ts';

/** A whole policy, as IAM takes it. */
export interface PolicyToAdd {
  readonly Version: '2012-10-17';
  readonly Statement: readonly AllowStatement[];
}

/** What the document is made from. */
export interface MissingView {
  readonly capabilities: readonly DecidedCapability[];
  readonly required: readonly CapabilityId[];
  /** Capabilities that what is wanted hangs on here, such as making the role that is missing. */
  readonly alsoNeeded?: readonly CapabilityId[];
  /** The principal where it may not ask the simulator about itself, which is what leaves permissions untested. */
  readonly mayNotSimulate: string | undefined;
}

/** What the document is about: the required capabilities, or without any the two that SkyPilot itself names. */
export function wantedCapabilities({
  capabilities,
  required,
  alsoNeeded = [],
}: Omit<MissingView, 'mayNotSimulate'>): readonly DecidedCapability[] {
  return capabilities.filter(
    ({ id, core }) => (required.length === 0 ? core : required.includes(id)) || alsoNeeded.includes(id),
  );
}

/** What the document grants: all that no policy allows and all that could not be tested, where a statement may help. */
export function missingPermissions(wanted: readonly DecidedCapability[]): {
  readonly denied: readonly DecidedPermission[];
  readonly open: readonly DecidedPermission[];
} {
  return {
    denied: wanted.flatMap(({ permissions }) => permissionsToGrant(permissions)),
    open: wanted.flatMap(({ permissions }) => permissionsLeftOpen(permissions)),
  };
}

/**
 * The document. What a statement cannot change is left out.
 *
 * @returns undefined where nothing is missing
 */
export function missingPolicy({ mayNotSimulate, ...view }: MissingView): PolicyToAdd | undefined {
  const { denied, open } = missingPermissions(wantedCapabilities(view));
  const grants = grantsOf([...denied, ...open]);
  if (grants.length === 0) return undefined;
  const question =
    mayNotSimulate === undefined || open.length === 0
      ? []
      : [{ action: 'iam:SimulatePrincipalPolicy', pattern: mayNotSimulate }];
  return { Version: '2012-10-17', Statement: statementsFor([...grants, ...question]) };
}
