import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { resolveInputs } from '../../src/check/check-inputs.ts';
import { gatherFacts } from '../../src/check/gather-facts.ts';
import type { PermissionFacts, StartedPermissions } from '../../src/check/gather-permissions.ts';
import type { CheckRequest } from '../../src/check/request.ts';
import { NOTHING_SHARED, type Sharing } from '../../src/check/sharing.ts';
import type { CredentialsOutcome, ProviderName } from '../../src/credentials/credentials-outcome.ts';
import type { Facts } from '../../src/findings/facts.ts';
import { OPEN_GATE } from '../../src/permissions/dry-run-gate.ts';
import { nothingSent } from '../../src/permissions/dry-run-identity.ts';
import type { ReadResults } from '../../src/permissions/reads.ts';
import { NO_DRY_RUNS } from '../../src/permissions/send-dry-runs.ts';
import { defaultLaunch } from '../../src/skypilot/launch.ts';
import { type Answer, contextFor, IDENTITY, loopback, queryError, xml } from '../aws/support/loopback.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';
import { allowed, evidence, failureOf, usableRegion } from '../findings/facts-of.ts';
import { DEFAULTS } from '../permissions/check-sandbox.ts';
import { enabledRegions, failed, instanceProfile, NOT_FOUND, ok, readsOf } from './reads.ts';

/** Of `IDENTITY`. */
const ACCOUNT = '123456789012';
const ALICE = `arn:aws:iam::${ACCOUNT}:user/dev/alice`;
const WELL = {
  '~/.aws/credentials':
    '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvalue\n',
};
const LAUNCH = defaultLaunch('us-east-1');

const credentialsFrom = (
  provider: ProviderName = 'shared-credentials-file',
  sessionToken?: string,
): CredentialsOutcome => ({
  kind: 'loaded',
  provider,
  location: 'x',
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'topsecretvalue',
    ...(sessionToken === undefined ? {} : { sessionToken }),
  },
});

const permissionsFound: PermissionFacts = {
  launch: LAUNCH,
  simulation: { kind: 'done', principalArn: ALICE, failures: [] },
  dryRuns: { kind: 'not-tried' },
  capabilities: evidence(() => allowed),
  roleUses: [],
};

/** As it is shared: answered already. */
function started(facts: PermissionFacts): StartedPermissions {
  const { launch, simulation } = facts;
  return {
    launch,
    dryRuns: nothingSent(NO_DRY_RUNS),
    simulator: Promise.resolve(simulation),
    facts: Promise.resolve(facts),
  };
}

interface Setup {
  readonly request?: Partial<CheckRequest>;
  readonly machine?: FakeHostOptions;
  readonly credentials?: CredentialsOutcome;
  /** What STS answers with, then IAM. */
  readonly answers?: readonly Answer[];
  readonly reads?: Partial<ReadResults>;
  readonly permissions?: Partial<PermissionFacts>;
  readonly launches?: Facts['launches'];
}

/** The facts, where all but the identity was found out by the check of another profile; and what was taken of that. */
async function gathered(setup: Setup = {}): Promise<{ facts: Facts; taken: readonly unknown[] }> {
  const host = fakeHost({ files: WELL, ...setup.machine });
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const request: CheckRequest = { ...DEFAULTS, signal: abort.signal, ...setup.request };
  const { url } = await loopback(...(setup.answers ?? [IDENTITY]));
  const taken: unknown[] = [];
  const found: Readonly<Record<string, unknown>> = {
    reads: readsOf(setup.reads),
    'dry-run gate': OPEN_GATE,
    permissions: started({ ...permissionsFound, ...setup.permissions }),
    launches: setup.launches ?? [{ region: 'us-east-1', launch: 'allowed', reason: undefined }],
    zones: [],
    network: [usableRegion('us-east-1')],
    quotas: [{ kind: 'known', region: 'us-east-1', quotas: [] }],
  };
  const sharing: Sharing = {
    isShared: true,
    inTurn: (_key, work) => work(),
    once: async (key, make) => {
      if (key === undefined) return make();
      const [what, ...rest]: readonly string[] = JSON.parse(key);
      taken.push([what, ...rest]);
      return found[what ?? ''] as never;
    },
  };
  const inputs = await resolveInputs(request, host);
  const credentials = setup.credentials ?? credentialsFrom();
  const aws = contextFor(url, { region: 'us-east-1' });
  return { facts: (await gatherFacts(request, inputs, credentials, aws, host, sharing)).facts, taken };
}

