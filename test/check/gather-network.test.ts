import { describe, expect, it } from 'vitest';
import type { IdentityFacts } from '../../src/account/identity.ts';
import type { NetworkState } from '../../src/account/network.ts';
import type { RegionQuotas } from '../../src/account/quotas.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { resolveInputs } from '../../src/check/check-inputs.ts';
import { gatherNetwork, type NetworkContext, quotasOf } from '../../src/check/gather-network.ts';
import type { Sharing } from '../../src/check/sharing.ts';
import { contextFor } from '../aws/support/loopback.ts';
import { fakeHost } from '../credentials/fake-host.ts';
import { ACCOUNT, failureOf, USER, usableRegion } from '../findings/facts-of.ts';
import { enabledRegions, failed, readsOf, THROTTLED } from './reads.ts';

const NOWHERE = 'http://127.0.0.1:9';
const UNKNOWN = {
  kind: 'unknown',
  region: 'us-east-1',
  failure: failureOf('throttled', 'Throttling'),
} as const;
const QUOTAS: readonly RegionQuotas[] = [{ kind: 'known', region: 'us-east-1', quotas: [] }];

/** What other profiles found already; with it no call is made. */
function found(answer: unknown, isShared = true): Sharing & { readonly keys: readonly unknown[] } {
  const keys: unknown[] = [];
  return {
    keys,
    isShared,
    inTurn: (_key, work) => work(),
    once: async (key) => {
      keys.push(JSON.parse(key ?? 'null'));
      return answer as never;
    },
  };
}

async function contextOf(changes: Partial<NetworkContext> = {}, sky = ''): Promise<NetworkContext> {
  const host = fakeHost({ files: { '~/.sky/config.yaml': sky } });
  const { skyConfig } = await resolveInputs({ profile: undefined, skyConfigFile: undefined }, host);
  return {
    request: { region: undefined, regions: undefined, quotas: true },
    aws: contextFor(NOWHERE),
    identity: USER,
    reads: readsOf({ describeRegions: enabledRegions('eu-west-1', 'us-east-1', 'mars-north-1') }),
    sky: skyConfig,
    checkedRegion: 'us-east-1',
    sharing: found([usableRegion('us-east-1')]),
    ...changes,
  };
}

/** The regions that are looked at. */
async function regionsOf(changes: Partial<NetworkContext>): Promise<unknown> {
  const sharing = found([]);
  const state = await gatherNetwork(await contextOf({ ...changes, sharing }));
  expect(state).toEqual({ kind: 'checked', regions: [] });
  return sharing.keys;
}

describe('the regions whose network is looked at', () => {
  const keyOf = (...regions: readonly string[]) => [['network', ACCOUNT, regions]];

  it('are those of SkyPilot that are enabled, in its order', async () => {
    expect(await regionsOf({})).toEqual(keyOf('us-east-1', 'eu-west-1'));
  });

  it('are the checked one where nobody tells which are enabled, and where one is asked for', async () => {
    expect(await regionsOf({ reads: readsOf(), checkedRegion: 'eu-west-1' })).toEqual(keyOf('eu-west-1'));
    const request = { region: 'us-west-2', regions: undefined, quotas: false };
    expect(await regionsOf({ request, checkedRegion: 'us-west-2' })).toEqual(keyOf('us-west-2'));
  });

  it('are those that several names and patterns mean', async () => {
    const request = { region: 'us-west-2', regions: ['eu-*', 'sa-east-1'], quotas: false };
    expect(await regionsOf({ request })).toEqual(keyOf('eu-west-1', 'sa-east-1'));
  });
});

describe('a network', () => {
  const notOffered: NetworkState = {
    kind: 'checked',
    regions: [expect.objectContaining({ kind: 'unusable', region: 'mars-1', problem: 'not-offered' })],
  };
  const request = { region: undefined, regions: ['mars-1'], quotas: false };

  it("is the account's: what another profile found is taken", async () => {
    const sharing = found([usableRegion('us-east-1')]);
    expect(await gatherNetwork(await contextOf({ sharing }))).toEqual({
      kind: 'checked',
      regions: [usableRegion('us-east-1')],
    });
  });

  it('is looked at again where the other profile could not look everywhere', async () => {
    const sharing = found([usableRegion('us-east-1'), UNKNOWN]);
    expect(await gatherNetwork(await contextOf({ sharing, request }))).toEqual(notOffered);
  });

  it('is not looked at twice by a single profile', async () => {
    const sharing = found([UNKNOWN], false);
    expect(await gatherNetwork(await contextOf({ sharing, request }))).toEqual({
      kind: 'checked',
      regions: [UNKNOWN],
    });
  });
});

