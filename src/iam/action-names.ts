import { closestTo } from '../closest-word.ts';
import { ACTION_NAMES, SERVICE_PREFIXES } from './known-actions.ts';
import { matchesAction } from './match.ts';

/** What is known about the name of an action, or a pattern of names, in a policy. */
export type ActionName =
  | { readonly kind: 'known' }
  /** Its service exists, but its actions are not listed here. */
  | { readonly kind: 'not-listed' }
  /** IAM has no such service or no such action: the pattern covers nothing. */
  | { readonly kind: 'no-service' | 'no-action'; readonly meant: string | undefined };

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

const SERVICES = words(SERVICE_PREFIXES);

const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(ACTION_NAMES).map(([service, names]) => [
    service,
    words(names).map((name) => `${service}:${name}`),
  ]),
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
  const actions = ACTIONS.get(service);
  if (actions === undefined) {
    if (SERVICES.includes(service)) return { kind: 'not-listed' };
    const near = closestTo(service, SERVICES);
    return { kind: 'no-service', meant: near === undefined ? undefined : `${near}:${name}` };
  }
  if (actions.some((action) => matchesAction(pattern, action))) return { kind: 'known' };
  return { kind: 'no-action', meant: meantBy(`${service}:${name}`, actions) };
}

function meantBy(pattern: string, actions: readonly string[]): string | undefined {
  if (/[*?]/.test(pattern)) return undefined;
  return closestTo(pattern, actions);
}
