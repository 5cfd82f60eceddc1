import { CreateTokenCommand, SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { isLifetime, nonEmpty } from './answer-fields.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient } from './client.ts';
import type { AwsContext } from './context.ts';

const clients = lazyClient('sso-oidc', (options) => new SSOOIDCClient(options));

export interface CreateTokenInput {
  /** The region of IAM Identity Center. */
  readonly region: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

export interface CreatedToken {
  readonly accessToken: string;
  /** How long it is valid, in seconds. */
  readonly expiresInSeconds: number;
  /** The refresh token that takes the old one's place; absent where the old one stays. */
  readonly refreshToken?: string;
}

/**
 * Renews a login at IAM Identity Center. Not signed.
 *
 * The old refresh token may be void afterwards: an answer that is not saved can end the stored login.
 */
export function createToken(context: AwsContext, input: CreateTokenInput): Promise<AwsResult<CreatedToken>> {
  const { region, clientId, clientSecret, refreshToken } = input;
  return callAws(context, clients, {
    operation: 'CreateToken',
    region,
    secrets: [clientSecret, refreshToken],
    send: (client) =>
      client.send(
        new CreateTokenCommand({ grantType: 'refresh_token', clientId, clientSecret, refreshToken }),
      ),
    read: (output) => {
      const accessToken = nonEmpty(output.accessToken);
      const { expiresIn } = output;
      if (accessToken === undefined || !isLifetime(expiresIn)) return undefined;
      const next = nonEmpty(output.refreshToken);
      return {
        accessToken,
        expiresInSeconds: expiresIn,
        ...(next === undefined ? {} : { refreshToken: next }),
      };
    },
  });
}
