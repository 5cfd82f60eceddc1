import { isAwsQuarantine } from '../aws/denial/aws-quarantine.ts';
import type { Denial, DenyingStatement } from '../aws/denial/denial.ts';
import { matchesWildcard } from '../iam/wildcard.ts';

/**
 * Whether a denial of one thing is a denial of every other thing of its type: a statement denies that names neither ids
 * nor asks for anything that things differ in, such as tags. A Deny without a multi-factor code is such a one.
 */
export function deniesAnyOfItsType({ cause, resource }: Denial): boolean {
  if (cause.kind !== 'explicit-deny') return false;
  // AWS's policy against leaked keys has no conditions.
  if (isAwsQuarantine(cause.policy)) return true;
  if (resource === undefined) return false;
  return cause.statements.some(
    (statement) =>
      coversAnyId(statement, resource) && statement.conditions.every(({ key }) => isOfTheCall(key)),
  );
}

/** What is denied and something else of its type, which only a pattern that names no id covers. */
function coversAnyId({ resources }: DenyingStatement, resource: string): boolean {
  const another = resource.replace(/\/[^/]*$/, '/any-other-id');
  return resources.some((pattern) => [resource, another].every((arn) => matchesWildcard(pattern, arn)));
}

/** Keys of who calls, how and where: the same for whatever the call is about. */
function isOfTheCall(key: string): boolean {
  const name = key.toLowerCase();
  return name === 'ec2:region' || (name.startsWith('aws:') && !name.startsWith('aws:resource'));
}
