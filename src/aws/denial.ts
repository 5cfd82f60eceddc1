import type { Denial, DenyingPolicy } from './aws-result.ts';

/** AWS's words for kinds of policies, the more telling ones first. */
const POLICY_WORDS: readonly (readonly [string, DenyingPolicy])[] = [
  ['service control polic', 'scp'],
  ['resource control polic', 'rcp'],
  ['permissions boundar', 'permissions-boundary'],
  ['session polic', 'session'],
  ['vpc endpoint polic', 'vpc-endpoint'],
  ['identity-based polic', 'identity'],
  ['resource-based polic', 'resource'],
];

/**
 * Reads what AWS's text of a denial tells: "… is not authorized to perform: ACTION on resource: ARN because no
 * identity-based policy allows the ACTION action", "… with an explicit deny in a service control policy".
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
export function readDenial(message: string): Denial {
  const subject = /not authorized to perform:?\s+([a-z0-9-]+:\w+)(?:\s+on\s+resource:?\s+([^\s]+))?/i.exec(
    message,
  );
  const missing = /because no ([a-z -]+?) allows/i.exec(message);
  const denied = /with an explicit deny(?: in an? ([a-z -]+))?/i.exec(message);
  const words = (denied ?? missing)?.[1]?.toLowerCase();
  const policy = POLICY_WORDS.find(([word]) => words?.includes(word))?.[1];
  return {
    ...(subject?.[1] === undefined ? {} : { action: subject[1] }),
    ...(subject?.[2] === undefined ? {} : { resource: subject[2].replace(/[.,;]$/, '') }),
    ...(policy === undefined ? {} : { policy }),
    ...(denied === null && missing === null ? {} : { explicit: denied !== null }),
  };
}

/** The part that only DecodeAuthorizationMessage can read, which EC2 appends to a denial. */
export function encodedAuthorizationMessage(message: string): string | undefined {
  return /Encoded authorization failure message:\s*([\w+/=-]{20,})/i.exec(message)?.[1];
}

/**
 * A denial's text without what makes it long: EC2's standard opening and the encoded part; the principal too,
 * where the text would not fit otherwise.
 */
export function condenseDenial(message: string, limit: number): string {
  const core = message
    .replace(/\s*Encoded authorization failure message:\s*[\w+/=-]*\.?/i, '')
    .replace(/^You are not authorized to perform this operation\.\s+(?=\S)/i, '');
  return core.length <= limit ? core : core.replace(/^User:?\s+\S+\s+is\b/i, 'The caller is');
}
