import type { AwsResult } from '../aws/aws-result.ts';
import {
  type AwsContext,
  closeAwsContext,
  createAwsContext,
  withCredentials,
  withRegion,
} from '../aws/context.ts';
import type { CredentialRemote } from './remote.ts';

/**
 * The calls that loading credentials takes, over the context's connections. Each service's SDK module is loaded
 * when it is first called; the context's own credentials are not used.
 */
export function createCredentialRemote(context: AwsContext): CredentialRemote {
  const unsigned = withCredentials(context, undefined);
  return {
    getRoleCredentials: async (request) => {
      const { getRoleCredentials } = await import('../aws/sso.ts');
      return getRoleCredentials(unsigned, request);
    },
    createToken: async (request) => {
      const { createToken } = await import('../aws/sso-oidc.ts');
      return inFull(unsigned, (lasting) => createToken(lasting, request));
    },
    assumeRole: async ({ region, credentials, ...input }) => {
      const { assumeRole } = await import('../aws/sts.ts');
      const signed = withRegion(withCredentials(context, credentials), region);
      return mapResult(await assumeRole(signed, input), (role) => role.credentials);
    },
    assumeRoleWithWebIdentity: async ({ region, ...input }) => {
      const { assumeRoleWithWebIdentity } = await import('../aws/sts.ts');
      const result = await assumeRoleWithWebIdentity(withRegion(unsigned, region), input);
      return mapResult(result, (role) => role.credentials);
    },
    createSignInToken: async (request) => {
      const { createSignInToken } = await import('../aws/signin.ts');
      const result = await inFull(unsigned, (lasting) => createSignInToken(lasting, request));
      return mapResult(result, ({ credentials, ...rest }) => ({ ...credentials, ...rest }));
    },
    http: async (request) => (await import('../aws/plain-http.ts')).sendPlainRequest(request, context),
  };
}

/**
 * Makes a call that spends something, such as a refresh token: only the time limit ends it, not the person, for its
 * answer would be lost. It has connections of its own, since those of the run are closed with the run.
 */
async function inFull<T>(context: AwsContext, call: (lasting: AwsContext) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const { signal } = context;
  const onAbort = () => {
    if (signal.reason instanceof Error && signal.reason.name === 'TimeoutError') limit.abort(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) limit.abort(signal.reason);
  const lasting = createAwsContext({ ...context, signal: limit.signal });
  try {
    return await call(lasting);
  } finally {
    signal.removeEventListener('abort', onAbort);
    closeAwsContext(lasting);
  }
}

function mapResult<From, To>(result: AwsResult<From>, map: (value: From) => To): AwsResult<To> {
  return result.kind === 'ok' ? { kind: 'ok', value: map(result.value) } : result;
}
