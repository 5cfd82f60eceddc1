/** Findings about policy documents, and about what they allow. */
import {
  MANAGED_POLICY_CHARACTERS,
  SERVICE_CONTROL_POLICY_CHARACTERS,
} from '../../aws-facts/policy-sizes.ts';
import { type FileLine, placeText } from '../../file-line.ts';
import { lineStartsOf, positionIn } from '../../iam/json-node.ts';
import type { LaunchStatement } from '../../policy/policy-evidence.ts';
import type { PolicyFacts } from '../../policy/policy-facts.ts';
import { REMARK_KINDS, type ReadPolicy } from '../../policy/read-policies.ts';
import { arranged, type Finding, finding } from '../finding.ts';
import { command, replace } from '../fix-step.ts';
import { applyRule } from '../internal/internal-rules.ts';
import { capabilityFindings } from '../permissions/capability-rules.ts';

/** All findings about policies, the most important first, then in the order in which a person would fix things. */
export function policyFindings(facts: PolicyFacts): readonly Finding[] {
  const rules: Readonly<Record<string, () => readonly Finding[]>> = {
    'policy-accounts': () => misspeltAccounts(facts),
    'policy-remarks': () => remarks(facts),
    'policy-sizes': () => tooLarge(facts),
    'policy-conditions': () => undecided(facts),
    permissions: () => permissionFindings(facts),
    'policy-files': () => takenTogether(facts),
    'policy-assumptions': () => assumptions(facts),
  };
  const found = Object.entries(rules).flatMap(([name, rule]) => applyRule(name, rule));
  return arranged(found, facts);
}

/** With another word for the account a statement covers nothing, and what is missing follows from that. */
function permissionFindings(facts: PolicyFacts): readonly Finding[] {
  const found = capabilityFindings({ ...facts, lacking: 'none of the policies', identity: undefined });
  return found.map((each) =>
    each.code === 'permissions-missing'
      ? { ...each, possibleCauses: ['policy-account-misspelt', ...each.possibleCauses] }
      : each,
  );
}

function misspeltAccounts({ policies }: PolicyFacts): readonly Finding[] {
  return policies.flatMap(({ name, file, document, text }) => {
    const named = document.statements.flatMap(({ resources = [], notResources = [] }) => [
      ...resources,
      ...notResources,
    ]);
    const wrong = [...new Set(named.filter((resource) => !hasAccount(resource)))];
    const account = accountPart(wrong[0] ?? '');
    if (account === undefined) return [];
    const what = wrong.map((resource) => JSON.stringify(resource)).join(', ');
    const offset = text.indexOf(account);
    const at = offset < 0 ? undefined : { file, line: positionIn(lineStartsOf(text), offset).line };
    return [
      finding('policy-account-misspelt', {
        ...(account.startsWith('<') ? { title: `${account} was not replaced in ${name}` } : {}),
        detail: `${name}: in ${what} the fifth part is no account number.`,
        at,
        fix: at === undefined ? [] : [replace(at, account, `${accountNumber(account)}, wherever it is`)],
      }),
    ];
  });
}

/** Twelve digits, where the word has as many. */
function accountNumber(word: string): string {
  const digits = word.replaceAll(/[\s-]/g, '');
  return /^\d{12}$/.test(digits) ? digits : 'the twelve digits of your account';
}

function accountPart(resource: string): string | undefined {
  return /^arn:[^:$]*:[^:$]*:[^:$]*:([^:$]*):/.exec(resource)?.[1];
}

/** A number, a pattern or a variable, nothing at all, or `aws` for what belongs to AWS. */
function hasAccount(resource: string): boolean {
  const account = accountPart(resource);
  return account === undefined || /^(\d{12}|aws|aws-marketplace|)$/.test(account) || /[*?]/.test(account);
}

function remarks({ policies }: PolicyFacts): readonly Finding[] {
  const all = policies.flatMap((policy) => policy.remarks);
  return REMARK_KINDS.flatMap((kind) => {
    const ofKind = all.filter((remark) => remark.kind === kind);
    const texts = [...new Set(ofKind.map(({ text }) => text))];
    if (texts.length === 0) return [];
    return [finding(kind, { detail: `${texts.join('; ')}.`, places: eachOnce(ofKind.map(({ at }) => at)) })];
  });
}

/** Places, each once. */
function eachOnce(places: readonly FileLine[]): readonly FileLine[] {
  return [...new Map(places.map((place) => [placeText(place), place])).values()];
}

