import { accountFindings } from './account/account-rules.ts';
import { configFileFindings } from './config-files/config-file-rules.ts';
import { configLintFindings } from './config-files/config-lint-rules.ts';
import { connectionFindings } from './connection/connection-rules.ts';
import { credentialFindings } from './credentials/credential-rules.ts';
import { environmentFindings } from './environment/environment-rules.ts';
import type { Facts } from './facts.ts';
import { arranged, type Finding } from './finding.ts';
import { identityFindings } from './identity/identity-rules.ts';
import { applyRule } from './internal/internal-rules.ts';
import { networkFindings } from './network/network-rules.ts';
import { permissionFindings } from './permissions/permission-rules.ts';
import { profileFindings } from './profile/profile-rules.ts';
import { regionFindings } from './region/region-rules.ts';
import { roleFindings } from './role/role-rules.ts';
import { skyCheckFindings } from './sky-check/sky-check-rules.ts';
import { skyConfigFindings } from './sky-config/sky-config-rules.ts';
import { skyStateFindings } from './sky-state/sky-state-rules.ts';
import { ssoFindings } from './sso/sso-rules.ts';
import { taskFindings } from './task/task-rules.ts';
import { uploadFindings } from './upload/upload-rules.ts';

export type Rule = (facts: Facts) => readonly Finding[];

/** Rules by name, in the order in which a person would fix things: files, profile, credentials, identity, permissions. */
export const RULES: Readonly<Record<string, Rule>> = {
  'config-files': configFileFindings,
  profile: profileFindings,
  credentials: credentialFindings,
  connection: connectionFindings,
  sso: ssoFindings,
  environment: environmentFindings,
  'config-lint': configLintFindings,
  region: regionFindings,
  identity: identityFindings,
  account: accountFindings,
  permissions: permissionFindings,
  task: taskFindings,
  'sky-config': skyConfigFindings,
  role: roleFindings,
  'sky-check': skyCheckFindings,
  network: networkFindings,
  upload: uploadFindings,
  'sky-state': skyStateFindings,
};

/**
 * All findings about the facts, the most important first. A rule that throws costs its own findings, not the report.
 *
 * @param rules - others than those of skycheck only in tests
 */
export function diagnose(facts: Facts, rules: Readonly<Record<string, Rule>> = RULES): readonly Finding[] {
  const found = Object.entries(rules).flatMap(([name, rule]) => applyRule(name, () => rule(facts)));
  return arranged(found, facts);
}
