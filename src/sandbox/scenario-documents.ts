/** All policy documents of a scenario, with their places in the file. */
import type { PolicyUsage } from '../iam/parse-statement.ts';
import type { AccountScenario, Scenario } from './scenario.ts';

export type Document = Readonly<Record<string, unknown>>;

export interface ScenarioDocument {
  readonly document: Document;
  readonly path: readonly PropertyKey[];
  readonly usage: PolicyUsage;
  /** In words, for messages. */
  readonly what: string;
}

/** The documents in the order of the schema. */
export function scenarioDocuments(scenario: Scenario): readonly ScenarioDocument[] {
  const sets = scenario.sso?.permissionSets ?? [];
  return [
    ...scenario.vpcEndpoints.flatMap(({ policy, service }, index) =>
      policy === undefined
        ? []
        : [
            {
              document: policy,
              path: ['vpcEndpoints', index, 'policy'],
              usage: 'resource' as const,
              what: `the policy of the VPC endpoint for ${service}`,
            },
          ],
    ),
    ...scenario.accounts.flatMap((account, index) => accountDocuments(account, ['accounts', index])),
    ...sets.flatMap((set, index) =>
      inlineDocuments(set, ['sso', 'permissionSets', index], `permission set ${set.name}`),
    ),
  ];
}

function accountDocuments(
  account: AccountScenario,
  path: readonly PropertyKey[],
): readonly ScenarioDocument[] {
  return [
    ...(['users', 'groups', 'roles'] as const).flatMap((kind) =>
      account[kind].flatMap((holder, index) =>
        inlineDocuments(holder, [...path, kind, index], `${kind.slice(0, -1)} ${holder.name}`),
      ),
    ),
    ...account.policies.map(({ document, name }, index) => ({
      document,
      path: [...path, 'policies', index, 'document'],
      usage: 'identity' as const,
      what: `policy ${name}`,
    })),
    ...account.roles.map(({ trust, name }, index) => ({
      document: trust,
      path: [...path, 'roles', index, 'trust'],
      usage: 'trust' as const,
      what: `the trust policy of role ${name}`,
    })),
    ...account.buckets.flatMap(({ policy, name }, index) =>
      policy === undefined
        ? []
        : [
            {
              document: policy,
              path: [...path, 'buckets', index, 'policy'],
              usage: 'resource' as const,
              what: `the policy of bucket ${name}`,
            },
          ],
    ),
    ...controlDocuments(account, path, 'serviceControlPolicies'),
    ...controlDocuments(account, path, 'resourceControlPolicies'),
    ...account.sessions.flatMap(({ policy, name }, index) =>
      policy === undefined
        ? []
        : [
            {
              document: policy,
              path: [...path, 'sessions', index, 'policy'],
              usage: 'identity' as const,
              what: `the policy of session ${name}`,
            },
          ],
    ),
  ];
}

function inlineDocuments(
  { inline }: { readonly inline: Readonly<Record<string, Document>> },
  path: readonly PropertyKey[],
  holder: string,
): readonly ScenarioDocument[] {
  return Object.entries(inline).map(([name, document]) => ({
    document,
    path: [...path, 'inline', name],
    usage: 'identity' as const,
    what: `policy ${name} of ${holder}`,
  }));
}

function controlDocuments(
  account: AccountScenario,
  path: readonly PropertyKey[],
  kind: 'serviceControlPolicies' | 'resourceControlPolicies',
): readonly ScenarioDocument[] {
  const words = kind === 'serviceControlPolicies' ? 'service control policy' : 'resource control policy';
  return (account[kind] ?? []).flatMap((level, depth) =>
    level.flatMap((policy, index) =>
      typeof policy === 'string'
        ? []
        : [
            {
              document: policy.document,
              path: [...path, kind, depth, index, 'document'],
              usage: kind === 'serviceControlPolicies' ? ('identity' as const) : ('resource' as const),
              what: `${words} ${policy.name}`,
            },
          ],
    ),
  );
}
