import { ALLOWED_OPERATIONS } from '../aws/read-only-guard.ts';
import type { GeneratedPolicy, PolicyScope, PolicyStatement } from '../skypilot/policy-document.ts';

/** Operations that only reach what the credentials themselves name: the role of a profile, a login. */
const PER_PROFILE: readonly string[] = ['sts:AssumeRole', 'signin:CreateOAuth2Token'];

/**
 * The policy that skycheck itself needs: its reads, and simulating the identity and SkyPilot's role. It is made from
 * the list of the operations that can leave the program.
 *
 * Dry runs are left out: AWS answers them only to an identity that may do the real thing, which is what they find out.
 *
 * @param principalArns - the ARNs that the checked identity may have; none where it is not known, and any user is meant
 *   that asks about itself
 */
export function skycheckPolicy(scope: PolicyScope, principalArns: readonly string[]): GeneratedPolicy {
  const actions = ALLOWED_OPERATIONS.flatMap(({ rule, action }) =>
    rule === 'always' && action !== undefined && !PER_PROFILE.includes(action) ? [action] : [],
  );
  const inAccount = `arn:${scope.partition}:iam::${scope.account}`;
  const role = `${inAccount}:role/${scope.role}`;
  const self =
    principalArns.length === 0
      ? [`${inAccount}:user/\${aws:username}`, `${inAccount}:user/*/\${aws:username}`]
      : principalArns;
  const onProfile = (action: string) => action === 'iam:GetInstanceProfile';
  const iamActions = actions.filter((action) => action.startsWith('iam:'));
  const others = [...new Set(actions.filter((action) => !action.startsWith('iam:')))];
  return {
    Version: '2012-10-17',
    Statement: [
      allow('ReadForSkycheck', others, '*'),
      allow(
        'LookUpSelfAndRole',
        iamActions.filter((action) => !onProfile(action)),
        [...new Set([...self, role])],
      ),
      allow(
        'LookUpInstanceProfile',
        iamActions.filter(onProfile),
        `${inAccount}:instance-profile/${scope.role}`,
      ),
    ],
  };
}

function allow(Sid: string, Action: string[], Resource: string | string[]): PolicyStatement {
  return { Sid, Effect: 'Allow', Action, Resource };
}
