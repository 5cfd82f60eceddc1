import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { assembleReport } from '../../src/check/assemble-report.ts';
import { judge } from '../../src/check/verdict.ts';
import type { CredentialsOutcome } from '../../src/credentials/credentials-outcome.ts';
import type { GatheredFacts } from '../../src/findings/facts.ts';
import type { Evidence, Layer } from '../../src/permissions/decision.ts';
import type { Report, ReportRequirement } from '../../src/report/report.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import {
  ACCOUNT,
  allowed,
  credentialFailure,
  evidence,
  factsOf,
  failureOf,
  NO_ROLE,
  ROLE,
  roleUses,
  USER,
  usableRegion,
} from '../findings/facts-of.ts';
import { deniedIn } from '../permissions/denials.ts';
import { reportOf } from '../report/report-of.ts';

const WELL: FakeHostOptions = {
  files: {
    '~/.aws/credentials':
      '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvalue\n',
  },
};
const FRAME = { version: '1.2.3', sandbox: undefined, checkedAt: Date.UTC(2026, 10, 30, 12) };

async function reportFor(
  changes: Partial<GatheredFacts> = {},
  machine: FakeHostOptions = WELL,
  frame: Partial<Parameters<typeof assembleReport>[3]> = {},
): Promise<Report> {
  const facts = await factsOf(machine, changes);
  return assembleReport(facts, [], judge(facts, []), { ...FRAME, ...frame });
}

const STOP = 'ec2:StopInstances';
/** The action that stops instances is denied; `told` is what AWS said of it. */
const stopDenied = (told: Partial<Denial> = {}, layer: Layer = 'no-allow') => {
  const denied = deniedIn(layer);
  if (denied.decision !== 'denied') throw new Error('not denied');
  const found: Evidence = { ...denied, denial: { ...denied.denial, ...told } };
  return evidence(({ requirement }) => (requirement.action === STOP ? found : allowed));
};

async function stop(capabilities: GatheredFacts['capabilities']): Promise<ReportRequirement | undefined> {
  const { capabilities: all } = await reportFor({ capabilities });
  return all[0]?.requirements.find(({ action }) => action === STOP);
}

it('has everything that is known of a setup where all is well', async () => {
  const { capabilities, skypilot, trace, multiCloud, ...rest } = await reportFor();
  const arn = `arn:aws:iam::${ACCOUNT}:user/dev`;
  const { capabilities: _1, trace: _2, multiCloud: _3, identity, ...well } = reportOf();
  expect(rest).toEqual({
    ...well,
    tool: { name: 'skycheck', version: '1.2.3' },
    next: 'sky launch --cloud aws',
    profile: { ...well.profile, setAt: [] },
    credentials: {
      type: 'shared-credentials-file',
      location: '~/.aws/credentials:2',
      accessKeyId: '****************MPLE',
      expiresAt: null,
    },
    identity: { ...identity, arn, principalArn: arn },
    role: {
      ...well.role,
      arn: `arn:aws:iam::${ACCOUNT}:role/skypilot-v1`,
      instanceProfile: 'exists',
      iamRole: 'exists',
      trust: 'admitted',
    },
    regions: [expect.objectContaining({ region: 'us-east-1', status: 'usable' })],
    regionsNotChecked: null,
    quotas: [],
    missingPolicyFix: [],
  });
  expect(trace[0]).toEqual({
    provider: 'env',
    outcome: 'passed-over',
    reason: 'AWS_ACCESS_KEY_ID is not set',
  });
  expect(trace).toHaveLength(12);
  expect(multiCloud[0]).toEqual({ feature: expect.any(String), works: 'yes', note: null });
  expect(capabilities[0]).toMatchObject({
    id: 'compute',
    status: 'enabled',
    required: false,
    statementsToAdd: [],
    statementsUndecided: [],
    blocked: [],
  });
  expect(capabilities[0]?.conditions.map(({ decision }) => decision)).not.toContain('denied');
  expect(capabilities[0]?.requirements[0]).toEqual({
    id: 'compute/ec2:RunInstances@image',
    action: 'ec2:RunInstances',
    resource: expect.stringMatching(/^arn:aws:ec2:us-east-1::image\/ami-/),
    resourcePattern: 'arn:aws:ec2:*::image/ami-*',
    decision: 'allowed',
    evidence: 'simulation',
    layer: null,
    explicit: null,
    policy: null,
    sid: null,
    authorizationId: null,
    authorizationLink: null,
    reason: 'the policies allow it',
    source: 'documented',
    reference: 'minimal',
    impact: 'fails',
  });
  expect(skypilot?.workspace).toBe('default');
});

