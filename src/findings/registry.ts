/**
 * Every finding skycheck can make: its code, how grave it is, and what `skycheck explain CODE` says about it.
 *
 * Codes are stable: scripts match on them. A new finding is an entry in the definitions of its topic and a rule
 * beside them.
 */
import { ACCOUNT_FINDINGS } from './account/account-definitions.ts';
import { CLOCK_FINDINGS } from './clock/clock-definitions.ts';
import { CONFIG_FILE_FINDINGS } from './config-files/config-file-definitions.ts';
import { CONNECTION_FINDINGS } from './connection/connection-definitions.ts';
import { CREDENTIAL_FINDINGS } from './credentials/credential-definitions.ts';
import type { FindingDefinitions } from './definition.ts';
import { ENVIRONMENT_FINDINGS } from './environment/environment-definitions.ts';
import { IDENTITY_FINDINGS } from './identity/identity-definitions.ts';
import { INTERNAL_FINDINGS } from './internal/internal-definitions.ts';
import { NETWORK_FINDINGS } from './network/network-definitions.ts';
import { PERMISSION_FINDINGS } from './permissions/permission-definitions.ts';
import { POLICY_FINDINGS } from './policies/policy-definitions.ts';
import { PROFILE_FINDINGS } from './profile/profile-definitions.ts';
import { REGION_FINDINGS } from './region/region-definitions.ts';
import { ROLE_FINDINGS } from './role/role-definitions.ts';
import { SKY_CHECK_FINDINGS } from './sky-check/sky-check-definitions.ts';
import { SKY_CONFIG_FINDINGS } from './sky-config/sky-config-definitions.ts';
import { SKY_STATE_FINDINGS } from './sky-state/sky-state-definitions.ts';
import { SSO_FINDINGS } from './sso/sso-definitions.ts';
import { TASK_FINDINGS } from './task/task-definitions.ts';
import { TRUST_FINDINGS } from './trust/trust-definitions.ts';
import { UPLOAD_FINDINGS } from './upload/upload-definitions.ts';

export const FINDINGS = {
  ...ACCOUNT_FINDINGS,
  ...CLOCK_FINDINGS,
  ...CONFIG_FILE_FINDINGS,
  ...CONNECTION_FINDINGS,
  ...CREDENTIAL_FINDINGS,
  ...ENVIRONMENT_FINDINGS,
  ...IDENTITY_FINDINGS,
  ...INTERNAL_FINDINGS,
  ...NETWORK_FINDINGS,
  ...PERMISSION_FINDINGS,
  ...POLICY_FINDINGS,
  ...PROFILE_FINDINGS,
  ...REGION_FINDINGS,
  ...ROLE_FINDINGS,
  ...SKY_CHECK_FINDINGS,
  ...SKY_CONFIG_FINDINGS,
  ...TASK_FINDINGS,
  ...SKY_STATE_FINDINGS,
  ...SSO_FINDINGS,
  ...TRUST_FINDINGS,
  ...UPLOAD_FINDINGS,
};

/** What findings are about, in a word for people, by the list that defines them. */
const TOPICS: readonly (readonly [topic: string, definitions: FindingDefinitions])[] = [
  ['account', ACCOUNT_FINDINGS],
  ['clock', CLOCK_FINDINGS],
  ['settings', CONFIG_FILE_FINDINGS],
  ['connection', CONNECTION_FINDINGS],
  ['credentials', CREDENTIAL_FINDINGS],
  ['settings', ENVIRONMENT_FINDINGS],
  ['identity', IDENTITY_FINDINGS],
  ['skycheck', INTERNAL_FINDINGS],
  ['network', NETWORK_FINDINGS],
  ['permissions', PERMISSION_FINDINGS],
  ['policies', POLICY_FINDINGS],
  ['profile', PROFILE_FINDINGS],
  ['region', REGION_FINDINGS],
  ['role', ROLE_FINDINGS],
  ['sky check', SKY_CHECK_FINDINGS],
  ['skypilot', SKY_CONFIG_FINDINGS],
  ['task', TASK_FINDINGS],
  ['skypilot', SKY_STATE_FINDINGS],
  ['login', SSO_FINDINGS],
  ['trust', TRUST_FINDINGS],
  ['upload', UPLOAD_FINDINGS],
];

export type FindingCode = keyof typeof FINDINGS;

/** All codes, sorted. */
export const FINDING_CODES = (Object.keys(FINDINGS) as FindingCode[]).sort();

/** Whether a word is the code of a finding. */
export function isFindingCode(word: string): word is FindingCode {
  return Object.hasOwn(FINDINGS, word);
}

/** What a finding is about, in a word for people. */
export function topicOf(code: FindingCode): string {
  return TOPICS.find(([, definitions]) => Object.hasOwn(definitions, code))?.[0] ?? 'settings';
}
