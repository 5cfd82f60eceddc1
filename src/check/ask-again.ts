/** Asks once more about permissions that were denied: by what denied them, and about nothing else. */
import { partitionOfRegion } from '../aws-facts/partitions.ts';
import { decidePermissions } from '../permissions/decide.ts';
import type { DecidedPermission, EvidenceKind, RequiredPermission } from '../permissions/decision.ts';
import { repeatDryRuns } from '../permissions/dry-run-identity.ts';
import { chooseLaunchObjects } from '../permissions/launch-objects.ts';
import { repeatReads } from '../permissions/reads.ts';
import { simulateIdentity } from '../permissions/simulate-identity.ts';
import type { Launch } from '../skypilot/launch.ts';
import { instanceProfileArn, type PermissionQuestion } from './gather-permissions.ts';

type ById = ReadonlyMap<string, DecidedPermission['allEvidence'][number]>;

/** What was asked, and about which permissions in all. */
export interface AskedBefore {
  readonly question: PermissionQuestion;
  readonly launch: Launch;
  readonly permissions: readonly RequiredPermission[];
}

/** @returns the same permissions, decided anew by what is answered now */
export async function askAgain(
  before: AskedBefore,
  denied: readonly DecidedPermission[],
): Promise<readonly DecidedPermission[]> {
  const by = (kind: EvidenceKind) =>
    denied
      .filter(({ allEvidence }) =>
        allEvidence.some((evidence) => evidence.kind === kind && evidence.decision !== 'unknown'),
      )
      .map(({ permission }) => permission);
  const sources = await Promise.all([
    readAgain(before, by('read')),
    tryAgain(before, by('dry-run')),
    simulateAgain(before, by('simulation')),
  ]);
  const permissions = denied.map(({ permission }) => permission);
  return decidePermissions(permissions, sources, 'there was no answer about it');
}

async function readAgain(
  { question: { aws, scope, settings } }: AskedBefore,
  permissions: readonly RequiredPermission[],
): Promise<ById> {
  if (aws === undefined || permissions.length === 0) return new Map();
  const { id, globalRegion } = partitionOfRegion(scope.region);
  const catalogRegion = id === 'aws' ? globalRegion : scope.region;
  const where = { region: scope.region, catalogRegion, settings, skyImageId: undefined };
  return repeatReads(aws, where, permissions);
}

async function tryAgain(
  { question, launch, permissions: all }: AskedBefore,
  permissions: readonly RequiredPermission[],
): Promise<ById> {
  const { aws, reads, scope, settings, wishes, gate } = question;
  if (aws === undefined || reads === undefined || permissions.length === 0) return new Map();
  const profileArn = instanceProfileArn(reads, scope);
  const objects = chooseLaunchObjects(reads, { region: scope.region, settings, wishes, profileArn });
  return repeatDryRuns(aws, { region: scope.region, permissions: all, launch, objects, gate }, permissions);
}

async function simulateAgain(
  { question: { aws, identity, scope, request } }: AskedBefore,
  permissions: readonly RequiredPermission[],
): Promise<ById> {
  if (aws === undefined || identity.kind !== 'known' || permissions.length === 0) return new Map();
  const added = (request.withPolicies ?? []).map(({ json }) => json);
  const { whole } = await simulateIdentity(aws, identity, permissions, scope, true, added);
  return (await whole).evidence;
}
