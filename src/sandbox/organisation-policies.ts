/** Service control and resource control policies of an account's organisation. */
import { resourceId } from './ids.ts';
import { FULL_AWS_ACCESS } from './managed-policies.ts';
import type { StoredPolicy } from './policies.ts';
import { storePolicy } from './policies.ts';
import type { AccountScenario, Scenario } from './scenario.ts';

type Organization = Scenario['organization'];

/** The levels of service control policies; undefined for an account that has none. */
export function serviceControl(
  scenario: AccountScenario,
  organization: Organization,
): readonly (readonly StoredPolicy[])[] | undefined {
  return scenario.serviceControlPolicies?.map((level, depth) =>
    level.map((policy) => {
      if (policy === 'FullAWSAccess')
        return storePolicy(
          {
            name: policy,
            type: 'none',
            arn: `arn:${scenario.partition}:organizations::aws:policy/p-${policy}`,
          },
          FULL_AWS_ACCESS.document,
        );
      const arn = controlPolicyArn(scenario, organization, 'service_control_policy', [
        'scp',
        scenario.id,
        String(depth),
        policy.name,
      ]);
      return storePolicy({ name: policy.name, type: 'none', arn }, policy.document);
    }),
  );
}

/**
 * All resource control policies; RCPFullAWSAccess is left out, since it denies nothing, and allowing is not what these
 * policies do.
 */
export function resourceControl(
  scenario: AccountScenario,
  organization: Organization,
): readonly StoredPolicy[] {
  return (scenario.resourceControlPolicies ?? []).flatMap((level, depth) =>
    level.flatMap((policy) => {
      if (policy === 'RCPFullAWSAccess') return [];
      const arn = controlPolicyArn(scenario, organization, 'resource_control_policy', [
        'rcp',
        scenario.id,
        String(depth),
        policy.name,
      ]);
      return [storePolicy({ name: policy.name, type: 'resource', arn }, policy.document, 'resource')];
    }),
  );
}

function controlPolicyArn(
  { partition, id }: AccountScenario,
  organization: Organization,
  kind: 'service_control_policy' | 'resource_control_policy',
  [prefix = '', ...key]: readonly string[],
): string {
  const policyId = `p-${resourceId(prefix, ...key).slice(5, 13)}`;
  const owner = organization.managementAccount ?? id;
  return `arn:${partition}:organizations::${owner}:policy/${organization.id}/${kind}/${policyId}`;
}
