/** Which context keys EC2 sets for an action on a resource. Source: Service Authorization Reference, Amazon EC2. */
import type { AccessCheck } from '../access-check.ts';
import type { ContextValues } from '../context-values.ts';
import type { ServiceCall } from '../service-call.ts';
import { ec2Arn } from './ec2-ids.ts';
import { EC2_KEYS } from './ec2-key-table.ts';

/** What EC2 knows of a resource, under the names of context keys, whether or not an action has these keys. */
export type ResourceFacts = ContextValues;

const TABLE: ReadonlyMap<string, readonly string[]> = new Map(
  EC2_KEYS.trim()
    .split('\n')
    .map((line) => {
      const [action, type, ...keys] = line.split(' ');
      const full = keys.map((key) => (key.includes(':') ? key : `ec2:${key}`).toLowerCase());
      return [`${action} ${type}`, full];
    }),
);

/** Of types of resources that are not in the table, actions know tags only. */
const TAGS_ONLY = ['aws:requesttag/*', 'aws:resourcetag/*', 'aws:tagkeys', 'ec2:resourcetag/*'];

/** The keys of an action for a type of resource, in lower case; a tag's ends in `/*`. */
function ec2KeysOf(action: string, type: string): readonly string[] {
  return TABLE.get(`${action} ${type}`) ?? TAGS_ONLY;
}

/** Those of the facts that AWS puts into the context of an action on a type of resource. */
function ec2Context(action: string, type: string, facts: ResourceFacts): ContextValues {
  const known = new Set(ec2KeysOf(action, type));
  const has = (key: string) => {
    const name = key.toLowerCase();
    const slash = name.indexOf('/');
    return known.has(name) || (slash > 0 && known.has(`${name.slice(0, slash)}/*`));
  };
  return Object.fromEntries(Object.entries(facts).filter(([key]) => has(key)));
}

/** A check of one of EC2's actions on one resource. */
export interface Ec2Check {
  /** The call's own where absent; without `ec2:`. */
  readonly action?: string;
  readonly type: string;
  /** `*` for what is still to be made. */
  readonly id: string;
  readonly facts: ResourceFacts;
  /** The account that the resource belongs to; the caller's where absent. */
  readonly owner?: string;
}

/** The check with the context keys that the action has for this type of resource. */
export function ec2Check(call: ServiceCall, check: Ec2Check): AccessCheck {
  const action = check.action ?? call.operation;
  return {
    action: `ec2:${action}`,
    resource: ec2Arn(call, check.type, check.id),
    context: ec2Context(action, check.type, check.facts),
    ...(check.owner === undefined ? {} : { owner: check.owner }),
  };
}
