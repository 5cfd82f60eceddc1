import { closestTo } from '../closest-word.ts';
import { ACTION_NAMES, SERVICE_PREFIXES } from './known-actions.ts';
import { matchesWildcard } from './wildcard.ts';

/** What is known about the name of an action, or a pattern of names, in a policy. */
export type ActionName =
  | { readonly kind: 'known' }
  /** Its service exists, but its actions are not listed here. */
  | { readonly kind: 'not-listed' }
  /** IAM has no such service or no such action: the pattern covers nothing. */
  | { readonly kind: 'no-service' | 'no-action' };

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

const SERVICES = words(SERVICE_PREFIXES);

const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(ACTION_NAMES).map(([service, names]) => [
    service,
    words(names).map((name) => `${service}:${name}`),
  ]),
);

/** As they are compared: in lower case. */
const LOWER_ACTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...ACTIONS].map(([service, actions]) => [service, new Set(actions.map((name) => name.toLowerCase()))]),
);

/**
 * Looks an action pattern such as `ec2:Describe*` up. IAM itself takes any name when a policy is created.
 *
 * Source: AWS Service Authorization Reference.
 */
export function lookUpAction(pattern: string): ActionName {
  const [prefix = '', name] = pattern.split(':');
  if (name === undefined || /[*?]/.test(prefix)) return { kind: 'known' };
  const service = prefix.toLowerCase();
  const actions = LOWER_ACTIONS.get(service);
  if (actions === undefined) return { kind: SERVICES.includes(service) ? 'not-listed' : 'no-service' };
  return isCovered(pattern.toLowerCase(), actions) ? { kind: 'known' } : { kind: 'no-action' };
}

function isCovered(pattern: string, actions: ReadonlySet<string>): boolean {
  if (!/[*?]/.test(pattern)) return actions.has(pattern);
  // Few names hold what a pattern says in letters; only those are matched.
  const [start = '', ...others] = pattern.split(/[*?]+/);
  const longest = others.reduce((best, piece) => (piece.length > best.length ? piece : best), '');
  for (const action of actions) {
    const mayMatch = action.startsWith(start) && action.includes(longest);
    if (mayMatch && matchesWildcard(pattern, action)) return true;
  }
  return false;
}

/** The action that an unknown one may mean: looked for only where it is shown, since it takes a look at every name. */
export function actionMeantBy(pattern: string): string | undefined {
  const [prefix = '', name = ''] = pattern.split(':');
  const service = prefix.toLowerCase();
  const actions = ACTIONS.get(service);
  if (actions === undefined) {
    const near = closestTo(service, SERVICES);
    return near === undefined ? undefined : `${near}:${name}`;
  }
  return /[*?]/.test(name) ? undefined : closestTo(`${service}:${name}`, actions);
}
