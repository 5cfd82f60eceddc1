/**
 * Conditions on the program that calls (`aws:UserAgent`): skycheck names itself there, SkyPilot's calls name boto3, and
 * versions differ. What AWS answers skycheck is then no proof of what it would answer SkyPilot.
 */
import type { Denial } from '../aws/denial/denial.ts';
import type { Evidence, RequiredPermission, UnknownEvidence } from './decision.ts';
import { denialReason, layerOfDenial } from './denial-layer.ts';

type EvidenceById = ReadonlyMap<string, Evidence>;

const AGENT_KEY = 'aws:UserAgent';

const REASON =
  'a policy decides by the program that calls (aws:UserAgent), where skycheck names itself and SkyPilot names boto3';

/** The evidence of both without what it cannot prove. */
export function withoutAgentProof(
  permissions: readonly RequiredPermission[],
  simulated: EvidenceById,
  real: readonly EvidenceById[],
): { readonly simulated: EvidenceById; readonly real: readonly EvidenceById[] } {
  const denials = new Set(
    permissions.flatMap((permission) =>
      real.flatMap((source) => {
        const denial = deniedByAgent(source.get(permission.id));
        return denial === undefined ? [] : [stopOf(permission, denial)];
      }),
    ),
  );
  const byId = new Map(permissions.map((permission) => [permission.id as string, permission]));
  const isOpen = (id: string, evidence: Evidence) => {
    const permission = byId.get(id);
    if (hangsOnAgent(simulated.get(id)) || deniedByAgent(evidence) !== undefined) return true;
    // AWS names one resource of a call, and the simulator no condition of an organization.
    return (
      evidence.kind === 'simulation' &&
      evidence.decision === 'denied' &&
      permission !== undefined &&
      denials.has(stopOf(permission, evidence.denial))
    );
  };
  const weighed = (source: EvidenceById): EvidenceById =>
    new Map([...source].map(([id, evidence]) => [id, isOpen(id, evidence) ? open(evidence) : evidence]));
  return { simulated: weighed(simulated), real: real.map(weighed) };
}

function stopOf({ requirement }: RequiredPermission, denial: Denial): string {
  return `${requirement.action} ${layerOfDenial(denial)}`;
}

/** A denial of which AWS names such a condition. */
function deniedByAgent(evidence: Evidence | undefined): Denial | undefined {
  if (evidence?.decision !== 'denied' || evidence.denial.cause.kind !== 'explicit-deny') return undefined;
  const { statements } = evidence.denial.cause;
  const isNamed =
    statements.length > 0 && statements.every(({ conditions }) => conditions.some(({ key }) => isAgent(key)));
  return isNamed ? evidence.denial : undefined;
}

/** What the simulator says without the key. */
function hangsOnAgent(evidence: Evidence | undefined): boolean {
  switch (evidence?.decision) {
    case 'unknown':
    case 'likely':
      return (evidence.conditionKeys ?? []).some(isAgent);
    default:
      return false;
  }
}

function isAgent(key: string): boolean {
  return key.toLowerCase() === AGENT_KEY.toLowerCase();
}

function open(evidence: Evidence): UnknownEvidence {
  const said = evidence.decision === 'denied' ? `${denialReason(evidence.denial)}; ` : '';
  return { kind: evidence.kind, decision: 'unknown', reason: said + REASON, conditionKeys: [AGENT_KEY] };
}