/** The facts without a single call. */
async function offline(
  setup: Setup = {},
  request: Partial<CheckRequest> = { offline: true },
): Promise<Facts> {
  const host = fakeHost({ files: WELL, ...setup.machine });
  const whole: CheckRequest = { ...DEFAULTS, signal: new AbortController().signal, ...request };
  const inputs = await resolveInputs(whole, host);
  const aws = request.offline === true ? contextFor('http://127.0.0.1:9') : undefined;
  const credentials = setup.credentials ?? credentialsFrom();
  return (await gatherFacts(whole, inputs, credentials, aws, host, NOTHING_SHARED)).facts;
}

// Its modules take longer to load than the tests.
beforeAll(() => Promise.all([import('../../src/aws/sts.ts'), import('../../src/aws/iam.ts')]));

describe('without a call', () => {
  it('nothing is known that would have to be asked', async () => {
    const facts = await offline();
    expect(facts.identity).toEqual({ kind: 'not-asked', reason: 'no call was made (--offline)' });
    expect(facts).toMatchObject({
      simulation: { kind: 'not-tried' },
      dryRuns: { kind: 'not-tried' },
      accountState: { kind: 'unknown' },
      network: { kind: 'not-checked', reason: 'no call was made' },
      launches: [{ region: 'us-east-1', launch: 'not-asked' }],
      failedCalls: [],
      quotas: [],
      checkedRegion: 'us-east-1',
      profileName: 'default',
      profileChosenBy: 'boto3',
      required: [],
    });
    expect(facts.role).toMatchObject({ name: 'skypilot-v1', state: 'unknown', arn: undefined });
    expect(facts.skyCheck.identityType).toBe('shared-credentials-file');
  });

  it('ARNs name any account', async () => {
    const { capabilities } = await offline();
    const resources = capabilities.flatMap(({ permissions }) =>
      permissions.map(({ permission }) => permission.resource),
    );
    expect(resources).toContain('arn:aws:iam::*:role/skypilot-v1');
  });

  it('the partition is that of the region', async () => {
    const { capabilities } = await offline({}, { offline: true, region: 'cn-north-1' });
    const resources = capabilities.flatMap(({ permissions }) =>
      permissions.map(({ permission }) => permission.resource),
    );
    expect(resources).toContain('arn:aws-cn:iam::*:role/skypilot-v1');
  });

  it('says that there are no credentials where there are none', async () => {
    const reason = 'there are no usable credentials';
    const none: CredentialsOutcome = { kind: 'none' };
    const failure: CredentialsOutcome = {
      kind: 'failed',
      error: { code: 'sso-token-expired', botocoreError: 'x', message: 'x' },
    };
    expect((await offline({ credentials: none })).identity).toEqual({ kind: 'not-asked', reason });
    expect((await offline({ credentials: failure }, {})).identity).toEqual({ kind: 'not-asked', reason });
  });

  it('the profile is the one that is looked up', async () => {
    const { profileName, profile } = await offline({ machine: { env: { AWS_PROFILE: 'default' } } });
    expect([profileName, profile.value]).toEqual(['default', 'default']);
  });
});

describe('the region', () => {
  it.each<[string, Partial<CheckRequest>, Record<string, string>, string, object]>([
    ['is us-east-1 where nothing says which', {}, {}, 'us-east-1', { value: undefined }],
    [
      "is boto3's",
      {},
      { AWS_DEFAULT_REGION: 'eu-west-1' },
      'eu-west-1',
      { value: 'eu-west-1', type: 'env', location: 'AWS_DEFAULT_REGION' },
    ],
    [
      'is that of --region',
      { region: 'us-west-2' },
      { AWS_DEFAULT_REGION: 'eu-west-1' },
      'us-west-2',
      { value: 'us-west-2', type: 'manual', location: '--region' },
    ],
    [
      "is boto3's where patterns mean it, too",
      { regions: ['us-west-2', 'eu-*'] },
      { AWS_DEFAULT_REGION: 'eu-west-1' },
      'eu-west-1',
      { value: 'eu-west-1' },
    ],
    [
      'is the first that patterns mean otherwise',
      { regions: ['us-west-2', 'eu-*'] },
      { AWS_DEFAULT_REGION: 'sa-east-1' },
      'us-west-2',
      { value: 'sa-east-1' },
    ],
    [
      "is boto3's where patterns mean none",
      { regions: ['moon-*'] },
      { AWS_DEFAULT_REGION: 'sa-east-1' },
      'sa-east-1',
      { value: 'sa-east-1' },
    ],
    [
      'is that of --region before the first of several',
      { region: 'us-west-2', regions: ['eu-west-1', 'us-west-2'] },
      {},
      'us-west-2',
      { value: 'us-west-2' },
    ],
  ])('%s', async (_title, request, env, checked, setting) => {
    const { checkedRegion, region } = await offline({ machine: { env } }, { offline: true, ...request });
    expect(checkedRegion).toBe(checked);
    expect(region).toMatchObject(setting);
  });
});

