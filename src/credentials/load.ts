/** Loads what the trace picked. */
import type { CredentialsOutcome, ProviderName, ResolutionTrace } from './credentials-outcome.ts';
import { failed, type LoadContext, type Loader } from './load-context.ts';
import { assumeRoleLoader } from './loaders/assume-role.ts';
import { loadContainerRole } from './loaders/container-role.ts';
import { loadEnv } from './loaders/env.ts';
import { loadIamRole } from './loaders/iam-role.ts';
import { loadLogin } from './loaders/login.ts';
import { loadProcess } from './loaders/process.ts';
import { loadSso } from './loaders/sso.ts';
import {
  loadBotoConfig,
  loadConfigFile,
  loadEc2CredentialsFile,
  loadSharedCredentialsFile,
} from './loaders/static-keys.ts';
import { loadWebIdentity } from './loaders/web-identity.ts';
import type { ProviderScope } from './scope.ts';

const loaderOf = (provider: ProviderName): Loader => LOADERS[provider];

const LOADERS: Readonly<Record<ProviderName, Loader>> = {
  env: loadEnv,
  'assume-role': assumeRoleLoader(loaderOf),
  'assume-role-with-web-identity': loadWebIdentity,
  sso: loadSso,
  'shared-credentials-file': loadSharedCredentialsFile,
  login: loadLogin,
  'custom-process': loadProcess,
  'config-file': loadConfigFile,
  'ec2-credentials-file': loadEc2CredentialsFile,
  'boto-config': loadBotoConfig,
  'container-role': loadContainerRole,
  'iam-role': loadIamRole,
};

/** The settings of a {@link LoadContext} that have a usual value. */
export function loadContext(
  given: Pick<LoadContext, 'host' | 'region' | 'remote'> & Partial<LoadContext>,
): LoadContext {
  return {
    renewSsoToken: true,
    awsCrt: false,
    processTimeoutMs: 60_000,
    inTurn: (_key, work) => work(),
    pause: async (ms) => {
      await given.host.pause(ms);
    },
    ...given,
  };
}

/**
 * Loads the credentials of the provider that the trace picked; never throws and always ends.
 *
 * `scope` is that of the selected profile (`selectedScope`).
 */
export async function loadCredentials(
  trace: ResolutionTrace,
  scope: ProviderScope,
  context: LoadContext,
): Promise<CredentialsOutcome> {
  switch (trace.choice.kind) {
    case 'error':
      return failed(trace.choice.error);
    case 'none':
      return { kind: 'none' };
    case 'provider':
      return LOADERS[trace.choice.provider](scope, context);
  }
}
