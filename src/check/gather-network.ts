/** Looks at the network of the regions, where a launch is not ruled out before. */
import type { IdentityFacts, KnownIdentity } from '../account/identity.ts';
import {
  checkNetwork,
  type NetworkQuestion,
  type NetworkState,
  type RegionState,
  regionsToCheck,
} from '../account/network.ts';
import { gatherQuotas, type RegionQuotas } from '../account/quotas.ts';
import type { AwsContext } from '../aws/context.ts';
import type { ReadResults } from '../permissions/reads.ts';
import { chooseRegions } from '../skypilot/regions.ts';
import { awsIsOff, type SkyConfigRead } from '../skypilot/sky-config.ts';
import type { CheckRequest } from './request.ts';
import type { Sharing } from './sharing.ts';

export interface NetworkContext {
  readonly request: Pick<CheckRequest, 'region' | 'regions' | 'quotas'>;
  /** Undefined where no call may be made. */
  readonly aws: AwsContext | undefined;
  readonly identity: IdentityFacts;
  /** Undefined where none were made. */
  readonly reads: ReadResults | undefined;
  readonly sky: SkyConfigRead;
  readonly checkedRegion: string;
  readonly sharing: Sharing;
}

/** One level of calls, beside those about permissions. */
export async function gatherNetwork(context: NetworkContext): Promise<NetworkState> {
  const { aws, reads, identity, sharing } = context;
  if (aws === undefined) return notChecked('no call was made');
  if (reads === undefined) return notChecked('harmless calls were switched off (--no-probe)');
  if (identity.kind !== 'known') return notChecked('it is not known whose credentials these are');
  const reason = ruledOut(identity, context.sky, reads);
  if (reason !== undefined) return notChecked(reason);
  const { config } = context.sky;
  const question = {
    ...config,
    regions: regionsOf(context, reads),
    securityGroups: [...new Set(config.securityGroupName?.value.map(({ value }) => value))],
  };
  return { kind: 'checked', regions: await sharedByAccount(aws, question, identity.account, sharing) };
}

/** A network is the account's, whoever looks; where somebody could not look everywhere, the next one does. */
async function sharedByAccount(
  aws: AwsContext,
  question: NetworkQuestion,
  account: string,
  sharing: Sharing,
): Promise<readonly RegionState[]> {
  const key = JSON.stringify(['network', account, question.regions]);
  const found = await sharing.once(key, () => checkNetwork(aws, question));
  const isWhole = found.every(({ kind }) => kind !== 'unknown');
  return isWhole || !sharing.isShared ? found : checkNetwork(aws, question);
}

/** The vCPU quotas of the same regions, where they are asked for. */
export async function quotasOf(context: NetworkContext): Promise<readonly RegionQuotas[]> {
  const { aws, reads, request, identity, sharing } = context;
  if (!request.quotas || aws === undefined || reads === undefined || identity.kind !== 'known') return [];
  const regions = regionsOf(context, reads);
  const key = JSON.stringify(['quotas', identity.account, regions]);
  return sharing.once(key, () => gatherQuotas(aws, regions));
}

function regionsOf(
  { request, checkedRegion }: NetworkContext,
  { describeRegions }: ReadResults,
): readonly string[] {
  const enabled = describeRegions.kind === 'ok' ? describeRegions.value.map(({ name }) => name) : undefined;
  if (request.regions !== undefined) return chooseRegions(request.regions, enabled);
  return request.region !== undefined ? [checkedRegion] : regionsToCheck(enabled, checkedRegion);
}

function notChecked(reason: string): NetworkState {
  return { kind: 'not-checked', reason };
}

function ruledOut(identity: KnownIdentity, sky: SkyConfigRead, reads: ReadResults): string | undefined {
  if (identity.partition !== 'aws') return `SkyPilot offers no region of the partition ${identity.partition}`;
  if (awsIsOff(sky.config) !== undefined) return "SkyPilot's configuration leaves AWS out";
  if (sky.config.capabilities?.value.includes('compute') === false)
    return "SkyPilot's configuration leaves compute out";
  // A missing permission is missing everywhere; what else denies may do so in some regions only.
  const denied = (['describeVpcs', 'describeSubnets', 'describeRouteTables'] as const).find((name) => {
    const read = reads[name];
    const cause =
      read.kind === 'failed' && read.failure.kind === 'denied' ? read.failure.denial?.cause : undefined;
    return cause?.kind === 'missing-allow' && cause.in === 'identity';
  });
  return denied === undefined ? undefined : `ec2:D${denied.slice(1)} is denied`;
}
