import { INLINE_POLICY_CHARACTERS, MANAGED_POLICY_CHARACTERS } from '../../aws-facts/policy-sizes.ts';
import { type AccountAnswer, askAccount } from '../../check/ask-account.ts';
import { instanceTrust, type Provision, type ProvisionedRole } from '../../policy/provision/provision.ts';
import { skycheckPolicy } from '../../policy/skycheck-policy.ts';
import { jsonText, line, ownText, type PrintableText } from '../../printable.ts';
import { MINIMAL_CAPABILITIES } from '../../skypilot/documented-policy.ts';
import {
  type GeneratedPolicy,
  isDocumented,
  type PolicyScope,
  policyFor,
  policySize,
} from '../../skypilot/policy-document.ts';
import type { CapabilityId } from '../../skypilot/requirements.ts';
import { ROLE_CAPABILITIES, rolePolicyFor } from '../../skypilot/role-policy.ts';
import type { CliContext } from '../context.ts';
import { EXIT, UsageError } from '../exit.ts';
import { underTimeLimit } from '../time-limit.ts';
import { type GithubRequest, githubRequest, type Note } from './policy-github.ts';
import type { GenerateOptions } from './policy-options.ts';

/** Runs `skycheck policy generate`. */
export async function runGenerate(options: GenerateOptions, context: CliContext): Promise<number> {
  const capabilities = chosenCapabilities(options);
  const github = githubRequest(options);
  const whose = await accountFor(options, context);
  const scope = { account: whose.account, partition: whose.partition, role: options.role };
  const policy = generate(options, capabilities, scope, whose.principalArns);
  const trust = github?.trustFor(scope);
  const text =
    options.format === 'json'
      ? jsonText(trust ?? policy)
      : await provisionText(options, provisionOf(options, policy, scope, github));
  context.terminal.stdout.write(text);
  const notes = [...(github?.notes(scope) ?? []), ...(trust === undefined ? sizeNotes(policy, options) : [])];
  for (const { text: note, always } of notes) {
    if (always || context.terminal.stderr.isTerminal)
      context.terminal.stderr.write(line`skycheck: ${note}\n`);
  }
  return EXIT.ok;
}

function chosenCapabilities(options: GenerateOptions): readonly CapabilityId[] {
  if (options.for === 'skycheck') {
    if (options.with === undefined && !options.documentedOnly) return [];
    throw new UsageError(
      '--with and --documented-only do not go with --for skycheck: its reads are always the same.',
    );
  }
  const chosen = options.with ?? (options.for === 'role' ? ROLE_CAPABILITIES : MINIMAL_CAPABILITIES);
  if (options.for === 'role' && chosen.includes('auto-role')) {
    throw new UsageError(
      '--for role: the role cannot be what creates the role.',
      'auto-role belongs to the policy of the user.',
    );
  }
  const undocumented = options.documentedOnly ? chosen.filter((id) => !isDocumented(id)) : [];
  if (undocumented.length === 0) return chosen;
  throw new UsageError(
    `--documented-only: SkyPilot's AWS page has no policy for ${undocumented.join(', ')}.`,
    'Without --documented-only, what SkyPilot calls is taken from its code.',
  );
}

type Whose = Omit<Extract<AccountAnswer, { kind: 'known' }>, 'kind'>;

async function accountFor(options: GenerateOptions, context: CliContext): Promise<Whose> {
  const { account, partition } = options;
  if (account !== 'auto') return { account, partition: partition ?? 'aws', principalArns: [] };
  const timeoutMs = options.timeout * 1000;
  const request = {
    profile: options.profile,
    renewSsoToken: options.refresh,
    endpointUrl: options.endpointUrl,
    timeoutMs,
    version: context.version,
  };
  const answer = await underTimeLimit(timeoutMs, context, (signal, host) =>
    askAccount({ ...request, signal }, host),
  );
  if (answer.kind === 'failed') {
    throw new UsageError(
      `The account could not be asked for: ${answer.reason}.`,
      'Name it (--account 123456789012), or see what is wrong with skycheck aws -v.',
    );
  }
  if (partition !== undefined && partition !== answer.partition) {
    throw new UsageError(
      `--partition ${partition}: the credentials belong to the partition ${answer.partition}.`,
      'Name the account as well: --account 123456789012.',
    );
  }
  return answer;
}

