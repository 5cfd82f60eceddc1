import { bySeverity } from '../report/report.ts';
import { configFileFindings } from './config-files/config-file-rules.ts';
import { configLintFindings } from './config-files/config-lint-rules.ts';
import { connectionFindings } from './connection/connection-rules.ts';
import { credentialFindings } from './credentials/credential-rules.ts';
import { environmentFindings } from './environment/environment-rules.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { identityFindings } from './identity/identity-rules.ts';
import { networkFindings } from './network/network-rules.ts';
import { permissionFindings } from './permissions/permission-rules.ts';
import { profileFindings } from './profile/profile-rules.ts';
import { regionFindings } from './region/region-rules.ts';
import { roleFindings } from './role/role-rules.ts';
import { skyCheckFindings } from './sky-check/sky-check-rules.ts';
import { skyConfigFindings } from './sky-config/sky-config-rules.ts';
import { skyStateFindings } from './sky-state/sky-state-rules.ts';
import { ssoFindings } from './sso/sso-rules.ts';
import { uploadFindings } from './upload/upload-rules.ts';

/** Rules in the order in which a person would mend things: files, profile, credentials, identity, permissions. */
const RULES: readonly ((facts: Facts) => readonly Finding[])[] = [
  configFileFindings,
  profileFindings,
  credentialFindings,
  connectionFindings,
  ssoFindings,
  environmentFindings,
  configLintFindings,
  regionFindings,
  identityFindings,
  permissionFindings,
  skyConfigFindings,
  roleFindings,
  skyCheckFindings,
  networkFindings,
  uploadFindings,
  skyStateFindings,
];

/** All findings about the facts, the most important first. */
export function diagnose(facts: Facts): readonly Finding[] {
  return bySeverity(RULES.flatMap((rule) => rule(facts)));
}
