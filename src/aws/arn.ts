/** An Amazon Resource Name in its six parts. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global services. */
  readonly region: string;
  /** Empty for resources that name no account, such as buckets. */
  readonly account: string;
  readonly resource: string;
}

/** Reads an ARN; undefined for text that is none. A resource may hold colons of its own. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([^:\s]+):([^:\s]+):([^:\s]*):([^:\s]*):(\S.*)$/.exec(text);
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/** `instance` of `arn:aws:ec2:us-east-1:111122223333:instance/*`; undefined for what is no such ARN. */
export function resourceTypeOf(arn: string): string | undefined {
  return parseArn(arn)?.resource.split('/')[0];
}

/** The principal behind the ARN that GetCallerIdentity gives. */
export type CallerPrincipal =
  /** An IAM user: its ARN is the caller's own, path included. */
  | { readonly kind: 'user'; readonly arn: string; readonly userName: string }
  /**
   * A role's session. STS leaves the role's path out, so its ARN is one of the candidates, likeliest first;
   * `iam:GetRole` on `roleName` gives the right one.
   */
  | {
      readonly kind: 'role-session';
      readonly roleName: string;
      readonly sessionName: string;
      readonly roleArns: readonly [string, ...string[]];
      /** The permission set of IAM Identity Center that the role was made for. */
      readonly permissionSet?: string;
    }
  /** The account's root user: no IAM policy limits it, but service control policies do. */
  | { readonly kind: 'root' }
  /** A GetFederationToken session: what its user may do, cut down by the session's policy. */
  | { readonly kind: 'federated-user'; readonly name: string }
  /** Something else, such as what an emulator makes up. */
  | { readonly kind: 'other' };

/**
 * Maps the caller's ARN to its principal.
 *
 * @param arn - the Arn of a GetCallerIdentity answer
 * @param ssoRegion - the region of IAM Identity Center, where the profile names one; roles made by an Identity
 *   Center outside us-east-1 carry it in their path
 */
export function principalOfCaller(arn: string, ssoRegion?: string): CallerPrincipal {
  const parsed = parseArn(arn);
  if (parsed === undefined) return { kind: 'other' };
  const { service, resource } = parsed;
  if (service === 'iam' && resource === 'root') return { kind: 'root' };
  const [type = '', ...rest] = resource.split('/');
  const last = rest.at(-1);
  if (last === undefined || last === '') return { kind: 'other' };
  if (service === 'iam' && type === 'user') return { kind: 'user', arn, userName: last };
  if (service !== 'sts') return { kind: 'other' };
  if (type === 'federated-user') return { kind: 'federated-user', name: rest.join('/') };
  const [roleName, ...session] = rest;
  if (type !== 'assumed-role' || roleName === undefined || session.length === 0) return { kind: 'other' };
  return roleSession(parsed, roleName, session.join('/'), ssoRegion);
}

const RESERVED_PATH = 'aws-reserved/sso.amazonaws.com/';

function roleSession(
  arn: Arn,
  roleName: string,
  sessionName: string,
  ssoRegion: string | undefined,
): CallerPrincipal {
  const role = (path: string) => `arn:${arn.partition}:iam::${arn.account}:role/${path}${roleName}`;
  const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(roleName)?.[1];
  if (!roleName.startsWith('AWSReservedSSO_')) {
    return { kind: 'role-session', roleName, sessionName, roleArns: [role('')] };
  }
  // Identity Center's roles always have a path; the bare name comes last, in case someone made one by hand.
  const global = role(RESERVED_PATH);
  const regional = ssoRegion === undefined ? undefined : role(`${RESERVED_PATH}${ssoRegion}/`);
  const roleArns: readonly [string, ...string[]] =
    regional === undefined
      ? [global, role('')]
      : ssoRegion === 'us-east-1'
        ? [global, regional, role('')]
        : [regional, global, role('')];
  return {
    kind: 'role-session',
    roleName,
    sessionName,
    roleArns,
    ...(permissionSet === undefined ? {} : { permissionSet }),
  };
}
