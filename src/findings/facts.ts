/** The facts of one check: what findings and the report are made from. */

import type { ClusterRecords } from '../account/clusters.ts';
import type { IdentityFacts } from '../account/identity.ts';
import type { NetworkState } from '../account/network.ts';
import type { RegionQuotas } from '../account/quotas.ts';
import type { RoleReadiness } from '../account/role.ts';
import type { SkyCaches } from '../account/sky-caches.ts';
import type { AwsFailure } from '../aws/aws-result.ts';
import type { CaBundle, OtherTrust } from '../aws/ca-bundle.ts';
import type { ClockSetter } from '../aws/clock-setter.ts';
import type { ProxyVariables } from '../aws/proxy-settings.ts';
import { askedFor } from '../conditions/asked-for.ts';
import type { AccountState, RefusedClient } from '../conditions/condition-facts.ts';
import { type CapabilityState, withConditions } from '../conditions/decide-conditions.ts';
import type { AwsConfig } from '../config/aws-config-types.ts';
import type { EnvironmentLint } from '../config/environment-lint.ts';
import type { ConfigLint } from '../config/lint.ts';
import type { AwsCli } from '../credentials/aws-cli.ts';
import type {
  CredentialsOutcome,
  ResolutionTrace,
  ResolvedSetting,
} from '../credentials/credentials-outcome.ts';
import type { KeyOrigin } from '../credentials/key-origin.ts';
import type { Lifetime } from '../credentials/lifetime.ts';
import type { ProfileChoice } from '../credentials/profile-choice.ts';
import type { RegionProblem } from '../credentials/region-check.ts';
import type { SsoLoginState } from '../credentials/sso-login-state.ts';
import type { FileLine } from '../file-line.ts';
import type { DecidedCapability, DecidedPermission } from '../permissions/decision.ts';
import type { RegionLaunch } from '../permissions/launch-regions.ts';
import type { MissingProof } from '../permissions/missing-proof.ts';
import type { DecidedRoleUse } from '../permissions/role-uses.ts';
import type { DryRunOutcome } from '../permissions/send-dry-runs.ts';
import type { SimulationOutcome } from '../permissions/simulate.ts';
import type { ApiServer } from '../skypilot/api-server.ts';
import type { LoginSupport, SkyEnvironment } from '../skypilot/environment/sky-environment.ts';
import type { SkyIdentityType } from '../skypilot/identity-type.ts';
import type { Launch } from '../skypilot/launch.ts';
import type { RemoteIdentity } from '../skypilot/remote-identity.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import type { SkyConfigRead } from '../skypilot/sky-config.ts';
import type { Upload } from '../skypilot/upload.ts';
import type { TaskFacts } from '../task/task-facts.ts';
import type { CiJob } from '../web-identity/ci-job.ts';

/** Whether SkyPilot can use the keys of `aws login`. */
export interface LoginFacts {
  readonly environment: SkyEnvironment;
  readonly support: LoginSupport;
}

/** What SkyPilot makes of this machine, its configuration and what it remembers. */
export interface SkyPilotFacts {
  readonly skyConfig: SkyConfigRead;
  readonly remoteIdentity: RemoteIdentity;
  readonly upload: Upload;
  /** Undefined where SkyPilot runs its own API server here. */
  readonly apiServer: ApiServer | undefined;
  /** Undefined where the keys do not come from `aws login`. */
  readonly login: LoginFacts | undefined;
  readonly caches: SkyCaches;
  readonly clusters: ClusterRecords;
}

/** How long some credentials last, against how long they are needed. */
export interface HeldLifetime {
  readonly lifetime: Lifetime;
  readonly decision: 'allowed' | 'denied' | 'unknown';
}

/** Whether the credentials outlive a job. Times are milliseconds since 1970. */
export interface LifetimeFact {
  /** How long the job takes, in milliseconds. */
  readonly forMs: number;
  readonly until: number;
  readonly client: HeldLifetime;
  /** What the controller of SkyPilot's jobs and services on AWS would have. */
  readonly controller: HeldLifetime;
  /** Jobs and services go on without this machine. */
  readonly decidedBy: 'client' | 'controller';
  /** The profile whose login or keys are at the start. */
  readonly startProfile: string;
}

/** How waiting ended. */
export interface WaitFact {
  /** For how long at most, in milliseconds. */
  readonly forMs: number;
  readonly outcome:
    | {
        readonly kind: 'allowed';
        /** From when on everything was allowed, in milliseconds from the start of the waiting. */
        readonly afterMs: number;
      }
    | { readonly kind: 'still-denied'; readonly permissions: readonly DecidedPermission[] }
    /** Nothing that was asked for is denied, so there was nothing to wait for. */
    | { readonly kind: 'nothing-denied' };
  /** How often it was asked again. */
  readonly tries: number;
}

export type InlinePolicies = 'some' | 'none' | 'unknown';

export type ProfileChooser = 'flag' | 'workspace' | 'boto3';

/** What is known of the role and instance profile of SkyPilot's instances. */
export type RoleState = 'present' | 'missing' | 'profile-without-role' | 'unknown';