describe('what profiles of one principal share', () => {
  const key = (what: string, region = 'us-east-1', session: string | null = null) => [
    what,
    ACCOUNT,
    ALICE,
    region,
    session,
  ];

  it('is everything but the identity', async () => {
    const { facts, taken } = await gathered({ request: { quotas: true } });
    expect(taken.toSorted()).toEqual(
      [
        key('dry-run gate'),
        key('launches'),
        key('permissions'),
        key('reads'),
        key('zones'),
        ['network', ACCOUNT, ['us-east-1']],
        ['quotas', ACCOUNT, ['us-east-1']],
      ].toSorted(),
    );
    expect(facts).toMatchObject({
      identity: { kind: 'known', account: ACCOUNT, principalArn: ALICE },
      simulation: { kind: 'done' },
      network: { kind: 'checked', regions: [usableRegion('us-east-1')] },
      quotas: [{ kind: 'known' }],
      launches: [{ region: 'us-east-1', launch: 'allowed' }],
      launch: LAUNCH,
    });
    expect(facts.capabilities.find(({ id }) => id === 'bucket-create')?.status).toBe('enabled');
  });

  it.each<[string, CredentialsOutcome, string | null]>([
    ['tells no keys of a user apart', credentialsFrom('env'), null],
    ['tells sessions from the environment apart', credentialsFrom('env', 'token'), 'AKIAIOSFODNN7EXAMPLE'],
    ['tells those of a process apart', credentialsFrom('custom-process', 'token'), 'AKIAIOSFODNN7EXAMPLE'],
    ['does not tell those of SSO apart', credentialsFrom('sso', 'token'), null],
    ['does not tell those of a role apart', credentialsFrom('assume-role', 'token'), null],
    ['nor of a web identity', credentialsFrom('assume-role-with-web-identity', 'token'), null],
    ['nor of a login', credentialsFrom('login', 'token'), null],
  ])('%s', async (_title, credentials, session) => {
    const { taken } = await gathered({ credentials });
    expect(taken).toContainEqual(key('reads', 'us-east-1', session));
    expect(taken).toContainEqual(key('permissions', 'us-east-1', session));
  });

  it('is not made at all without probing, permissions aside', async () => {
    const { facts, taken } = await gathered({ request: { realCalls: false } });
    expect(taken).toEqual([key('permissions'), key('launches')]);
    expect(facts.network).toEqual({
      kind: 'not-checked',
      reason: 'harmless calls were switched off (--no-probe)',
    });
    expect(facts.accountState).toEqual({ kind: 'unknown' });
  });
});

describe('where the launch is allowed elsewhere', () => {
  const LAUNCHES = [
    { region: 'us-east-1', launch: 'denied', reason: 'x' },
    { region: 'eu-west-1', launch: 'allowed', reason: undefined },
  ] as const;

  it('permissions are those of that region', async () => {
    const { facts, taken } = await gathered({ launches: LAUNCHES });
    expect(facts.checkedRegion).toBe('eu-west-1');
    expect(facts.launches).toEqual(LAUNCHES);
    expect(taken).toContainEqual(['reads', ACCOUNT, ALICE, 'eu-west-1', null]);
    expect(taken).toContainEqual(['permissions', ACCOUNT, ALICE, 'eu-west-1', null]);
  });

  it('they are not without probing', async () => {
    const { facts } = await gathered({ launches: LAUNCHES, request: { realCalls: false } });
    expect(facts.checkedRegion).toBe('us-east-1');
  });
});

