/** The checks that boto3 makes of a call's parameters before it sends anything. */

import type { CredentialError, ProviderName } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';

/** The least lengths and values in the service model of STS. Source: botocore `data/sts/2011-06-15/service-2.json`. */
const LEAST = {
  role_arn: 20,
  role_session_name: 2,
  external_id: 2,
  mfa_serial: 9,
  'MFA code': 6,
  duration_seconds: 900,
  'web identity token': 4,
} as const;

export type Parameter = readonly [name: keyof typeof LEAST, value: string | number | undefined];

/** The error for the first parameter that is too short or too small. Source: botocore `ParamValidator`. */
export function parameterError(
  provider: ProviderName,
  parameters: readonly Parameter[],
): CredentialError | undefined {
  for (const [name, value] of parameters) {
    if (value === undefined) continue;
    const least = LEAST[name];
    const size = typeof value === 'number' ? value : [...value].length;
    if (size >= least) continue;
    const unit = typeof value === 'number' ? '' : ' characters';
    const message = `The ${name} is invalid: boto3 wants at least ${least}${unit}.`;
    return credentialError('credentials-config-invalid', 'ParamValidationError', message, { provider });
  }
  return undefined;
}