it('says what it is about: sandbox, endpoint, what was required', async () => {
  const report = await reportFor(
    { endpoint: { url: 'http://127.0.0.1:1', location: 'AWS_ENDPOINT_URL' }, required: ['spot', 'storage'] },
    WELL,
    { sandbox: 'admin' },
  );
  expect(report).toMatchObject({
    sandbox: 'admin',
    endpoint: 'http://127.0.0.1:1',
    endpointFrom: 'AWS_ENDPOINT_URL',
    required: ['spot', 'storage'],
    asked: ['spot', 'storage'],
  });
  expect(report.capabilities.filter(({ required }) => required).map(({ id }) => id)).toEqual([
    'storage',
    'spot',
  ]);
});

describe('credentials', () => {
  it('have their expiry, and are masked', async () => {
    const credentials: CredentialsOutcome = {
      kind: 'loaded',
      provider: 'sso',
      location: 'SSO session "work"',
      credentials: {
        accessKeyId: 'ASIAIOSFODNN7WXYZ',
        secretAccessKey: 'x',
        sessionToken: 'y',
        expiresAt: Date.UTC(2026, 10, 30, 13),
      },
    };
    expect((await reportFor({ credentials })).credentials).toEqual({
      type: 'sso',
      location: 'SSO session "work"',
      accessKeyId: '****************WXYZ',
      expiresAt: '2026-11-30T13:00:00.000Z',
    });
  });

  it('that could not be loaded have the provider that was to give them', async () => {
    const credentials = credentialFailure('partial-credentials');
    const report = await reportFor({ credentials });
    expect(report.credentials).toEqual({
      type: 'shared-credentials-file',
      location: null,
      accessKeyId: null,
      expiresAt: null,
    });
    expect(report.multiCloud.length).toBeGreaterThan(0);
  });

  it('that could not be loaded have the login that was to give them', async () => {
    const sso = {
      sessionName: 'corp',
      startUrl: 'https://corp.awsapps.com/start',
      region: 'us-east-1',
      accountId: ACCOUNT,
      roleName: 'Admin',
      tokenExpiresAt: Date.UTC(2026, 10, 29),
    };
    const failed = credentialFailure('sso-token-expired');
    const credentialsOf = async (facts: typeof sso | Omit<typeof sso, 'sessionName' | 'tokenExpiresAt'>) =>
      (await reportFor({ credentials: { ...failed, sso: facts } as CredentialsOutcome })).credentials;
    expect(await credentialsOf(sso)).toMatchObject({
      location: `SSO session "corp", Admin in ${ACCOUNT}`,
      expiresAt: '2026-11-29T00:00:00.000Z',
    });
    const { sessionName: _name, tokenExpiresAt: _end, ...legacy } = sso;
    expect(await credentialsOf(legacy)).toMatchObject({
      location: `SSO session "https://corp.awsapps.com/start", Admin in ${ACCOUNT}`,
      expiresAt: null,
    });
  });

  it('are null where there are none', async () => {
    const report = await reportFor({ credentials: { kind: 'none' } as CredentialsOutcome }, { files: {} });
    expect([report.credentials, report.multiCloud]).toEqual([null, []]);
  });
});

it('has profile and region with what sets them', async () => {
  const profile = { value: 'dev', type: 'env', location: 'AWS_PROFILE' } as const;
  const region = { value: 'eu-west-1', type: 'config-file', location: '~/.aws/config' } as const;
  expect(await reportFor({ profile, region })).toMatchObject({ profile, region });
});

describe('a capability', () => {
  it('has what happens without it, its conditions and its layers', async () => {
    const [compute] = (await reportFor({ capabilities: stopDenied({}, 'scp') })).capabilities;
    const bare = (await reportFor()).capabilities.find(({ id }) => id === 'compute');
    expect(compute?.consequence).toEqual(expect.stringMatching(/\w/));
    expect(bare?.consequence).toBeNull();
    expect(bare?.conditions[0]).toEqual({
      id: 'identity',
      decision: 'allowed',
      reason: expect.stringMatching(/\w/),
    });
    expect(compute?.requirements.find(({ action }) => action === STOP)).toMatchObject({ layer: 'scp' });
  });

  it('has the source of each requirement, and no evidence where there is none', async () => {
    const { capabilities } = await reportFor({ capabilities: evidence(() => undefined) });
    const all = capabilities.flatMap(({ requirements }) => requirements);
    expect(all.every(({ evidence: found, layer }) => found === null && layer === null)).toBe(true);
    const fromCode = all.filter(({ source }) => source === 'code').map(({ reference }) => reference);
    expect(fromCode).toContainEqual(expect.stringContaining('sky/'));
    const documented = all.filter(({ source }) => source === 'documented').map(({ reference }) => reference);
    expect(documented.join(' ')).not.toContain('sky/');
  });
});