function tooLarge({ policies }: PolicyFacts): readonly Finding[] {
  return policies.flatMap(({ name, layer, size, file, line }) => {
    const [kind, limit] =
      layer === 'scp'
        ? (['service control policy', SERVICE_CONTROL_POLICY_CHARACTERS] as const)
        : (['managed policy', MANAGED_POLICY_CHARACTERS] as const);
    if (size === undefined || size <= limit) return [];
    const detail = `${name} has ${size} characters, white space aside; a ${kind} may have ${limit}.`;
    return [finding('policy-too-large', { detail, at: { file, line } })];
  });
}

function undecided(facts: PolicyFacts): readonly Finding[] {
  const { undecidedKeys, capabilities, required, scope } = facts;
  if (undecidedKeys.length === 0) return [];
  const concerned = capabilities.filter(({ permissions }) =>
    permissions.some(({ decision }) => decision === 'unknown'),
  );
  const matters = concerned.some(
    ({ id, core, status }) => status === 'unknown' && (core || required.includes(id)),
  );
  const region = undecidedKeys.some((key) => /^(aws:RequestedRegion|ec2:Region)$/i.test(key));
  return [
    finding('policy-condition-undecided', {
      severity: matters ? 'warning' : 'info',
      detail: `Part of ${concerned.map(({ id }) => id).join(', ')} hangs on ${undecidedKeys.join(', ')}, which documents alone do not tell.`,
      fix:
        region && scope.knownRegion === undefined
          ? [command('skycheck', 'policy', 'check', '--region', 'REGION', { shell: '…' })]
          : [],
    }),
  ];
}

/** Graver where the file itself says that they belong to different identities. */
function takenTogether({ policies }: PolicyFacts): readonly Finding[] {
  const identity = policies.filter(({ layer }) => layer === 'identity');
  return [...new Set(identity.map(({ file }) => file))].flatMap((file) => {
    const together = identity.filter((policy) => policy.file === file);
    if (together.length < 2) return [];
    const owners = ownersOf(together);
    const names = together.map(({ name }) => name.slice(file.length + 1)).join(', ');
    const how =
      owners.length > 1
        ? `They belong to different identities (${owners.join(', ')}), and are evaluated as if one had them all.`
        : 'They are evaluated as if one identity had them all.';
    return [
      finding('policies-taken-together', {
        places: together.map(({ line }) => ({ file, line })),
        severity: owners.length > 1 ? 'warning' : 'info',
        detail: `${file} holds ${together.length} policies: ${names}. ${how}`,
      }),
    ];
  });
}

function ownersOf(policies: readonly ReadPolicy[]): readonly string[] {
  return [...new Set(policies.flatMap(({ owner }) => owner ?? []))];
}

function assumptions({
  scope,
  scpsBesideDefault,
  decidedByLaunch,
  capabilities,
  required,
}: PolicyFacts): readonly Finding[] {
  // Statements to add are to be pasted: then the account in them matters.
  const hasStatements = capabilities.some(
    ({ id, core, status }) => status !== 'enabled' && (core || required.includes(id)),
  );
  return [
    ...(scope.knownAccount === undefined
      ? [
          finding('policy-account-unknown', {
            severity: hasStatements ? 'warning' : 'info',
            detail: `Resources and statements to add are shown with the account ${scope.account}, which is that of AWS's examples.`,
            fix: [command('skycheck', 'policy', 'check', '--account', 'ACCOUNT', { shell: '…' })],
          }),
        ]
      : []),
    ...decidedByLaunch.map(({ name, effect, keys }) =>
      finding('policy-decided-by-launch', {
        // Launches with other settings are denied.
        ...(effect === 'Deny' ? { severity: 'warning' } : {}),
        detail: `Whether ${name} ${effect === 'Deny' ? 'denies' : 'allows'} hangs on the launch, which is assumed to have: ${keys.map(launchValue).join(', ')}.`,
      }),
    ),
    ...scpsBesideDefault.map((name) =>
      finding('scp-default-assumed', {
        at: { file: name, line: 1 },
        detail: `${name} allows nothing, so FullAWSAccess is taken to be attached beside it.`,
      }),
    ),
  ];
}

function launchValue({ key, values }: LaunchStatement['keys'][number]): string {
  return values.length === 0 ? `no ${key}` : `${key} is ${values.join(', ')}`;
}
