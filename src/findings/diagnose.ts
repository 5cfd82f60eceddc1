import { SEVERITIES } from '../report/report.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { configFileFindings } from './rules/config-file-rules.ts';
import { configLintFindings } from './rules/config-lint-rules.ts';
import { credentialFindings } from './rules/credential-rules.ts';
import { environmentLintFindings } from './rules/environment-lint-rules.ts';
import { identityFindings } from './rules/identity-rules.ts';
import { networkFindings } from './rules/network-rules.ts';
import { permissionFindings } from './rules/permission-rules.ts';
import { profileFindings } from './rules/profile-rules.ts';
import { regionFindings } from './rules/region-rules.ts';
import { skyConfigFindings } from './rules/sky-config-rules.ts';
import { skyStateFindings } from './rules/sky-state-rules.ts';
import { skypilotFindings } from './rules/skypilot-rules.ts';
import { ssoFindings } from './rules/sso-rules.ts';
import { uploadFindings } from './rules/upload-rules.ts';

/** Rules in the order in which a person would mend things: files, profile, credentials, identity, permissions. */
const RULES: readonly ((facts: Facts) => readonly Finding[])[] = [
  configFileFindings,
  profileFindings,
  credentialFindings,
  ssoFindings,
  environmentLintFindings,
  configLintFindings,
  regionFindings,
  identityFindings,
  permissionFindings,
  skyConfigFindings,
  skypilotFindings,
  networkFindings,
  uploadFindings,
  skyStateFindings,
];

/** All findings about the facts, the most important first. */
export function diagnose(facts: Facts): readonly Finding[] {
  const found = RULES.flatMap((rule) => rule(facts));
  return SEVERITIES.flatMap((severity) => found.filter((finding) => finding.severity === severity));
}
