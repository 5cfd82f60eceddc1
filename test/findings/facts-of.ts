import type { IdentityFacts } from '../../src/account/identity.ts';
import type { RegionState } from '../../src/account/network.ts';
import type { AwsFailure, FailureKind } from '../../src/aws/aws-result.ts';
import { profileChooser, profileSetting, resolveInputs } from '../../src/check/check-inputs.ts';
import { gatherSkyPilot } from '../../src/check/gather-skypilot.ts';
import { lintEnvironment } from '../../src/config/environment-lint.ts';
import { lintConfig } from '../../src/config/lint.ts';
import type { CredentialErrorCode, CredentialsOutcome } from '../../src/credentials/credentials-outcome.ts';
import { keyOrigin } from '../../src/credentials/key-origin.ts';
import { profileChoice } from '../../src/credentials/profile-choice.ts';
import { checkRegion } from '../../src/credentials/region-check.ts';
import { decideFacts, type Facts, type GatheredFacts } from '../../src/findings/facts.ts';
import { decide } from '../../src/permissions/decide.ts';
import type { Evidence, Layer, RequiredPermission } from '../../src/permissions/decision.ts';
import type { LaunchField } from '../../src/permissions/launch-fields.ts';
import type { Guardrail } from '../../src/permissions/launch-guardrail.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { decideRoleUses } from '../../src/permissions/role-uses.ts';
import { defaultLaunch } from '../../src/skypilot/launch.ts';
import { ciJob } from '../../src/web-identity/ci-job.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';
import { deniedIn } from '../permissions/denials.ts';

export const ACCOUNT = '111122223333';
const scope = { partition: 'aws', region: 'us-east-1', account: ACCOUNT, role: 'skypilot-v1' };

const STATIC: CredentialsOutcome = {
  kind: 'loaded',
  provider: 'shared-credentials-file',
  location: '~/.aws/credentials:2',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
};

export const USER: IdentityFacts = {
  kind: 'known',
  userId: 'AIDAEXAMPLE',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/dev`,
  partition: 'aws',
  principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/dev`, userName: 'dev' },
  principalArn: `arn:aws:iam::${ACCOUNT}:user/dev`,
  principalCandidates: [`arn:aws:iam::${ACCOUNT}:user/dev`],
};

export const allowed: Evidence = { kind: 'simulation', decision: 'allowed', reason: 'the policies allow it' };

export function failureOf(kind: FailureKind, code: string, rest: Partial<AwsFailure> = {}): AwsFailure {
  return { kind, code, message: code, service: 'sts', operation: 'GetCallerIdentity', ...rest };
}

export function credentialFailure(code: CredentialErrorCode): CredentialsOutcome {
  return { kind: 'failed', error: { code, botocoreError: 'SomeError', message: 'It did not work' } };
}

/** Evidence for every need, by a function of the need. */
export function evidence(
  of: (permission: RequiredPermission) => Evidence | undefined,
): GatheredFacts['capabilities'] {
  const permissions = expandPermissions(scope);
  const allEvidence = new Map(
    permissions.flatMap((permission) => {
      const found = of(permission);
      return found === undefined ? [] : [[permission.id, found] as const];
    }),
  );
  return decide(permissions, [allEvidence], 'nothing was heard about it');
}

/** The role of the instances, there and in its profile. */
export const ROLE: Facts['role'] = {
  name: 'skypilot-v1',
  state: 'present',
  arn: `arn:aws:iam::${ACCOUNT}:role/skypilot-v1`,
  readiness: {
    profile: 'exists',
    role: 'exists',
    profileHoldsRole: true,
    arn: `arn:aws:iam::${ACCOUNT}:role/skypilot-v1`,
    rolePath: '/',
    profilePath: '/',
    trust: 'admitted',
  },
  uses: [],
};

/** The uses of the role, where IAM denies it some actions. */
export function roleUses(denied: (action: string) => Layer | undefined): Facts['role']['uses'] {
  const of = ({ id, requirement }: RequiredPermission): readonly [string, Evidence] => {
    const layer = denied(requirement.action);
    return [id, layer === undefined ? allowed : deniedIn(layer)];
  };
  const outcome = { kind: 'done', principalArn: ROLE.arn ?? '', failures: [] } as const;
  return decideRoleUses(
    scope,
    defaultLaunch(scope.region),
    { outcome, evidence: new Map(expandPermissions(scope).map(of)) },
    evidence(() => allowed),
  );
}

