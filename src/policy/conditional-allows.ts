import type { ConditionalAllow } from '../aws/denial/denial.ts';
import { evaluateStatement } from '../iam/evaluate-statement.ts';
import type { AccessRequest, NamedPolicy } from '../iam/policy-types.ts';
import { foldKeys } from '../iam/request-context.ts';

/**
 * The statements that would allow a request if their conditions held: where nothing else allows it, a statement
 * without those conditions would undo what somebody wanted.
 */
export function conditionalAllows(
  policies: readonly NamedPolicy[],
  request: AccessRequest,
): readonly ConditionalAllow[] {
  return policies.flatMap((policy) => {
    const scope = {
      action: request.action,
      resource: request.resource,
      context: foldKeys(request.context),
      version: policy.document.version,
      missingKeys: 'undecided' as const,
    };
    return policy.document.statements
      .filter(
        (statement) =>
          statement.effect === 'Allow' &&
          statement.conditions.length > 0 &&
          evaluateStatement({ ...statement, conditions: [] }, scope).truth === 'yes',
      )
      .map(({ sid, conditions }) => ({
        ...(sid === undefined || sid === '' ? {} : { sid }),
        policy: policy.arn ?? policy.name,
        conditions: conditions.map(({ key, values }) => ({ key, values })),
      }));
  });
}
