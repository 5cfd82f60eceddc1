/** The parts of the report about the account's regions and about SkyPilot itself. Pure. */
import type { NamedGroup, RegionState } from '../account/network.ts';
import type { Facts } from '../findings/facts.ts';
import type { Report, ReportRegion } from '../report/report.ts';

/** Empty where nobody looked. */
export function regionsOf({ network, launches }: Pick<Facts, 'network' | 'launches'>): ReportRegion[] {
  if (network.kind !== 'checked') return [];
  return network.regions.map((state) => {
    const found = launches.find(({ region }) => region === state.region);
    return { ...regionOf(state), launch: found?.launch ?? 'not-asked', launchReason: found?.reason ?? null };
  });
}

const NOTHING = { vpc: null, subnets: 0, zones: [], securityGroup: null };

function regionOf(state: RegionState): ReportRegion {
  const { region, kind: status } = state;
  switch (state.kind) {
    case 'unusable':
      return { region, status, ...NOTHING, reason: state.problem, detail: state.foreseen };
    case 'unknown': {
      const { code, operation, message } = state.failure;
      const detail = `${operation} failed: ${message === '' ? code : `${code}: ${message}`}`;
      return { region, status, ...NOTHING, reason: code, detail };
    }
    case 'usable': {
      const { vpc, subnets, securityGroups } = state;
      return {
        region,
        status,
        vpc: { id: vpc.id, name: vpc.name ?? null, default: vpc.isDefault },
        subnets: subnets.length,
        zones: [...new Set(subnets.map(({ zone }) => zone))].sort(),
        securityGroup: groupStatus(securityGroups),
        reason: null,
        detail: null,
      };
    }
  }
}

/** The groups as one: what is missing, or not known, before what is there. */
function groupStatus(groups: readonly NamedGroup[]): ReportRegion['securityGroup'] {
  const order: readonly NamedGroup['kind'][] = ['missing', 'unknown', 'found'];
  return order.find((kind) => groups.some((group) => group.kind === kind)) ?? null;
}

export function skypilotOf({
  skypilot,
  skyCheck: sky,
}: Pick<Facts, 'skypilot' | 'skyCheck'>): NonNullable<Report['skypilot']> {
  const { upload, apiServer, clusters } = skypilot;
  return {
    identityType: sky.identityType ?? null,
    configFiles: skypilot.skyConfig.files.map(({ display, role, state }) => ({
      file: display,
      role,
      state: state.kind,
    })),
    workspace: skypilot.skyConfig.config.workspace.name,
    upload:
      upload.kind === 'file'
        ? { file: upload.file, profiles: [...upload.profiles], reason: null }
        : { file: null, profiles: [], reason: upload.reason },
    apiServer:
      apiServer === undefined
        ? null
        : { endpoint: apiServer.endpoint, location: apiServer.location, local: apiServer.isLocal },
    clusters:
      clusters.kind === 'read'
        ? clusters.clusters.map(({ name, owner, match }) => ({ name, owner: [...owner], match }))
        : [],
    clustersNotRead: clusters.kind === 'not-read' ? clusters.reason : null,
  };
}
