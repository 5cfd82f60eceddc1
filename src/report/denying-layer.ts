/** The layers of policies, as those who deny. */

const DENIED_BY: Readonly<Record<string, string | undefined>> = {
  'explicit-deny': 'a Deny in a policy of this identity',
  'permissions-boundary': 'the permissions boundary',
  scp: 'a service control policy',
  rcp: 'a resource control policy',
  'session-policy': 'the session policy',
  'resource-policy': "the resource's own policy",
  'trust-policy': "the role's trust policy",
  'vpc-endpoint-policy': 'the policy of the VPC endpoint',
  unknown: 'AWS, which does not say why',
};

/** Who denies, after "denied by"; undefined for a missing Allow, which is shown as a missing permission. */
export function denyingLayer(layer: string): string | undefined {
  return DENIED_BY[layer];
}
