/** A role, or a chain of roles, assumed from a source. Source: botocore `AssumeRoleProvider`. */
import { placeText } from '../../file-line.ts';
import { stsClientError, stsSigningError } from '../client-error.ts';
import type {
  CredentialError,
  Credentials,
  CredentialsOutcome,
  ProviderName,
} from '../credentials-outcome.ts';
import { callError, credentialError } from '../errors.ts';
import { rejectExpired } from '../freshness.ts';
import { failed, type LoadContext, type Loader, loaded, needsNetwork } from '../load-context.ts';
import { parameterError } from '../parameter-check.ts';
import type { AssumeRoleRequest } from '../remote.ts';
import {
  CREDENTIAL_SOURCES,
  planRoles,
  type RolePlan,
  type RoleSource,
  type RoleStep,
} from '../role-plan.ts';
import { profileWords } from '../scope.ts';
import { defaultSessionName } from '../session-name.ts';
import { shown } from '../shown.ts';

const provider = 'assume-role' as const;

/** The providers that boto3 asks while it sets up the chain; the others wait until keys are needed. */
const ASKED_AT_ONCE: ReadonlySet<ProviderName> = new Set([
  'env',
  'shared-credentials-file',
  'config-file',
  'custom-process',
  'login',
  'container-role',
  'iam-role',
]);

/** What goes on to the next step, or the error that ends the way. */
type Step<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: CredentialError };

function failedStep(error: CredentialError): Step<never> {
  return { kind: 'error', error };
}

type Codes = ReadonlyMap<RoleStep, string>;

/** Asks for the codes of every role that wants one, the profile's own role first. */
async function askCodes(steps: readonly RoleStep[], context: LoadContext): Promise<Step<Codes>> {
  const codes = new Map<RoleStep, string>();
  for (const step of steps) {
    if (step.mfaSerial === undefined) continue;
    const code = await context.host.promptSecret(`Enter MFA code for ${shown(step.mfaSerial)}: `);
    if (code === undefined) {
      const message = `The role of ${profileWords(step.scope)} wants an MFA code, and there is no terminal to ask for it.`;
      return failedStep(
        credentialError('mfa-required', 'EOFError', message, { provider, source: step.source }),
      );
    }
    codes.set(step, code);
  }
  return { kind: 'value', value: codes };
}

/** The parameters of the call, or what boto3 finds wrong with them. */
function callParameters(
  step: RoleStep,
  tokenCode: string | undefined,
  context: LoadContext,
): Step<Omit<AssumeRoleRequest, 'credentials'>> {
  const { scope, roleArn, externalId, mfaSerial, durationSeconds } = step;
  // A blank name counts as none.
  const roleSessionName = step.roleSessionName || defaultSessionName(context.host);
  const noClient = stsClientError(scope, context.region);
  if (noClient !== undefined) return failedStep({ ...noClient, provider });
  const problem =
    parameterError(provider, [
      ['role_arn', roleArn],
      ['role_session_name', roleSessionName],
      ['external_id', externalId],
      ['mfa_serial', mfaSerial],
      ['MFA code', tokenCode],
      ['duration_seconds', durationSeconds],
    ]) ?? stsSigningError(scope, context.region);
  if (problem !== undefined) return failedStep({ ...problem, provider, source: step.source });
  const value = {
    // A blank region passes only at a configured endpoint, where it does not matter.
    region: context.region || undefined,
    roleArn,
    roleSessionName,
    ...(externalId === undefined ? {} : { externalId }),
    ...(mfaSerial === undefined ? {} : { serialNumber: mfaSerial }),
    ...(tokenCode === undefined ? {} : { tokenCode }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  };
  return { kind: 'value', value };
}

async function assume(
  step: RoleStep,
  credentials: Credentials,
  tokenCode: string | undefined,
  context: LoadContext,
): Promise<CredentialsOutcome> {
  const { remote, host } = context;
  if (remote === undefined)
    return needsNetwork(provider, placeText(step.source), 'it takes a call to STS AssumeRole');
  const parameters = callParameters(step, tokenCode, context);
  if (parameters.kind === 'error') return failed(parameters.error);
  const result = await remote.assumeRole({ ...parameters.value, credentials });
  if (result.kind === 'failed') {
    return failed(callError(result.failure, 'assume-role-failed', provider, { source: step.source }));
  }
  const location = `role_arn of ${profileWords(step.scope)} (${placeText(step.source)})`;
  return rejectExpired(loaded(provider, location, result.value), host.now(), 'The credentials that STS gave');
}

function sourceProvider(source: RoleSource): ProviderName {
  return source.kind === 'profile' ? source.provider : CREDENTIAL_SOURCES[source.name];
}

async function loadSource(
  source: RoleSource,
  context: LoadContext,
  loaderOf: (provider: ProviderName) => Loader,
): Promise<CredentialsOutcome> {
  const asked = sourceProvider(source);
  const scope = source.kind === 'profile' ? source.scope : { ...source.scope, ignoreVariables: false };
  const outcome = await loaderOf(asked)(scope, context);
  if (outcome.kind === 'failed')
    return { ...outcome, error: { profileName: scope.profileName, ...outcome.error } };
  if (outcome.kind !== 'none') return outcome;
  const what =
    source.kind === 'profile' ? `source ${profileWords(scope)}` : `credential_source ${source.name}`;
  const message = `The ${what} gave no credentials.`;
  const code = asked === 'iam-role' ? 'metadata-failed' : 'credentials-retrieval-failed';
  const error = credentialError(code, 'CredentialRetrievalError', message, { provider });
  if (outcome.fault === undefined) return failed(error);
  const { failure } = outcome.fault;
  const cause = `${message} ${outcome.fault.message}`;
  return failed({ ...error, message: cause, ...(failure === undefined ? {} : { failure }) });
}

async function followPlan(
  plan: Extract<RolePlan, { kind: 'plan' }>,
  context: LoadContext,
  loaderOf: (provider: ProviderName) => Loader,
): Promise<CredentialsOutcome> {
  const atOnce = ASKED_AT_ONCE.has(sourceProvider(plan.source));
  const early = atOnce ? await loadSource(plan.source, context, loaderOf) : undefined;
  if (early !== undefined && early.kind !== 'loaded') return early;
  const codes = await askCodes(plan.steps, context);
  if (codes.kind === 'error') return failed(codes.error);
  let outcome = early ?? (await loadSource(plan.source, context, loaderOf));
  for (const step of [...plan.steps].reverse()) {
    if (outcome.kind !== 'loaded') return outcome;
    outcome = await assume(step, outcome.credentials, codes.value.get(step), context);
  }
  return outcome;
}

/** Makes the loader; `loaderOf` loads the chain's source. */
export function assumeRoleLoader(loaderOf: (provider: ProviderName) => Loader): Loader {
  return async (scope, context) => {
    const plan = planRoles(scope);
    if (plan.kind === 'error') return failed(plan.error);
    const [first] = plan.steps;
    if (context.remote === undefined && first !== undefined) {
      const reason = 'assuming the role takes a call to STS AssumeRole';
      return needsNetwork(provider, placeText(first.source), reason);
    }
    return followPlan(plan, context, loaderOf);
  };
}
