/**
 * What keeps an account from launching, whatever its policies say. Source: EC2 API reference, "Error codes"; reports of
 * accounts that are new, blocked or on the free plan.
 */
import { ApiError } from './api-error.ts';
import { isFreeTierType } from './instance-types.ts';
import { isTrue } from './query-params.ts';
import type { RestrictionScenario } from './scenario.ts';
import type { ServiceCall } from './service-call.ts';

function restrictionsHere(call: ServiceCall): readonly RestrictionScenario[] {
  return call.caller.account.scenario.restrictions.filter(
    ({ regions }) => regions === undefined || regions.includes(call.region),
  );
}

/** Ends every call of EC2 from an account that EC2 does not serve. */
export function checkServiceIsOpen(call: ServiceCall): void {
  for (const { kind } of restrictionsHere(call)) {
    if (kind === 'opt-in-required')
      throw new ApiError(
        401,
        'OptInRequired',
        'You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.',
      );
    if (kind === 'auth-failure')
      throw new ApiError(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
  }
}

/** Ends a launch that the account may not make, although its policies allow it. */
export function checkMayLaunch(call: ServiceCall, instanceType: string): void {
  const isDryRun = isTrue(call.params, 'DryRun');
  for (const { kind, dryRuns } of restrictionsHere(call)) {
    if (isDryRun && !dryRuns) continue;
    if (kind === 'blocked')
      throw new ApiError(
        400,
        'Blocked',
        'This account is currently blocked and not recognized as a valid account. Please contact https://support.console.aws.amazon.com/support/home?region=us-east-1#/case/create?issueType=customer-service&serviceCode=account-management&categoryCode=account-verification if you have questions.',
      );
    if (kind === 'pending-verification')
      throw new ApiError(
        400,
        'PendingVerification',
        'Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete. We will notify you by email once your request has been validated. While normally resolved within minutes, please allow up to 4 hours for this process to complete.',
      );
    if (kind === 'free-plan' && !isFreeTierType(instanceType))
      throw new ApiError(
        400,
        'InvalidParameterCombination',
        "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types' with the filter 'free-tier-eligible=true'.",
      );
  }
}
