/**
 * What the simulator says of something that it cannot know, beside what AWS answered where something else was named in
 * its place: neither alone is certain, and where they part nothing is.
 */
import type { Decision, Evidence, Layer, RequiredPermission } from './decision.ts';
import { denialReason, layerOfDenial } from './denial-layer.ts';

type EvidenceById = ReadonlyMap<string, Evidence>;

/** Policies of these kinds the simulator does not look at. Source: IAM API reference, `SimulatePrincipalPolicy`. */
const UNSEEN: readonly Layer[] = [
  'session-policy',
  'rcp',
  'resource-policy',
  'trust-policy',
  'vpc-endpoint-policy',
];

/**
 * The evidence of both without what it cannot prove.
 *
 * @param simulated - what the simulator says, by the id of the permission
 * @param tried - what dry runs say, in the same way
 */
export function weighStandIns(
  permissions: readonly RequiredPermission[],
  simulated: EvidenceById,
  tried: EvidenceById,
): { readonly simulated: EvidenceById; readonly tried: EvidenceById } {
  const corrected = permissions.flatMap((permission): readonly (readonly [string, Evidence])[] => {
    const said = simulated.get(permission.id);
    const evidence = said === undefined ? undefined : withCaveat(permission, said, tried.get(permission.id));
    return evidence === undefined ? [] : [[permission.id, evidence]];
  });
  const weighed = new Map([...simulated, ...corrected]);
  const isOpen = ({ id, context }: RequiredPermission) =>
    hidesOwner(context) && weighed.get(id)?.decision === 'unknown' && saysWhatDecides(weighed.get(id));
  const open = new Set(permissions.filter(isOpen).map(({ id }) => id as string));
  const isHope = (id: string, evidence: Evidence) =>
    open.has(id) && evidence.decision === 'likely' && evidence.standIn === true;
  return {
    simulated: weighed,
    tried: new Map([...tried].filter(([id, evidence]) => !isHope(id, evidence))),
  };
}

/** What the simulator's word is worth; undefined where it is worth what it says. */
function withCaveat(
  { context }: RequiredPermission,
  said: Evidence,
  tried: Evidence | undefined,
): Evidence | undefined {
  const hidden = hidesOwner(context);
  const refusal = tried?.decision === 'unknown' ? tried.standInDenial : undefined;
  const allows = said.decision === 'allowed' || said.decision === 'likely';
  if (allows && refusal !== undefined) {
    if (UNSEEN.includes(layerOfDenial(refusal)))
      return open(
        said,
        `${said.reason}, but it does not look at what denied a dry run: ${denialReason(refusal)}`,
      );
    return hidden
      ? open(said, `${said.reason}, but it ${NOT_KNOWN}, and a dry run with another image was denied`)
      : undefined;
  }
  if (!hidden) return undefined;
  if (said.decision === 'allowed') return simulation('likely', `${said.reason}, but it ${NOT_KNOWN}`);
  // It does not tell which keys a service control policy lacks: an absent key may be all that denies.
  const isByOrganization = said.decision === 'denied' && layerOfDenial(said.denial) === 'scp';
  return isByOrganization
    ? {
        ...simulation('unknown', `${said.reason}, but the simulator ${NOT_KNOWN}`),
        conditionKeys: OWNER_KEYS,
      }
    : undefined;
}

const NOT_KNOWN = "does not know the owner of SkyPilot's image, as there is no catalogue of SkyPilot here";
const OWNER_KEYS = ['ec2:Owner'];

/** What may be stopped although the policies of the identity allow it. */
function open({ decision }: Evidence, reason: string): Evidence {
  const granted = decision === 'allowed' ? ({ grantedByIdentity: true } as const) : {};
  return { ...simulation('unknown', reason), ...granted };
}

function simulation<D extends Extract<Decision, 'likely' | 'unknown'>>(decision: D, reason: string) {
  return { kind: 'simulation', decision, reason } as const;
}

function hidesOwner({ unknown }: RequiredPermission['context']): boolean {
  return unknown.includes('ec2:owner');
}

function saysWhatDecides(evidence: Evidence | undefined): boolean {
  const keys = evidence?.decision === 'unknown' ? (evidence.conditionKeys ?? []) : [];
  return keys.some((key) => /^ec2:(owner|imageid|public)$|^(aws|ec2):resourcetag\//i.test(key));
}
