/** A provision in Terraform's language. */
import type { Provision, ProvisionedRole, ProvisionedUser } from './provision.ts';

/** @returns a file for `terraform apply`; every value is quoted by the rules of HCL */
export function terraformText(provision: Provision): string {
  const { about, user, roles, provider } = provision;
  const blocks = [
    about.map((text) => `# ${text}`).join('\n'),
    'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}',
    ...(user === undefined ? [] : userBlocks(user)),
    ...(provider === undefined
      ? []
      : [
          block('aws_iam_openid_connect_provider', 'ci', {
            url: provider.url,
            client_id_list: [provider.audience],
          }),
        ]),
    ...roles.flatMap((role) => roleBlocks(role, provider !== undefined)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function userBlocks({ name, policyName, policy }: ProvisionedUser): readonly string[] {
  return [
    block('aws_iam_user', 'skypilot', { name }),
    block('aws_iam_policy', 'user', { name: policyName, policy: encoded(policy) }),
    block('aws_iam_user_policy_attachment', 'user', {
      user: { code: 'aws_iam_user.skypilot.name' },
      policy_arn: { code: 'aws_iam_policy.user.arn' },
    }),
  ];
}

function roleBlocks(
  { name, trust, policyName, policy, instanceProfile }: ProvisionedRole,
  hasProvider: boolean,
): readonly string[] {
  const label = instanceProfile ? 'instances' : 'ci';
  const role = { code: `aws_iam_role.${label}.name` };
  return [
    block('aws_iam_role', label, {
      name,
      assume_role_policy: encoded(trust),
      ...(hasProvider && !instanceProfile
        ? { depends_on: { code: '[aws_iam_openid_connect_provider.ci]' } }
        : {}),
    }),
    block('aws_iam_role_policy', label, { name: policyName, role, policy: encoded(policy) }),
    ...(instanceProfile ? [block('aws_iam_instance_profile', label, { name, role })] : []),
  ];
}

/** An expression that is written as it is. */
interface Code {
  readonly code: string;
}

type Value = string | readonly string[] | Code;

function encoded(document: object): Code {
  return { code: `jsonencode(${expression(document, 2)})` };
}

function block(type: string, label: string, attributes: Readonly<Record<string, Value>>): string {
  const width = Math.max(...Object.keys(attributes).map((name) => name.length));
  const lines = Object.entries(attributes).map(
    ([name, value]) => `  ${name.padEnd(width)} = ${isCode(value) ? value.code : expression(value, 2)}`,
  );
  return `resource "${type}" "${label}" {\n${lines.join('\n')}\n}`;
}

function isCode(value: Value): value is Code {
  return typeof value === 'object' && !Array.isArray(value);
}

/** A value of JSON as an expression. */
function expression(value: unknown, indent: number): string {
  const inner = ' '.repeat(indent + 2);
  const end = ' '.repeat(indent);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => `${inner}${expression(item, indent + 2)},\n`).join('')}${end}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, item]) => item !== undefined);
    if (members.length === 0) return '{}';
    const lines = members.map(([name, item]) => `${inner}${key(name)} = ${expression(item, indent + 2)}\n`);
    return `{\n${lines.join('')}${end}}`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

function key(name: string): string {
  return /^[A-Za-z]\w*$/.test(name) ? name : quoted(name);
}

/** Source: Terraform, "Strings and Templates": escape sequences, and `$${` and `%%{` for what is no template. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{');
}