it('has no ARN of a role that is not known', async () => {
  expect((await reportFor({ role: NO_ROLE })).role.arn).toBeNull();
});

describe('the identity', () => {
  it('is null where AWS did not tell it', async () => {
    const identity = { kind: 'failed', failure: failureOf('throttled', 'Throttling') } as const;
    expect((await reportFor({ identity })).identity).toBeNull();
  });

  it('has its permission set, and no principal where that is not known', async () => {
    if (USER.kind !== 'known') throw new Error('no identity');
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann`;
    const { principalArn: _without, ...rest } = USER;
    const principal = {
      kind: 'role-session',
      roleName: 'AWSReservedSSO_Admin_0123456789abcdef',
      permissionSet: 'Admin',
    };
    const identity = { ...rest, arn, principal } as unknown as GatheredFacts['identity'];
    expect((await reportFor({ identity })).identity).toMatchObject({
      arn,
      principalArn: null,
      permissionSet: 'Admin',
    });
  });
});

describe('a denial', () => {
  it('has all that AWS said of it', async () => {
    const statements = [
      { conditions: [], resources: [] },
      { sid: 'NoStop', conditions: [], resources: [] },
    ];
    const denial = {
      cause: { kind: 'explicit-deny', in: 'scp', policy: 'arn:aws:organizations::1:policy/p', statements },
      authorization: { id: 'abc', region: 'us-east-1', link: 'https://console.aws.amazon.com/x' },
    } as const;
    expect(await stop(stopDenied(denial))).toMatchObject({
      decision: 'denied',
      explicit: true,
      policy: 'arn:aws:organizations::1:policy/p',
      sid: 'NoStop',
      authorizationId: 'abc',
      authorizationLink: 'https://console.aws.amazon.com/x',
    });
  });

  it('for want of an allow is not explicit; without a reason it is neither', async () => {
    const missing = {
      cause: { kind: 'missing-allow', in: 'permissions-boundary', policy: 'arn:b' },
    } as const;
    expect(await stop(stopDenied(missing))).toMatchObject({
      explicit: false,
      policy: 'arn:b',
      sid: null,
    });
    const silent = { cause: { kind: 'unexplained' } } as const;
    expect(await stop(stopDenied(silent))).toMatchObject({
      explicit: null,
      policy: null,
      sid: null,
    });
  });

  it('comes with the statement that lacks, or with whom to ask', async () => {
    const lacking = (await reportFor({ capabilities: stopDenied() })).capabilities[0];
    expect(lacking?.statementsToAdd).toEqual([
      { Effect: 'Allow', Action: STOP, Resource: `arn:aws:ec2:*:${ACCOUNT}:instance/*` },
    ]);
    expect(lacking?.blocked).toEqual([]);
    const scp = { cause: { kind: 'explicit-deny', in: 'scp', statements: [] } } as const;
    const blocked = (await reportFor({ capabilities: stopDenied(scp, 'scp') })).capabilities[0];
    expect(blocked?.statementsToAdd).toEqual([]);
    expect(blocked?.blocked).toHaveLength(1);
  });
});

describe('the policy that lacks', () => {
  const DENIED = stopDenied();
  const FIX = 'skycheck policy generate --missing';
  const lacking = async (changes: Partial<GatheredFacts>, machine = WELL) => {
    const { missingPolicy, missingPolicyFix } = await reportFor(
      { capabilities: DENIED, ...changes },
      machine,
    );
    return { actions: missingPolicy?.Statement.map(({ Action }) => Action), fix: missingPolicyFix };
  };

  it('is the whole document, with the steps that add it', async () => {
    const report = await reportFor({ capabilities: DENIED });
    expect(report.missingPolicy).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: STOP, Resource: `arn:aws:ec2:*:${ACCOUNT}:instance/*` }],
    });
    expect(report.missingPolicyFix?.[0]).toEqual({ kind: 'command', text: `${FIX} > skypilot-fix.json` });
  });

  it('repeats the profile and the capabilities that were typed', async () => {
    const profile = { value: 'dev', type: 'manual', location: '--profile' } as const;
    expect((await lacking({ profile, required: ['compute', 'spot'] })).fix?.[0]?.text).toBe(
      `${FIX} --profile dev --require compute,spot > skypilot-fix.json`,
    );
    const set = { value: 'dev', type: 'env', location: 'AWS_PROFILE' } as const;
    expect((await lacking({ profile: set })).fix?.[0]?.text).toBe(`${FIX} > skypilot-fix.json`);
  });

  it('lets the identity simulate, where it may not', async () => {
    const simulation = {
      kind: 'not-allowed',
      principalArn: `arn:aws:iam::${ACCOUNT}:user/dev`,
      failure: failureOf('denied', 'AccessDenied'),
    } as const;
    const capabilities = evidence(({ requirement }) => (requirement.action === STOP ? undefined : allowed));
    expect((await lacking({ simulation, capabilities })).actions).toEqual([
      STOP,
      'iam:SimulatePrincipalPolicy',
    ]);
    expect((await lacking({ capabilities })).actions).toEqual([STOP]);
  });

  it('is none where nobody knows for whom', async () => {
    const identity = { kind: 'failed', failure: failureOf('throttled', 'Throttling') } as const;
    expect(await lacking({ identity })).toEqual({ actions: undefined, fix: [] });
  });
});

it('offers statements for what is open only where it is known for whom', async () => {
  const capabilities = evidence(({ requirement }) => (requirement.action === STOP ? undefined : allowed));
  const known = (await reportFor({ capabilities })).capabilities[0];
  expect(known?.statementsUndecided).toEqual([
    { Effect: 'Allow', Action: STOP, Resource: `arn:aws:ec2:*:${ACCOUNT}:instance/*` },
  ]);
  const identity = { kind: 'failed', failure: failureOf('throttled', 'Throttling') } as const;
  expect((await reportFor({ capabilities, identity })).capabilities[0]?.statementsUndecided).toEqual([]);
});

it('has what the role may do, with its statements', async () => {
  const uses = roleUses((action) => (action === STOP ? 'no-allow' : undefined));
  const { role } = await reportFor({ role: { ...ROLE, uses } });
  const denied = role.uses.find(({ requirements }) =>
    requirements.some(({ decision }) => decision === 'denied'),
  );
  expect(denied).toMatchObject({
    status: 'disabled',
    callerStatus: 'enabled',
    id: expect.any(String),
    title: expect.any(String),
  });
  expect(denied?.statementsToAdd).toEqual([
    { Effect: 'Allow', Action: STOP, Resource: `arn:aws:ec2:*:${ACCOUNT}:instance/*` },
  ]);
  expect(role.uses.length).toBe(uses.length);
});

it('has quotas by region, with the page that raises them', async () => {
  const quota = { code: 'L-1', family: 'P instances', market: 'spot', accelerated: true };
  const quotas = [
    {
      kind: 'known',
      region: 'us-east-1',
      quotas: [
        { ...quota, value: 8 },
        { ...quota, code: 'L-2', value: undefined },
      ],
    },
    { kind: 'failed', region: 'us-west-2', failure: failureOf('denied', 'AccessDeniedException') },
  ] as unknown as GatheredFacts['quotas'];
  const report = await reportFor({ quotas });
  expect(report.quotas).toEqual([
    {
      region: 'us-east-1',
      failure: null,
      quotas: [
        { ...quota, value: 8, console: expect.stringMatching(/us-east-1.*L-1/) },
        { ...quota, code: 'L-2', value: null, console: expect.stringMatching(/us-east-1.*L-2/) },
      ],
    },
    { region: 'us-west-2', quotas: [], failure: 'AccessDeniedException' },
  ]);
  const consoleOf = async (identity: GatheredFacts['identity']) => {
    const [first] = (await reportFor({ quotas, identity })).quotas ?? [];
    return new URL(first?.quotas[0]?.console ?? '').hostname;
  };
  expect(await consoleOf({ kind: 'not-asked', reason: 'x' })).toMatch(/console\.aws\.amazon\.com$/);
  const cn = { ...USER, partition: 'aws-cn' } as GatheredFacts['identity'];
  expect(await consoleOf(cn)).toMatch(/amazonaws\.cn$/);
});

describe('regions', () => {
  const group = (kind: 'found' | 'missing' | 'unknown') => ({
    kind,
    name: 'g',
    id: 'sg-1',
    admitsAnything: false,
  });
  const regions = async (...states: readonly object[]) =>
    (
      await reportFor({
        network: { kind: 'checked', regions: states } as unknown as GatheredFacts['network'],
      })
    ).regions;

  it('are usable with VPC, subnets and zones', async () => {
    const subnets = ['b', 'a', 'b'].map((letter) => ({ id: 's', zone: `us-east-1${letter}` }));
    const vpc = { id: 'vpc-9', name: 'sky', isDefault: false };
    const state = usableRegion('us-east-1', {
      vpc,
      subnets: subnets as never,
      securityGroups: [group('found')],
    });
    expect(await regions(state)).toEqual([
      {
        region: 'us-east-1',
        status: 'usable',
        vpc: { id: 'vpc-9', name: 'sky', default: false },
        subnets: 3,
        zones: ['us-east-1a', 'us-east-1b'],
        securityGroup: 'found',
        reason: null,
        detail: null,
        launch: 'not-asked',
        launchReason: null,
      },
    ]);
  });

  it.each([
    [[], null],
    [['found'], 'found'],
    [['found', 'unknown'], 'unknown'],
    [['found', 'unknown', 'missing'], 'missing'],
  ] as const)('have groups %j as %s', async (kinds, expected) => {
    const [region] = (await regions(usableRegion('us-east-1', { securityGroups: kinds.map(group) }))) ?? [];
    expect(region?.securityGroup).toBe(expected);
  });

  it('are not usable, or not known, for a reason', async () => {
    const nothing = {
      vpc: null,
      subnets: 0,
      zones: [],
      securityGroup: null,
      launch: 'not-asked',
      launchReason: null,
    };
    const failure = (message: string) =>
      failureOf('denied', 'UnauthorizedOperation', { operation: 'DescribeVpcs', message });
    expect(
      await regions(
        { kind: 'unusable', region: 'a', problem: 'no-default-vpc', foreseen: 'SkyPilot stops.' },
        { kind: 'unknown', region: 'b', failure: failure('You may not.') },
        { kind: 'unknown', region: 'c', failure: failure('') },
      ),
    ).toEqual([
      { region: 'a', status: 'unusable', ...nothing, reason: 'no-default-vpc', detail: 'SkyPilot stops.' },
      {
        region: 'b',
        status: 'unknown',
        ...nothing,
        reason: 'UnauthorizedOperation',
        detail: 'DescribeVpcs failed: UnauthorizedOperation: You may not.',
      },
      {
        region: 'c',
        status: 'unknown',
        ...nothing,
        reason: 'UnauthorizedOperation',
        detail: 'DescribeVpcs failed: UnauthorizedOperation',
      },
    ]);
  });

  it('were not looked at, for a reason', async () => {
    const report = await reportFor({
      network: { kind: 'not-checked', reason: 'no calls were made' } as GatheredFacts['network'],
    });
    expect([report.regions, report.regionsNotChecked]).toEqual([[], 'no calls were made']);
  });
});

describe('SkyPilot', () => {
  it('is told by its configuration', async () => {
    const config =
      'active_workspace: team\nworkspaces:\n  team: {}\napi_server:\n  endpoint: https://sky.example.com\n';
    const { skypilot } = await reportFor({}, { files: { ...WELL.files, '~/.sky/config.yaml': config } });
    expect(skypilot).toMatchObject({
      identityType: 'shared-credentials-file',
      workspace: 'team',
      apiServer: {
        endpoint: 'https://sky.example.com',
        location: expect.stringContaining('config.yaml'),
        local: false,
      },
      upload: { file: '~/.aws/credentials', profiles: ['default'], reason: null },
      clusters: [],
      clustersNotRead: null,
    });
    expect(skypilot?.configFiles[0]).toMatchObject({
      file: '~/.sky/config.yaml',
      role: 'user',
      state: 'read',
    });
  });

  it('has its clusters, or why they were not read', async () => {
    const { skypilot: read } = await factsOf(WELL);
    const clusters = [{ name: 'dev', owner: ['AIDA', ACCOUNT], match: 'other', workspace: 'default' }];
    const change = (facts: object) =>
      ({ skypilot: { ...read, clusters: facts } }) as unknown as Partial<GatheredFacts>;
    expect((await reportFor(change({ kind: 'read', clusters }))).skypilot?.clusters).toEqual([
      { name: 'dev', owner: ['AIDA', ACCOUNT], match: 'other' },
    ]);
    expect((await reportFor(change({ kind: 'not-read', reason: 'it is too new' }))).skypilot).toMatchObject({
      clusters: [],
      clustersNotRead: 'it is too new',
    });
  });
});