describe('the principal of a role session', () => {
  const sts = xml(
    200,
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::${ACCOUNT}:assumed-role/dev/me</Arn><UserId>AROAEXAMPLE:me</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
  const answers = [sts, queryError(403, 'AccessDenied', 'User: x is not authorized')];
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/dev`;
  const principalOf = async (simulation: Facts['simulation']) => {
    const { facts } = await gathered({ answers, permissions: { simulation } });
    return facts.identity.kind === 'known' ? facts.identity.principalArn : facts.identity;
  };

  it('is the ARN that the simulator knew', async () => {
    expect(await principalOf({ kind: 'done', principalArn: ROLE, failures: [] })).toBe(ROLE);
  });

  it('is not known where answers failed, or none were had', async () => {
    const failures = [failureOf('throttled', 'Throttling')];
    expect(await principalOf({ kind: 'done', principalArn: ROLE, failures })).toBeUndefined();
    expect(await principalOf({ kind: 'not-tried', reason: 'x' })).toBeUndefined();
  });

  it('is what is shared by, as far as it is known', async () => {
    const { taken } = await gathered({ answers });
    expect(taken).toContainEqual(['reads', ACCOUNT, ROLE, 'us-east-1', null]);
  });

  it('is the caller itself where it has no policies of its own', async () => {
    const root = xml(
      200,
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:root</Arn><UserId>${ACCOUNT}</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
    const { taken } = await gathered({ answers: [root] });
    expect(taken).toContainEqual(['reads', ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, 'us-east-1', null]);
  });
});

it('nothing is shared of an identity that AWS does not tell', async () => {
  const host = fakeHost({ files: WELL });
  const request: CheckRequest = { ...DEFAULTS, realCalls: false, signal: new AbortController().signal };
  const { url } = await loopback(queryError(403, 'InvalidClientTokenId', 'The token is invalid.'));
  const keys: unknown[] = [];
  const sharing: Sharing = {
    ...NOTHING_SHARED,
    isShared: true,
    once: (key, make) => {
      keys.push(key);
      return make();
    },
  };
  const inputs = await resolveInputs(request, host);
  const { facts } = await gatherFacts(request, inputs, credentialsFrom(), contextFor(url), host, sharing);
  expect(facts.identity).toMatchObject({ kind: 'failed', failure: { code: 'InvalidClientTokenId' } });
  expect(keys).toEqual([undefined, undefined]);
});

describe('the role of the instances', () => {
  const ROLE = { arn: `arn:aws:iam::${ACCOUNT}:role/sky`, name: 'sky', path: '/' };
  it.each<[Facts['role']['state'], Partial<ReadResults>, string | undefined]>([
    ['present', { getInstanceProfile: instanceProfile([ROLE]) }, ROLE.arn],
    ['profile-without-role', { getInstanceProfile: instanceProfile([]) }, undefined],
    ['missing', { getInstanceProfile: NOT_FOUND, getRole: NOT_FOUND }, undefined],
    ['missing', { getInstanceProfile: NOT_FOUND, getRole: ok(ROLE) }, ROLE.arn],
    ['unknown', {}, undefined],
  ])('is %s', async (state, reads, arn) => {
    const { facts } = await gathered({ reads });
    expect(facts.role).toMatchObject({ name: 'skypilot-v1', state, arn });
  });
});

describe('calls that failed', () => {
  const ofEc2 = (kind: 'throttled' | 'denied' | 'other', code: string) =>
    failureOf(kind, code, { service: 'ec2', operation: 'RunInstances' });
  const dryRuns = (...failures: readonly ReturnType<typeof ofEc2>[]): Facts['dryRuns'] => ({
    kind: 'done',
    dryRuns: 1,
    carriedOut: [],
    failures,
    launch: undefined,
    guardrail: undefined,
  });
  const served = Object.fromEntries(
    Object.entries(readsOf()).flatMap(([name, read]) => (read === undefined ? [] : [[name, ok([])]])),
  );

  it('are the reads and dry runs that nobody answered', async () => {
    const throttled = ofEc2('throttled', 'RequestLimitExceeded');
    const { facts } = await gathered({
      reads: {
        ...served,
        describeRegions: enabledRegions('us-east-1'),
        getInstanceProfile: NOT_FOUND,
        describeVpcs: failed(ofEc2('throttled', 'Throttling')),
      },
      permissions: { dryRuns: dryRuns(ofEc2('other', 'InvalidParameter'), throttled) },
    });
    expect(facts.failedCalls.map(({ code }) => code)).toEqual(['Throttling', 'RequestLimitExceeded']);
    expect(facts.accountState).toEqual({ kind: 'served' });
  });

  it('show that the account is blocked', async () => {
    const blocked = ofEc2('other', 'Blocked');
    const { facts } = await gathered({ permissions: { dryRuns: dryRuns(blocked) } });
    expect(facts.accountState).toEqual({ kind: 'blocked', failure: blocked });
  });
});
