import type { Evidence, RequiredPermission } from './decision.ts';
import { layerOfDenial } from './denial-layer.ts';

/**
 * Leaves open what was denied where EC2 may decide by another value than the one that is sent, such as whether a volume
 * is encrypted; unless the same action is denied in the same layer on the other resources, too: then it hangs on nothing
 * of the kind.
 */
export function withDenialCaveats(
  permissions: readonly RequiredPermission[],
  evidence: ReadonlyMap<string, Evidence>,
): ReadonlyMap<string, Evidence> {
  const layersOf = ({ requirement, id }: RequiredPermission) =>
    permissions
      .filter((other) => other.requirement === requirement && other.id !== id)
      .map((other) => layerIn(evidence.get(other.id)));
  const open = permissions.flatMap((permission): readonly (readonly [string, Evidence])[] => {
    const { id, context } = permission;
    const own = evidence.get(id);
    const layer = layerIn(own);
    if (own === undefined || layer === undefined || context.denialCaveat === undefined) return [];
    if (layersOf(permission).includes(layer)) return [];
    return [
      [id, { kind: own.kind, decision: 'unknown', reason: `${own.reason}, but ${context.denialCaveat}` }],
    ];
  });
  return new Map([...evidence, ...open]);
}

function layerIn(evidence: Evidence | undefined): string | undefined {
  return evidence?.decision === 'denied' ? layerOfDenial(evidence.denial) : undefined;
}
