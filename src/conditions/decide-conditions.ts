/** Decides conditions, and with them what capabilities come to. Pure. */
import type { CapabilityStatus, DecidedCapability } from '../permissions/decision.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import { awsIsOff, isReadTooLate, skyRefusesConfig } from '../skypilot/sky-config.ts';
import { type DecidedCondition, launchesInstances, skyWordOf, skyWordOfService } from './condition.ts';
import type { AccountState, ConditionFacts } from './condition-facts.ts';
import { identityCondition } from './identity-condition.ts';
import { regionCondition } from './region-condition.ts';
import { roleCondition } from './role-condition.ts';

/** A capability with all that it hangs on; its status is that of permissions and conditions together. */
export interface CapabilityState extends DecidedCapability {
  readonly conditions: readonly DecidedCondition[];
}

/** The capabilities with their conditions. */
export function withConditions(facts: ConditionFacts): readonly CapabilityState[] {
  return facts.capabilities.map((capability) => {
    const conditions = conditionsOf(capability.id, facts);
    return { ...capability, conditions, status: overall(capability.status, conditions) };
  });
}

function overall(ofPermissions: CapabilityStatus, conditions: readonly DecidedCondition[]): CapabilityStatus {
  const has = (decision: DecidedCondition['decision']) =>
    conditions.some((condition) => condition.decision === decision);
  if (ofPermissions === 'disabled' || has('denied')) return 'disabled';
  return ofPermissions === 'unknown' || has('unknown') ? 'unknown' : 'enabled';
}

/** In the order in which a person would fix them. */
function conditionsOf(id: CapabilityId, facts: ConditionFacts): readonly DecidedCondition[] {
  return [
    { id: 'identity', ...identityCondition(facts) },
    ...loginConditions(facts),
    ...clientConditions(id, facts),
    ...skyConfigConditions(id, facts),
    credentialsFile(facts),
    ...(launchesInstances(id) ? launchConditions(facts) : []),
  ];
}

/** Only for keys of `aws login`; where SkyPilot surely cannot use them, none are loaded. */
function loginConditions({ skypilot: { login }, credentials }: ConditionFacts): readonly DecidedCondition[] {
  if (login === undefined || credentials.kind !== 'loaded') return [];
  return [
    login.support.kind === 'not-known'
      ? {
          id: 'login',
          decision: 'unknown',
          reason: `it is not known whether SkyPilot can use \`aws login\`: ${login.support.reason}`,
        }
      : { id: 'login', decision: 'allowed', reason: 'SkyPilot can use `aws login`' },
  ];
}

/** Only where a client is refused. */
function clientConditions(id: CapabilityId, { refusedClients }: ConditionFacts): readonly DecidedCondition[] {
  const refused = refusedClients.find(({ service }) => skyWordOfService(service) === skyWordOf(id));
  if (refused === undefined) return [];
  const setting = refused.error.setting ?? 'a setting';
  const reason = `boto3 does not accept ${setting}, and makes no client of ${refused.service}`;
  return [{ id: 'client-settings', decision: 'denied', reason }];
}

/** The capabilities that a condition keeps from being enabled. */
export function stoppedBy(
  condition: DecidedCondition['id'],
  capabilities: readonly CapabilityState[],
): readonly CapabilityId[] {
  return capabilities
    .filter(({ conditions }) =>
      conditions.some(
        ({ id, decision }) => id === condition && decision !== 'allowed' && decision !== 'likely',
      ),
    )
    .map(({ id }) => id);
}

function launchConditions(facts: ConditionFacts): readonly DecidedCondition[] {
  return [
    accountCondition(facts.accountState),
    { id: 'region', ...regionCondition(facts) },
    { id: 'role', ...roleCondition(facts) },
  ];
}

function skyConfigConditions(
  id: CapabilityId,
  { skypilot: { skyConfig } }: ConditionFacts,
): readonly DecidedCondition[] {
  const { config } = skyConfig;
  const word = skyWordOf(id);
  const holds = (condition: DecidedCondition['id'], isDenied: boolean, reason: string, otherwise: string) =>
    ({
      id: condition,
      decision: isDenied ? 'denied' : 'allowed',
      reason: isDenied ? reason : otherwise,
    }) as const;
  const isRefused = skyRefusesConfig(skyConfig) || excludeEachOther(config);
  return [
    !isRefused && isReadTooLate(skyConfig)
      ? {
          id: 'sky-config',
          decision: 'unknown',
          reason: "SkyPilot's configuration was not read in time",
        }
      : holds(
          'sky-config',
          isRefused,
          'SkyPilot refuses its configuration',
          'SkyPilot accepts its configuration',
        ),
    holds(
      'aws-in-sky-config',
      awsIsOff(config) !== undefined,
      "SkyPilot's configuration leaves AWS out",
      "SkyPilot's configuration leaves AWS in",
    ),
    holds(
      'capability-in-sky-config',
      config.capabilities?.value.includes(word) === false,
      `SkyPilot's configuration leaves ${word} out`,
      `SkyPilot's configuration leaves ${word} in`,
    ),
  ];
}

/** Source: SkyPilot `sky/clouds/aws.py`, which raises InvalidCloudConfigs. */
export function excludeEachOther({
  useSsm,
  sshProxyCommand,
}: Pick<ConditionFacts['skypilot']['skyConfig']['config'], 'useSsm' | 'sshProxyCommand'>): boolean {
  return useSsm?.value === true && sshProxyCommand !== undefined;
}

function credentialsFile({ skyCheck: { missingCredentialsFile } }: ConditionFacts): DecidedCondition {
  return missingCredentialsFile === undefined
    ? { id: 'credentials-file', decision: 'allowed', reason: 'SkyPilot misses no credentials file' }
    : { id: 'credentials-file', decision: 'denied', reason: `SkyPilot demands ${missingCredentialsFile}` };
}

function accountCondition(state: AccountState): DecidedCondition {
  switch (state.kind) {
    case 'blocked':
      return { id: 'account', decision: 'denied', reason: 'AWS has blocked the account' };
    case 'not-opted-in':
      return { id: 'account', decision: 'denied', reason: 'the account is not signed up for EC2' };
    case 'refused':
      return { id: 'account', decision: 'denied', reason: 'EC2 does not accept the credentials' };
    case 'free-plan':
      return { id: 'account', decision: 'denied', reason: "the account is on AWS's free plan" };
    case 'image-not-shared':
      return {
        id: 'account',
        decision: 'unknown',
        reason: 'the account may not use the image of the launch',
      };
    case 'being-verified':
      return { id: 'account', decision: 'unknown', reason: 'AWS is still verifying the account' };
    case 'served':
      return { id: 'account', decision: 'allowed', reason: 'EC2 serves the account' };
    case 'unknown':
      return { id: 'account', decision: 'likely', reason: 'nothing is known against the account' };
  }
}