/** A region in which SkyPilot launches. */
export function usableRegion(
  region: string,
  rest: Partial<Extract<RegionState, { kind: 'usable' }>> = {},
): RegionState {
  return {
    kind: 'usable',
    region,
    vpc: { id: 'vpc-1', name: undefined, isDefault: true },
    subnets: [],
    endable: true,
    securityGroups: [],
    ...rest,
  };
}

/** Neither role nor instance profile are there. */
export const NO_ROLE: Facts['role'] = {
  ...ROLE,
  state: 'missing',
  arn: undefined,
  readiness: {
    profile: 'missing',
    role: 'missing',
    profileHoldsRole: false,
    arn: undefined,
    rolePath: undefined,
    profilePath: undefined,
    trust: 'unknown',
  },
};

/** The facts of a setup where all is well, with what a test changes. */
export async function factsOf(
  machine: FakeHostOptions,
  changes: Partial<GatheredFacts> = {},
): Promise<Facts> {
  const host = fakeHost(machine);
  const request = { profile: undefined, skyConfigFile: undefined };
  const { skyConfig: sky, resolution } = await resolveInputs(request, host);
  const credentials = changes.credentials ?? STATIC;
  const { profileName } = resolution.selection;
  const setting = profileSetting(resolution, sky, request);
  return decideFacts({
    config: resolution.config,
    profile: setting,
    profileChosenBy: profileChooser(sky.config, request),
    profileChoice: await profileChoice(resolution, host),
    profileName: setting.value ?? profileName,
    region: resolution.region,
    checkedRegion: 'us-east-1',
    trace: resolution.trace,
    credentials,
    identity: USER,
    simulation: { kind: 'done', principalArn: `arn:aws:iam::${ACCOUNT}:user/dev`, failures: [] },
    dryRuns: { kind: 'not-tried' },
    launch: defaultLaunch('us-east-1'),
    launches: [],
    capabilities: evidence(() => allowed),
    role: ROLE,
    skyCheck: {
      identityType: 'shared-credentials-file',
      missingCredentialsFile: undefined,
      enabled: ['compute', 'storage'],
    },
    skypilot: await gatherSkyPilot(sky, resolution, credentials, changes.identity ?? USER, host),
    network: { kind: 'checked', regions: [usableRegion('us-east-1')] },
    accountState: { kind: 'served' },
    failedCalls: [],
    endpoint: undefined,
    quotas: [],
    required: [],
    configLints: lintConfig(resolution.config),
    environmentLints: lintEnvironment(machine.env ?? {}),
    regionProblem: checkRegion(resolution.region.value),
    stsEndpointFrom: undefined,
    ssoLogin: undefined,
    ciJob: await ciJob(host),
    fipsSetting: undefined,
    proxyVariables: { http: [], https: [] },
    clockSetter: 'timedatectl',
    keyOrigin: keyOrigin(resolution, host.env, []),
    awsCli: undefined,
    caBundle: { kind: 'none' },
    otherTrust: [],
    refusedClients: [],
    ...changes,
  });
}

/** The launch is denied over one of its fields. */
export function guardedLaunch(
  field: LaunchField,
  conditions: Guardrail['conditions'] = [],
  { trial = { kind: 'not-tried' }, ...rest }: Partial<Pick<Guardrail, 'trial' | 'next' | 'denial'>> = {},
): Pick<Facts, 'dryRuns'> {
  const denial = { cause: { kind: 'explicit-deny', in: 'scp', statements: [] } } as const;
  const found = conditions.length > 0 ? 'named' : 'by-trial';
  const guardrail: Guardrail = { field, conditions, denial, found, trial, ...rest };
  return {
    dryRuns: { kind: 'done', dryRuns: 1, carriedOut: [], failures: [], launch: undefined, guardrail },
  };
}

/** Launches that were tried in three regions, and in a fourth not. */
export const LAUNCHES: Facts['launches'] = [
  { region: 'us-east-1', launch: 'denied', reason: 'ec2:RunInstances: no identity policy allows it' },
  { region: 'eu-west-1', launch: 'allowed', reason: undefined },
  { region: 'eu-west-2', launch: 'denied', reason: 'ec2:RunInstances: no identity policy allows it' },
  { region: 'eu-west-3', launch: 'not-asked', reason: undefined },
];
