import { describe, expect, it } from 'vitest';
import type { IdentityFacts } from '../../src/account/identity.ts';
import { foreseeSkyCheck } from '../../src/check/sky-check.ts';
import type { RefusedClient } from '../../src/conditions/condition-facts.ts';
import type { CredentialsOutcome, ProviderName } from '../../src/credentials/credentials-outcome.ts';
import { credentialError } from '../../src/credentials/errors.ts';
import type { SkyPilotFacts } from '../../src/findings/facts.ts';
import type { ReadResults } from '../../src/permissions/reads.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';
import { factsOf, failureOf, USER } from '../findings/facts-of.ts';
import { enabledRegions, ok, readsOf, THROTTLED } from './reads.ts';

const FILE = '~/.aws/credentials';
const ALL = {
  describeRegions: enabledRegions(),
  describeAvailabilityZones: ok([]),
  listBuckets: ok({ count: 0, names: [] }),
};
const FAILED: IdentityFacts = { kind: 'failed', failure: failureOf('network', 'ENOTFOUND') };
const NO_CACHES = { identities: [], zones: [] };

const loadedFrom = (provider: ProviderName): CredentialsOutcome => ({
  kind: 'loaded',
  provider,
  location: 'x',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
});

interface Setup {
  readonly credentials?: CredentialsOutcome;
  readonly identity?: IdentityFacts;
  readonly refused?: readonly RefusedClient[];
  readonly reads?: Partial<ReadResults> | null;
  readonly zones?: readonly (typeof THROTTLED | { readonly kind: 'ok'; readonly value: readonly string[] })[];
  readonly caches?: SkyPilotFacts['caches'];
  readonly sky?: string;
  readonly files?: FakeHostOptions['files'];
}

async function foreseen({ sky, files = { [FILE]: '' }, ...setup }: Setup = {}) {
  const machine = { files: sky === undefined ? files : { ...files, '~/.sky/config.yaml': sky } };
  const { skypilot } = await factsOf(machine);
  return foreseeSkyCheck(
    setup.credentials ?? loadedFrom('shared-credentials-file'),
    setup.identity ?? USER,
    setup.refused ?? [],
    setup.reads === null ? undefined : readsOf(setup.reads ?? ALL),
    setup.zones ?? [],
    { ...skypilot, caches: setup.caches ?? NO_CACHES },
    fakeHost(machine),
  );
}

const enabled = async (setup: Setup) => (await foreseen(setup)).enabled;

describe('the identity type and the file that it demands', () => {
  it('is there', async () => {
    expect(await foreseen()).toEqual({
      identityType: 'shared-credentials-file',
      missingCredentialsFile: undefined,
      enabled: ['compute', 'storage'],
    });
  });

  it('is missing: then AWS is disabled whatever else', async () => {
    expect(await foreseen({ credentials: loadedFrom('config-file'), files: {} })).toEqual({
      identityType: 'shared-credentials-file',
      missingCredentialsFile: FILE,
      enabled: [],
    });
  });

  it('is not missing where it only cannot be read', async () => {
    const files = { [FILE]: { kind: 'unreadable', code: 'EACCES' } } as const;
    expect((await foreseen({ files })).missingCredentialsFile).toBeUndefined();
  });

  it('is not demanded of other types', async () => {
    expect(await foreseen({ credentials: loadedFrom('sso'), files: {} })).toEqual({
      identityType: 'sso',
      missingCredentialsFile: undefined,
      enabled: ['compute', 'storage'],
    });
  });

  it('is not known without credentials', async () => {
    expect(await foreseen({ credentials: { kind: 'none' }, files: {} })).toMatchObject({
      identityType: undefined,
      missingCredentialsFile: undefined,
    });
  });
});

describe('what it enables', () => {
  it.each<[string, Setup, readonly string[]]>([
    ['what the calls say', { reads: { ...ALL, listBuckets: THROTTLED } }, ['compute']],
    ['storage alone', { reads: { listBuckets: ok({ count: 0, names: [] }) } }, ['storage']],
    [
      'compute where another region tells its zones',
      { reads: { describeRegions: enabledRegions('us-west-2') }, zones: [ok([])] },
      ['compute'],
    ],
    [
      'nothing where no zones are told',
      { reads: { describeRegions: enabledRegions() }, zones: [THROTTLED] },
      [],
    ],
    ['nothing where no calls were made', { reads: null }, []],
    ['nothing of an identity that AWS does not tell', { identity: FAILED }, []],
    ['nothing of one that was not asked for', { identity: { kind: 'not-asked', reason: 'x' } }, []],
    [
      'all of a remembered identity',
      { identity: FAILED, caches: { identities: [{ file: 'x', owner: ['a', 'b'] }], zones: [] } },
      ['compute', 'storage'],
    ],
    [
      'no remembered identity where nobody asks',
      {
        identity: { kind: 'not-asked', reason: 'x' },
        caches: { identities: [{ file: 'x', owner: ['a', 'b'] }], zones: [] },
      },
      [],
    ],
    [
      'compute by zones that it remembers',
      { reads: {}, caches: { identities: [], zones: [{ file: 'x', regions: [] }] } },
      ['compute'],
    ],
    ['no more than the configuration leaves in', { sky: 'aws: {capabilities: [storage]}\n' }, ['storage']],
    ['nothing where the configuration leaves AWS out', { sky: 'allowed_clouds: [gcp]\n' }, []],
    ['nothing where it refuses the configuration', { sky: 'aws: {vpc: x}\n' }, []],
  ])('%s', async (_title, setup, expected) => {
    expect(await enabled(setup)).toEqual(expected);
  });
});

describe('a client that boto3 does not make', () => {
  const error = credentialError('client-setting-invalid', 'InvalidConfigError', 'x');

  it.each<[RefusedClient['service'], readonly string[]]>([
    ['s3', ['compute']],
    ['ec2', ['storage']],
    ['iam', ['compute', 'storage']],
  ])('of %s', async (service, left) => {
    expect(await enabled({ refused: [{ service, error }] })).toEqual(left);
  });
});
