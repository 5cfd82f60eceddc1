import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/client-sso';
import { nonEmpty } from './answer-fields.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient } from './client.ts';
import type { AwsContext } from './context.ts';
import type { Credentials } from './credentials.ts';

const clients = lazyClient('sso', (options) => new SSOClient(options));

export interface RoleCredentialsInput {
  /** The region of IAM Identity Center. */
  readonly region: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly accessToken: string;
}

/** Gets a role's credentials from IAM Identity Center. Not signed: the token is all it takes. */
export function getRoleCredentials(
  context: AwsContext,
  input: RoleCredentialsInput,
): Promise<AwsResult<Credentials>> {
  const { region, accountId, roleName, accessToken } = input;
  return callAws(context, clients, {
    operation: 'GetRoleCredentials',
    region,
    secrets: [accessToken],
    send: (client) => client.send(new GetRoleCredentialsCommand({ accountId, roleName, accessToken })),
    read: ({ roleCredentials }) => {
      const accessKeyId = nonEmpty(roleCredentials?.accessKeyId);
      const secretAccessKey = nonEmpty(roleCredentials?.secretAccessKey);
      const sessionToken = nonEmpty(roleCredentials?.sessionToken);
      if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
        return undefined;
      }
      const expiresAt = roleCredentials?.expiration;
      const expiry = typeof expiresAt === 'number' && expiresAt > 0 ? { expiresAt } : {};
      return { accessKeyId, secretAccessKey, sessionToken, ...expiry };
    },
  });
}