function generate(
  options: GenerateOptions,
  capabilities: readonly CapabilityId[],
  scope: PolicyScope,
  principalArns: readonly string[],
): GeneratedPolicy {
  switch (options.for) {
    case 'user':
    case 'github':
      return policyFor(capabilities, scope, options.documentedOnly);
    case 'role':
      return rolePolicyFor(capabilities, scope, options.documentedOnly);
    case 'skycheck':
      return skycheckPolicy(scope, principalArns);
  }
}

/** SkyPilot's user comes with the role of its instances, which it passes on. */
function provisionOf(
  options: GenerateOptions,
  policy: GeneratedPolicy,
  scope: PolicyScope,
  github: GithubRequest | undefined,
): Provision {
  const { account, partition } = scope;
  const head = `IAM for SkyPilot in the account ${account}, made by \`skycheck policy generate\`.`;
  const instances = (own: GeneratedPolicy): ProvisionedRole => ({
    name: options.role,
    trust: instanceTrust(partition),
    policyName: `${options.role}-policy`,
    policy: own,
    instanceProfile: true,
  });
  const base = { account, partition, about: [head], user: undefined, roles: [], provider: undefined };
  const ofInstances = () => instances(rolePolicyFor(ROLE_CAPABILITIES, scope, options.documentedOnly));
  const user = { name: options.user, policyName: `${options.user}-policy`, policy };
  switch (options.for) {
    case 'user':
      return { ...base, user, roles: [ofInstances()] };
    case 'role':
      return { ...base, roles: [instances(policy)] };
    case 'skycheck':
      return { ...base, user: { ...user, policyName: 'skycheck-policy' } };
    case 'github': {
      if (github === undefined) return base;
      const ci = {
        name: options.ciRole,
        policyName: `${options.ciRole}-policy`,
        policy,
        instanceProfile: false,
      };
      return {
        ...base,
        provider: github.providerFor(scope),
        roles: [{ ...ci, trust: github.trustFor(scope) }, ofInstances()],
      };
    }
  }
}

async function provisionText({ format }: GenerateOptions, provision: Provision): Promise<PrintableText> {
  switch (format) {
    case 'terraform':
      return ownText((await import('../../policy/provision/terraform-text.ts')).terraformText(provision));
    case 'cloudformation':
      return ownText(
        (await import('../../policy/provision/cloudformation-text.ts')).cloudFormationText(provision),
      );
    default:
      return ownText((await import('../../policy/provision/script-text.ts')).scriptText(provision));
  }
}

function sizeNotes(policy: GeneratedPolicy, options: GenerateOptions): readonly Note[] {
  const size = policySize(policy);
  if (size > MANAGED_POLICY_CHARACTERS) {
    const text = `warning: the policy has ${count(size)} characters without white space, and a managed policy may have ${count(MANAGED_POLICY_CHARACTERS)}. Split it, or choose fewer capabilities.`;
    return [{ text, always: true }];
  }
  const holder = options.for === 'role' ? 'role' : 'user';
  const texts = [
    `${count(size)} characters without white space; a managed policy may have ${count(MANAGED_POLICY_CHARACTERS)}, the inline policies of a ${holder} ${count(INLINE_POLICY_CHARACTERS[holder])} altogether.`,
    ...(options.for === 'skycheck'
      ? ['dry runs need no statement: AWS answers them only to an identity that may do the real thing.']
      : []),
  ];
  return texts.map((text) => ({ text, always: false }));
}

function count(characters: number): string {
  return characters.toLocaleString('en-US');
}
