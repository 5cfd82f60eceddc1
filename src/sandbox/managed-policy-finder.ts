/** The managed policies of an account: its own, and AWS's. */
import { uniqueId } from './ids.ts';
import { AWS_MANAGED_POLICIES, type AwsManagedPolicy } from './managed-policies.ts';
import type { StoredPolicy } from './policies.ts';
import { policyName, storePolicy } from './policies.ts';
import type { AccountScenario } from './scenario.ts';

/** A managed policy, AWS's or the account's own. */
export interface ManagedPolicy extends StoredPolicy {
  readonly arn: string;
  readonly path: string;
  readonly id: string;
  readonly version: string;
}

export interface PolicyFinder {
  readonly all: ReadonlyMap<string, ManagedPolicy>;
  /** By ARN or name; the account's own come first. */
  find(reference: string): ManagedPolicy;
}

/** The policies by ARN and by name. */
export function policyFinder(scenario: AccountScenario): PolicyFinder {
  const own = scenario.policies.map((entry) => {
    const arn = `arn:${scenario.partition}:iam::${scenario.id}:policy${entry.path}${entry.name}`;
    return managed({ ...entry, version: 'v1' }, arn, 'user-managed');
  });
  const aws = [...AWS_MANAGED_POLICIES.values()].map((entry) =>
    managed(entry, `arn:${scenario.partition}:iam::aws:policy${entry.path}${entry.name}`, 'aws-managed'),
  );
  const policies = [...own, ...aws];
  return {
    all: new Map(policies.map((entry) => [entry.arn, entry])),
    find: (reference) => {
      const name = policyName(reference);
      const found = policies.find((entry) => entry.name === name);
      if (found === undefined) throw new Error(`no policy ${reference}`);
      return found;
    },
  };
}

function managed(
  policy: Pick<AwsManagedPolicy, 'name' | 'path' | 'version'> & { readonly document: object },
  arn: string,
  type: 'aws-managed' | 'user-managed',
): ManagedPolicy {
  const stored = storePolicy({ name: policy.name, type, arn }, policy.document);
  return { ...stored, arn, path: policy.path, version: policy.version, id: uniqueId('ANPA', arn) };
}
