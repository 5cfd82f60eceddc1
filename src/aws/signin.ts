import { CreateOAuth2TokenCommand, SigninClient } from '@aws-sdk/nested-clients/signin';
import { isLifetime, nonEmpty } from './answer-fields.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient } from './client.ts';
import type { AwsContext } from './context.ts';
import type { Credentials } from './credentials.ts';
import { dpopHeader } from './dpop.ts';

const clients = lazyClient('signin', (options) => new SigninClient(options));

export interface SignInInput {
  readonly region: string | undefined;
  readonly clientId: string;
  readonly refreshToken: string;
  /** The PEM of the login's private key. */
  readonly dpopKey: string;
}

export interface SignInCredentials {
  /** Without an end: the answer says how long they last. */
  readonly credentials: Credentials & { readonly sessionToken: string };
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
}

/** Renews the credentials of `aws login`. Not signed; a key proves who asks. */
export function createSignInToken(
  context: AwsContext,
  input: SignInInput,
): Promise<AwsResult<SignInCredentials>> {
  const { clientId, refreshToken, dpopKey } = input;
  return callAws(context, clients, {
    operation: 'CreateOAuth2Token',
    region: input.region,
    secrets: [refreshToken, dpopKey],
    send: (client) => {
      const tokenInput = { clientId, refreshToken, grantType: 'refresh_token' };
      const command = new CreateOAuth2TokenCommand({ tokenInput });
      command.middlewareStack.add(
        (next) => async (args) => {
          if (isHttpRequest(args.request)) {
            args.request.headers.DPoP = dpopHeader(dpopKey, urlOf(args.request), context.now());
          }
          return next(args);
        },
        { step: 'finalizeRequest', name: 'skycheckDpop' },
      );
      return client.send(command);
    },
    read: ({ tokenOutput }) => {
      const accessKeyId = nonEmpty(tokenOutput?.accessToken?.accessKeyId);
      const secretAccessKey = nonEmpty(tokenOutput?.accessToken?.secretAccessKey);
      const sessionToken = nonEmpty(tokenOutput?.accessToken?.sessionToken);
      const next = nonEmpty(tokenOutput?.refreshToken);
      const expiresInSeconds = tokenOutput?.expiresIn;
      if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
        return undefined;
      }
      if (next === undefined || !isLifetime(expiresInSeconds)) return undefined;
      const credentials = { accessKeyId, secretAccessKey, sessionToken };
      return { credentials, expiresInSeconds, refreshToken: next };
    },
  });
}

interface OutgoingRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Record<string, string>;
}

function isHttpRequest(request: unknown): request is OutgoingRequest {
  return typeof request === 'object' && request !== null && 'hostname' in request && 'headers' in request;
}

function urlOf({ protocol, hostname, port, path }: OutgoingRequest): string {
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
}
