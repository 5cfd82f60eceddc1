/** SkyPilot's rule of who owns a cluster. */

/** How a recorded owner relates to the identity of now. */
export type OwnerMatch =
  /** The UserId is the same. */
  | 'same'
  /** Another identity of the same account: SkyPilot warns, goes on and records the new owner. */
  | 'same-account'
  /** SkyPilot refuses every operation on the cluster. */
  | 'other';

/**
 * Compares element by element, as SkyPilot does.
 *
 * Source: SkyPilot `sky/backends/backend_utils.py`, `_check_owner_identity_with_record`.
 *
 * @param recorded - `[UserId, Account]`
 */
export function matchOwner(recorded: readonly string[], active: readonly [string, string]): OwnerMatch {
  if (recorded[0] === active[0]) return 'same';
  return recorded[1] === active[1] ? 'same-account' : 'other';
}

/** Reads an owner as SkyPilot records it: a JSON list, or a list of such; undefined for anything else. */
export function parseOwner(text: string): readonly [string, string] | undefined {
  const value = parsed(text);
  const list: unknown = Array.isArray(value) && Array.isArray(value[0]) ? value[0] : value;
  if (!Array.isArray(list)) return undefined;
  const [userId, account]: readonly unknown[] = list;
  return typeof userId === 'string' && typeof account === 'string' && /^\d{12}$/.test(account)
    ? [userId, account]
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
