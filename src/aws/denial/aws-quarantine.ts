/**
 * The policy that AWS itself attaches to a user whose access key it found in public.
 *
 * Source: AWS managed policy reference, AWSCompromisedKeyQuarantine to V3.
 */
export function isAwsQuarantine(policy: string | undefined): boolean {
  return policy !== undefined && /(?:^|:policy\/)AWSCompromisedKeyQuarantine(?:V\d+)?$/.test(policy);
}
