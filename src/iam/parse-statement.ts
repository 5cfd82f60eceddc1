import type { JsonMember, JsonNode } from './json-node.ts';
import { parseConditions } from './parse-condition.ts';
import type { Effect, Statement } from './policy-types.ts';
import type { ProblemList } from './problems.ts';
import { membersOf, quoted } from './problems.ts';
import { toValue } from './to-value.ts';

/** What a document is for: only trust and resource policies name principals, and a trust policy no resources. */
export type PolicyUsage = 'identity' | 'trust' | 'resource';

type Members = ReadonlyMap<string, JsonMember>;
type Check = (text: string, path: string, at: number | undefined, list: ProblemList) => void;

const ELEMENTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/**
 * Reads one statement; what is wrong goes to `list`, and the statement given back is then not to be used.
 *
 * Source: IAM User Guide, "IAM JSON policy element reference".
 */
export function parseStatement(
  node: JsonNode,
  path: string,
  index: number,
  usage: PolicyUsage,
  list: ProblemList,
): Statement {
  if (node.kind !== 'object') {
    list.problem('a statement is an object', path, node.at);
    return { effect: 'Deny', conditions: [], index };
  }
  const members = membersOf(node.members, path, ELEMENTS, list);
  checkPresence(members, path, node.at, usage, list);
  const sid = parseSid(members.get('Sid')?.value, path, list);
  const actions = parseTexts(members.get('Action'), path, checkAction, list);
  const notActions = parseTexts(members.get('NotAction'), path, checkAction, list);
  const resources = parseTexts(members.get('Resource'), path, checkResource, list);
  const notResources = parseTexts(members.get('NotResource'), path, checkResource, list);
  const principal = members.get('Principal');
  const notPrincipal = members.get('NotPrincipal');
  return {
    ...(sid === undefined ? {} : { sid }),
    effect: parseEffect(members.get('Effect')?.value, path, list),
    ...(actions === undefined ? {} : { actions }),
    ...(notActions === undefined ? {} : { notActions }),
    ...(resources === undefined ? {} : { resources }),
    ...(notResources === undefined ? {} : { notResources }),
    ...(principal === undefined ? {} : { principal: toValue(principal.value) }),
    ...(notPrincipal === undefined ? {} : { notPrincipal: toValue(notPrincipal.value) }),
    conditions: parseConditions(members.get('Condition')?.value, `${path}.Condition`, list),
    index,
  };
}

function checkPresence(
  members: Members,
  path: string,
  at: number | undefined,
  usage: PolicyUsage,
  list: ProblemList,
): void {
  if (!members.has('Effect')) list.problem('the statement has no Effect', path, at);
  checkPair(members, 'Action', 'required', path, at, list);
  checkPair(members, 'Resource', usage === 'trust' ? 'forbidden' : 'required', path, at, list);
  checkPair(members, 'Principal', usage === 'identity' ? 'forbidden' : 'required', path, at, list);
}

function checkPair(
  members: Members,
  name: 'Action' | 'Resource' | 'Principal',
  presence: 'required' | 'forbidden',
  path: string,
  at: number | undefined,
  list: ProblemList,
): void {
  const given = members.get(name);
  const negated = members.get(`Not${name}`);
  if (given !== undefined && negated !== undefined) {
    list.problem(`${name} and Not${name} exclude each other`, `${path}.Not${name}`, negated.nameAt);
  }
  const present = given ?? negated;
  if (presence === 'required' && present === undefined) {
    list.problem(`the statement has neither ${name} nor Not${name}`, path, at);
  }
  if (presence === 'forbidden' && present !== undefined) {
    const where = name === 'Principal' ? 'a policy of an identity' : 'a trust policy';
    list.problem(`${present.name} may not be in ${where}`, `${path}.${present.name}`, present.nameAt);
  }
}

function parseEffect(node: JsonNode | undefined, path: string, list: ProblemList): Effect {
  if (node?.kind === 'string' && (node.value === 'Allow' || node.value === 'Deny')) return node.value;
  if (node !== undefined) {
    const found = node.kind === 'string' ? `, not ${quoted(node.value)}` : '';
    list.problem(`Effect must be "Allow" or "Deny"${found}`, `${path}.Effect`, node.at);
  }
  return 'Deny';
}

function parseSid(node: JsonNode | undefined, path: string, list: ProblemList): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'string') {
    list.problem('Sid must be a text', `${path}.Sid`, node.at);
    return undefined;
  }
  if (!/^[A-Za-z0-9]*$/.test(node.value)) {
    list.warning('IAM takes only letters and digits in a Sid', `${path}.Sid`, node.at);
  }
  return node.value;
}

function parseTexts(
  member: JsonMember | undefined,
  path: string,
  check: Check,
  list: ProblemList,
): readonly string[] | undefined {
  if (member === undefined) return undefined;
  const place = `${path}.${member.name}`;
  const { value } = member;
  const items = value.kind === 'array' ? value.items : [value];
  if (items.length === 0) list.problem(`${member.name} is an empty list`, place, value.at);
  return items.flatMap((item, index) => {
    const itemPlace = value.kind === 'array' ? `${place}[${index}]` : place;
    if (item.kind !== 'string') {
      list.problem(`${member.name} must be a text or a list of texts`, itemPlace, item.at);
      return [];
    }
    check(item.value, itemPlace, item.at, list);
    return [item.value];
  });
}

/** Source: IAM User Guide, "IAM JSON policy elements: Action". */
function checkAction(text: string, path: string, at: number | undefined, list: ProblemList): void {
  if (text === '*') return;
  const [service = '', name, ...rest] = text.split(':');
  if (name === undefined) {
    list.problem(`the action ${quoted(text)} lacks its service, as in "ec2:RunInstances"`, path, at);
  } else if (rest.length > 0) {
    list.problem(`the action ${quoted(text)} has more than one colon`, path, at);
  } else if (service !== '*' && !/^[A-Za-z0-9.-]+$/.test(service)) {
    list.problem(`the action ${quoted(text)} has no service name before its colon`, path, at);
  } else if (!/^[A-Za-z0-9*?_-]+$/.test(name)) {
    list.warning(`the action ${quoted(text)} is no action's name and covers nothing`, path, at);
  }
}

/** Source: IAM User Guide, "IAM JSON policy elements: Resource". */
function checkResource(text: string, path: string, at: number | undefined, list: ProblemList): void {
  if (/^\*+$/.test(text)) return;
  const [scheme = '', , service = ''] = text.split(':');
  if (!text.includes(':')) {
    list.problem(`the resource ${quoted(text)} must be an ARN or "*"`, path, at);
  } else if (scheme !== 'arn' && !text.startsWith('${')) {
    list.warning(`the resource ${quoted(text)} is no ARN and covers nothing`, path, at);
  } else if (scheme === 'arn' && /[*?]/.test(service)) {
    list.warning(`the resource ${quoted(text)} has a wildcard for its service, which IAM refuses`, path, at);
  }
}
