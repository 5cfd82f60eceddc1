/** What is to be made in an account for SkyPilot: the same, whichever tool makes it. */
import { servicePrincipalSuffix } from '../../aws-facts/partitions.ts';
import type { GeneratedPolicy } from '../../skypilot/policy-document.ts';
import type { TrustDocument } from '../../web-identity/trust-document.ts';

export interface Provision {
  readonly account: string;
  readonly partition: string;
  /** Comments for its head. */
  readonly about: readonly string[];
  readonly user: ProvisionedUser | undefined;
  readonly roles: readonly ProvisionedRole[];
  /** The identity provider of a role for web identities. */
  readonly provider: { readonly url: string; readonly audience: string } | undefined;
}

/** A user with a managed policy: inline ones are too small for it. */
export interface ProvisionedUser {
  readonly name: string;
  readonly policyName: string;
  readonly policy: GeneratedPolicy;
}

export interface ProvisionedRole {
  readonly name: string;
  readonly trust: ServiceTrust | TrustDocument;
  readonly policyName: string;
  readonly policy: GeneratedPolicy;
  /** Whether instances get it, by a profile of the same name. */
  readonly instanceProfile: boolean;
}

/** A trust policy for a service of AWS. */
export interface ServiceTrust {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Principal: { readonly Service: string };
    readonly Action: 'sts:AssumeRole';
  }[];
}

/** Lets EC2 give a role to instances. */
export function instanceTrust(partition: string): ServiceTrust {
  const Principal = { Service: `ec2.${servicePrincipalSuffix(partition)}` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  };
}

/** The ARN of what is made, without a path. */
export function arnOf({ partition, account }: Provision, kind: 'policy' | 'role', name: string): string {
  return `arn:${partition}:iam::${account}:${kind}/${name}`;
}
