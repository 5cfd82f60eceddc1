/** A provision as a shell script for the AWS CLI. */
import { arnOf, type Provision, type ProvisionedRole, type ProvisionedUser } from './provision.ts';

/**
 * A script that can be run again: what is there already is kept, and its policies are replaced.
 *
 * @returns a script for bash; documents are in here-documents in which the shell reads nothing
 */
export function scriptText(provision: Provision): string {
  const { about, user, roles, provider, account } = provision;
  const parts = [
    `#!/usr/bin/env bash\n${about.map((text) => `# ${text}\n`).join('')}set -euo pipefail`,
    `account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != ${word(account)} ]; then
  echo "These credentials belong to the account $account, and this is for ${account}." >&2
  exit 1
fi
documents=$(mktemp -d)
trap 'rm -rf "$documents"' EXIT`,
    ...(user === undefined ? [] : [userCommands(user, provision)]),
    ...(provider === undefined ? [] : [providerCommands(provider, provision)]),
    ...roles.map(roleCommands),
  ];
  return `${parts.join('\n\n')}\n`;
}

function userCommands({ name, policyName, policy }: ProvisionedUser, provision: Provision): string {
  const arn = word(arnOf(provision, 'policy', policyName));
  return lines(
    ...heredoc('user-policy', policy),
    `aws iam get-user --user-name ${word(name)} >/dev/null 2>&1 ||`,
    `  aws iam create-user --user-name ${word(name)}`,
    `if aws iam get-policy --policy-arn ${arn} >/dev/null 2>&1; then`,
    `  aws iam create-policy-version --policy-arn ${arn} --set-as-default \\`,
    '    --policy-document "file://$documents/user-policy.json"',
    'else',
    `  aws iam create-policy --policy-name ${word(policyName)} \\`,
    '    --policy-document "file://$documents/user-policy.json"',
    'fi',
    `aws iam attach-user-policy --user-name ${word(name)} --policy-arn ${arn}`,
  );
}

function providerCommands(provider: NonNullable<Provision['provider']>, provision: Provision): string {
  const host = provider.url.replace(/^https:\/\//, '');
  const arn = word(`arn:${provision.partition}:iam::${provision.account}:oidc-provider/${host}`);
  return lines(
    `if aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${arn} >/dev/null 2>&1; then`,
    `  aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} \\`,
    `    --client-id ${word(provider.audience)}`,
    'else',
    `  aws iam create-open-id-connect-provider --url ${word(provider.url)} \\`,
    `    --client-id-list ${word(provider.audience)}`,
    'fi',
  );
}

function roleCommands({ name, trust, policyName, policy, instanceProfile }: ProvisionedRole): string {
  const label = instanceProfile ? 'instance' : 'ci';
  const role = word(name);
  return lines(
    ...heredoc(`${label}-trust`, trust),
    ...heredoc(`${label}-policy`, policy),
    `if aws iam get-role --role-name ${role} >/dev/null 2>&1; then`,
    `  aws iam update-assume-role-policy --role-name ${role} \\`,
    `    --policy-document "file://$documents/${label}-trust.json"`,
    'else',
    `  aws iam create-role --role-name ${role} \\`,
    `    --assume-role-policy-document "file://$documents/${label}-trust.json"`,
    'fi',
    `aws iam put-role-policy --role-name ${role} --policy-name ${word(policyName)} \\`,
    `  --policy-document "file://$documents/${label}-policy.json"`,
    ...(instanceProfile
      ? [
          `if ! aws iam get-instance-profile --instance-profile-name ${role} >/dev/null 2>&1; then`,
          `  aws iam create-instance-profile --instance-profile-name ${role}`,
          `  aws iam add-role-to-instance-profile --instance-profile-name ${role} --role-name ${role}`,
          'fi',
        ]
      : []),
  );
}

/** No line of indented JSON is a word alone, so the end is the end. */
function heredoc(name: string, document: object): readonly string[] {
  return [`cat > "$documents/${name}.json" <<'END'`, JSON.stringify(document, null, 2), 'END'];
}

function lines(...texts: readonly string[]): string {
  return texts.join('\n');
}

/** A word that the shell takes literally. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
