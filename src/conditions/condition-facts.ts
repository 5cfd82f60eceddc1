import type { IdentityFacts } from '../account/identity.ts';
import type { NetworkState } from '../account/network.ts';
import type { RoleReadiness } from '../account/role.ts';
import type { AwsFailure } from '../aws/aws-result.ts';
import type {
  CredentialError,
  CredentialsOutcome,
  ResolutionTrace,
} from '../credentials/credentials-outcome.ts';
import type { DecidedCapability } from '../permissions/decision.ts';
import type { LoginSupport } from '../skypilot/environment/sky-environment.ts';
import type { RemoteIdentity } from '../skypilot/remote-identity.ts';
import type { SkyConfigRead } from '../skypilot/sky-config.ts';

/** What conditions are decided from. */
export interface ConditionFacts {
  readonly trace: ResolutionTrace;
  readonly credentials: CredentialsOutcome;
  readonly identity: IdentityFacts;
  readonly skyCheck: { readonly missingCredentialsFile: string | undefined };
  readonly skypilot: {
    readonly skyConfig: SkyConfigRead;
    readonly remoteIdentity: RemoteIdentity;
    readonly login: { readonly support: LoginSupport } | undefined;
  };
  /** Clients that boto3 does not make. */
  readonly refusedClients: readonly RefusedClient[];
  readonly network: NetworkState;
  readonly role: { readonly name: string; readonly readiness: RoleReadiness };
  /** By their permissions. */
  readonly capabilities: readonly DecidedCapability[];
  readonly accountState: AccountState;
}

/** A client that boto3 does not make, though it makes one of STS: a setting of the service is refused. */
export interface RefusedClient {
  readonly service: 'ec2' | 'iam' | 's3';
  readonly error: CredentialError;
}

/** Whether EC2 serves the account at all, as far as calls showed. */
export type AccountState =
  | { readonly kind: 'served' }
  /** The account, not the permission, is why EC2 refused. */
  | { readonly kind: 'blocked' | 'not-opted-in' | 'refused'; readonly failure: AwsFailure }
  /** AWS's free plan launches few types of instances, and none that SkyPilot takes by itself. */
  | { readonly kind: 'free-plan'; readonly failure: AwsFailure }
  /** The image of the launch is not there for the account. */
  | { readonly kind: 'image-not-shared'; readonly failure: AwsFailure }
  /** AWS is still looking at it: later it may work. */
  | { readonly kind: 'being-verified'; readonly failure: AwsFailure }
  | { readonly kind: 'unknown' };