/** What was gathered; what it comes to is in `Facts`. */
export interface GatheredFacts {
  readonly config: AwsConfig;
  readonly profile: ResolvedSetting;
  /** The workspace is one of SkyPilot's configuration; without it and a flag boto3 chooses by its own rules. */
  readonly profileChosenBy: ProfileChooser;
  /** What would choose without a flag, and what nothing chooses. */
  readonly profileChoice: ProfileChoice;
  /** The profile that boto3 reads: `default` where nothing is set. */
  readonly profileName: string;
  readonly region: ResolvedSetting;
  readonly checkedRegion: string;
  readonly trace: ResolutionTrace;
  readonly credentials: CredentialsOutcome;
  readonly identity: IdentityFacts;
  readonly simulation: SimulationOutcome;
  readonly dryRuns: DryRunOutcome;
  /** What SkyPilot would send where the check looked. */
  readonly launch: Launch;
  /** What is known of the launch in each region that SkyPilot may use. */
  readonly launches: readonly RegionLaunch[];
  readonly capabilities: readonly DecidedCapability[];
  /** The role of SkyPilot's instances. */
  readonly role: {
    readonly name: string;
    readonly state: RoleState;
    /** Undefined where it is not known. */
    readonly arn: string | undefined;
    readonly readiness: RoleReadiness;
    readonly uses: readonly DecidedRoleUse[];
  };
  readonly skyCheck: {
    readonly identityType: SkyIdentityType | undefined;
    /** The credentials file that SkyPilot demands and does not find. */
    readonly missingCredentialsFile: string | undefined;
    /** What `sky check aws` would print as enabled. */
    readonly enabled: readonly CapabilityId[];
  };
  readonly skypilot: SkyPilotFacts;
  /** VPCs and subnets, region by region. */
  readonly network: NetworkState;
  readonly accountState: AccountState;
  /** Clients that boto3 does not make, though it makes one of STS. */
  readonly refusedClients: readonly RefusedClient[];
  /** Calls beside that for the identity and those to the simulator, that ended without an answer. */
  readonly failedCalls: readonly AwsFailure[];
  /** By region; empty where nobody asked. */
  readonly quotas: readonly RegionQuotas[];
  readonly required: readonly CapabilityId[];
  /** Policies that the identity is supposed to have, and does not have yet. */
  readonly withPolicies?: readonly { readonly name: string; readonly file: string }[] | undefined;
  /** Undefined where no task is asked about. */
  readonly task?: TaskFacts | undefined;
  /** How waiting for a grant ended; undefined where nobody waited. */
  readonly wait?: WaitFact | undefined;
  /** Undefined where nobody asked how long the credentials last. */
  readonly lifetime?: LifetimeFact | undefined;
  /** What goes wrong silently in the files and in the environment. */
  readonly configLints: readonly ConfigLint[];
  readonly environmentLints: readonly EnvironmentLint[];
  readonly regionProblem: RegionProblem | undefined;
  /** Where calls go, if a setting or a flag sends any of them elsewhere than to AWS. */
  readonly endpoint: { readonly url: string; readonly location: string } | undefined;
  /** What configures an endpoint for STS: a flag, a variable, or file and line. */
  readonly stsEndpointFrom: string | undefined;
  /** The CI job that this runs in; undefined elsewhere. */
  readonly ciJob: CiJob | undefined;
  /** What the stored SSO login tells offline, where the profile uses one. */
  readonly ssoLogin: SsoLoginState | undefined;
  /** What sends calls to hosts with FIPS, where a setting does: a variable, or a line of a file. */
  readonly fipsSetting:
    | { readonly kind: 'variable'; readonly variable: string }
    | { readonly kind: 'file'; readonly at: FileLine }
    | undefined;
  /** The variables that name a proxy, by the scheme of the calls that go through it. */
  readonly proxyVariables: ProxyVariables;
  /** What sets this machine's clock. */
  readonly clockSetter: ClockSetter;
  /** Where the keys came from, as far as files and environment tell. */
  readonly keyOrigin: KeyOrigin;
  /** The first `aws` on PATH; looked for only where a login is needed. */
  readonly awsCli: AwsCli | undefined;
  /** The file of trusted certificates that boto3 would read. */
  readonly caBundle: CaBundle;
  /** Settings of trust that are made for other programs. */
  readonly otherTrust: readonly OtherTrust[];
}

export interface Facts extends GatheredFacts {
  /** With their conditions, which count for the status. */
  readonly capabilities: readonly CapabilityState[];
  /** What the verdict is about. */
  readonly asked: readonly CapabilityId[];
  /** Whether the identity has inline policies, which share one limit; asked only where a policy is missing. */
  readonly inlinePolicies?: InlinePolicies | undefined;
  /** Whether the missing policy suffices; undefined where nothing is missing that a policy grants, or before it was tried. */
  readonly missingProof?: MissingProof | undefined;
}

/** Decides what the gathered facts come to. */
export function decideFacts(gathered: GatheredFacts): Facts {
  const { required, skypilot } = gathered;
  return {
    ...gathered,
    capabilities: withConditions(gathered),
    asked: askedFor(required, skypilot.skyConfig.config),
  };
}
