/** A role assumed from another profile's or source's credentials. Source: botocore `AssumeRoleProvider`. */
import { placeText } from '../../file-line.ts';
import { hasRoleConfig, planRoles } from '../role-plan.ts';
import { type ProviderAnswer, type ProviderScope, profileWords } from '../scope.ts';

/** Applies where the profile has `role_arn` and no `web_identity_token_file`. Source: botocore `AssumeRoleProvider`. */
export function examineAssumeRole(scope: ProviderScope): ProviderAnswer {
  const role = scope.entries.get('role_arn');
  if (role === undefined) {
    return { kind: 'passed-over', reason: `${profileWords(scope)} has no role_arn` };
  }
  if (!hasRoleConfig(scope)) {
    return {
      kind: 'passed-over',
      reason: `the role_arn of ${profileWords(scope)} goes with its web_identity_token_file`,
      source: role.source,
    };
  }
  const plan = planRoles(scope);
  return {
    kind: 'applies',
    reason: `${profileWords(scope)} has role_arn (${placeText(role.source)})`,
    source: role.source,
    ...(plan.kind === 'error' ? { error: plan.error } : {}),
  };
}
