/**
 * How many characters policies may have.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas"; AWS Organizations, "Quotas" (service control policies since May
 * 2026).
 */

/** Of a managed policy, and so of a permissions boundary; white space does not count. */
export const MANAGED_POLICY_CHARACTERS = 6144;

/** Of all inline policies of one holder together; white space does not count. */
export const INLINE_POLICY_CHARACTERS = { user: 2048, group: 5120, role: 10_240 } as const;

/** Of a service control policy; white space counts. */
export const SERVICE_CONTROL_POLICY_CHARACTERS = 10_240;
