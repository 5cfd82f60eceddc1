import type { AwsResult } from '../aws/aws-result.ts';
import { type AwsContext, withCredentials, withRegion } from '../aws/context.ts';
import { sendPlainRequest } from '../aws/plain-http.ts';
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
      return createToken(unsigned, request);
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
      return mapResult(await createSignInToken(unsigned, request), ({ credentials, ...rest }) => ({
        ...credentials,
        ...rest,
      }));
    },
    http: (request) => sendPlainRequest(request, context),
  };
}

function mapResult<From, To>(result: AwsResult<From>, map: (value: From) => To): AwsResult<To> {
  return result.kind === 'ok' ? { kind: 'ok', value: map(result.value) } : result;
}
