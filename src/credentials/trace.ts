/** The resolution trace: which of boto3's twelve providers answers, and why the others do not. */
import type { AwsConfig, ConfigEntry } from '../config/aws-config-types.ts';
import type { Host } from '../host.ts';
import {
  type CredentialError,
  PROVIDERS,
  type ProviderName,
  type ResolutionTrace,
  type TraceStep,
} from './credentials-outcome.ts';
import { credentialError, parseError } from './errors.ts';
import type { TraceFacts } from './facts.ts';
import { metadataSettings } from './metadata-settings.ts';
import type { ProfileSelection } from './profile.ts';
import { examineAssumeRole } from './providers/assume-role.ts';
import { examineEnv } from './providers/env.ts';
import { examineContainerRole, examineIamRole } from './providers/metadata.ts';
import { examineLogin, examineProcess, examineSso } from './providers/profile-keys.ts';
import {
  examineBotoConfig,
  examineConfigFile,
  examineEc2CredentialsFile,
  examineSharedCredentialsFile,
} from './providers/static-keys.ts';
import { examineWebIdentity } from './providers/web-identity.ts';
import type { Examiner, ProviderScope } from './scope.ts';

export interface TraceInput {
  readonly env: Host['env'];
  readonly config: AwsConfig;
  readonly selection: ProfileSelection;
  readonly facts: TraceFacts;
}

const EXAMINERS: Readonly<Record<ProviderName, Examiner>> = {
  env: examineEnv,
  'assume-role': examineAssumeRole,
  'assume-role-with-web-identity': examineWebIdentity,
  sso: examineSso,
  'shared-credentials-file': examineSharedCredentialsFile,
  login: examineLogin,
  'custom-process': examineProcess,
  'config-file': examineConfigFile,
  'ec2-credentials-file': examineEc2CredentialsFile,
  'boto-config': examineBotoConfig,
  'container-role': examineContainerRole,
  'iam-role': examineIamRole,
};

/** The scope of the selected profile. */
export function selectedScope(input: TraceInput): ProviderScope {
  const { env, config, selection, facts } = input;
  const named = config.profiles.get(selection.profileName);
  return {
    env,
    config,
    facts,
    profileName: selection.profileName,
    entries: named?.entries ?? new Map<string, ConfigEntry>(),
    sessionEntries: selection.profile?.entries ?? new Map<string, ConfigEntry>(),
    ignoreVariables: selection.explicit,
  };
}

function profileNotFound({ selection, config }: TraceInput): CredentialError {
  const { value = '', location } = selection.setting;
  const files = [config.config, config.credentials].map((file) => file.display).filter((name) => name !== '');
  const message = `There is no profile "${value}" (named by ${location}) in ${files.join(' or ') || 'any file'}.`;
  return credentialError('profile-not-found', 'ProfileNotFound', message);
}

/** What makes boto3 raise before it asks any provider. */
function earlyError(input: TraceInput): CredentialError | undefined {
  if (input.config.error !== undefined) return parseError(input.config.error);
  if (input.selection.profile === undefined) return profileNotFound(input);
  const settings = metadataSettings(selectedScope(input));
  return settings.kind === 'error' ? settings.error : undefined;
}

/**
 * Walks the providers in boto3's order. The first that applies answers; where it fails, that is the answer, for
 * boto3 does not fall through.
 *
 * Source: botocore `create_credential_resolver` and `CredentialResolver.load_credentials`.
 */
export function resolveTrace(input: TraceInput): ResolutionTrace {
  const early = earlyError(input);
  if (early !== undefined) {
    const reason = 'boto3 stops before it asks any provider';
    const steps = PROVIDERS.map((provider): TraceStep => ({ provider, outcome: 'not-reached', reason }));
    return { steps, choice: { kind: 'error', error: early } };
  }
  const scope = selectedScope(input);
  const steps: TraceStep[] = [];
  let choice: ResolutionTrace['choice'] = { kind: 'none' };
  for (const provider of PROVIDERS) {
    if (choice.kind !== 'none') {
      const winner = steps.find((step) => step.outcome === 'applies')?.provider ?? provider;
      steps.push({ provider, outcome: 'not-reached', reason: `${winner} comes first` });
      continue;
    }
    const answer = EXAMINERS[provider](scope);
    const source = answer.source === undefined ? {} : { source: answer.source };
    steps.push({ provider, outcome: answer.kind, reason: answer.reason, ...source });
    if (answer.kind === 'passed-over') continue;
    choice =
      answer.error === undefined ? { kind: 'provider', provider } : { kind: 'error', error: answer.error };
  }
  return { steps, choice };
}