const denied = (cause: Denial['cause']) =>
  failed(failureOf('denied', 'UnauthorizedOperation', { service: 'ec2', denial: { cause } }));
const NO_ALLOW = denied({ kind: 'missing-allow', in: 'identity' });
const notAsked: IdentityFacts = { kind: 'not-asked', reason: 'x' };

describe('no network is looked at', () => {
  it.each<[string, Partial<NetworkContext>, string?]>([
    ['no call was made', { aws: undefined }],
    ['harmless calls were switched off (--no-probe)', { reads: undefined }],
    ['it is not known whose credentials these are', { identity: notAsked }],
    [
      'SkyPilot offers no region of the partition aws-cn',
      { identity: { ...USER, partition: 'aws-cn' } as IdentityFacts },
    ],
    ["SkyPilot's configuration leaves AWS out", {}, 'allowed_clouds: [gcp]\n'],
    ["SkyPilot's configuration leaves compute out", {}, 'aws: {capabilities: [storage]}\n'],
    ['ec2:DescribeVpcs is denied', { reads: readsOf({ describeVpcs: NO_ALLOW }) }],
    ['ec2:DescribeSubnets is denied', { reads: readsOf({ describeSubnets: NO_ALLOW }) }],
    [
      'ec2:DescribeRouteTables is denied',
      { reads: readsOf({ describeVpcs: THROTTLED, describeRouteTables: NO_ALLOW }) },
    ],
  ])('%s', async (reason, changes, sky) => {
    expect(await gatherNetwork(await contextOf(changes, sky))).toEqual({ kind: 'not-checked', reason });
  });

  it.each<[string, Partial<NetworkContext>, string?]>([
    ['where compute is left in', {}, 'aws: {capabilities: [compute]}\n'],
    [
      'where a policy denies that may be about some regions only',
      { reads: readsOf({ describeVpcs: denied({ kind: 'explicit-deny', in: 'scp', statements: [] }) }) },
    ],
    [
      'where the organization allows nothing, perhaps there only',
      { reads: readsOf({ describeVpcs: denied({ kind: 'missing-allow', in: 'scp' }) }) },
    ],
    ['where AWS gives no reason', { reads: readsOf({ describeVpcs: denied({ kind: 'unexplained' }) }) }],
    [
      'where what is denied is not about networks',
      { reads: readsOf({ describeInstances: NO_ALLOW, listBuckets: NO_ALLOW }) },
    ],
    [
      'where AWS says nothing at all of it',
      { reads: readsOf({ describeVpcs: failed(failureOf('denied', 'X')) }) },
    ],
  ])('but it is %s', async (_title, changes, sky) => {
    expect(await gatherNetwork(await contextOf(changes, sky))).toEqual({
      kind: 'checked',
      regions: [usableRegion('us-east-1')],
    });
  });
});

describe('quotas', () => {
  it('are asked for once an account, of the same regions', async () => {
    const sharing = found(QUOTAS);
    expect(await quotasOf(await contextOf({ sharing }))).toEqual(QUOTAS);
    expect(sharing.keys).toEqual([['quotas', ACCOUNT, ['us-east-1', 'eu-west-1']]]);
  });

  it.each<[string, Partial<NetworkContext>]>([
    ['nobody wants them', { request: { region: undefined, regions: undefined, quotas: false } }],
    ['no call may be made', { aws: undefined }],
    ['no reads were made', { reads: undefined }],
    ['the account is not known', { identity: notAsked }],
  ])('are not where %s', async (_title, changes) => {
    const sharing = found(QUOTAS);
    expect(await quotasOf(await contextOf({ ...changes, sharing }))).toEqual([]);
    expect(sharing.keys).toEqual([]);
  });
});
