import type { Scope } from './scope.ts';
import { isUndecided } from './scope.ts';
import type { Truth } from './truth.ts';
import { anyOf, truthOf } from './truth.ts';
import { expand } from './variables.ts';
import type { Pattern, TextPart } from './wildcard.ts';
import {
  ANY_ONE,
  ANY_RUN,
  COLON,
  codePoints,
  matchesPattern,
  matchesWildcard,
  ONE_WITHOUT_COLON,
  patternOf,
  RUN_WITHOUT_COLON,
} from './wildcard.ts';

/** Whether something applies, and the context keys that were asked for and not there. */
export interface MatchResult {
  readonly truth: Truth;
  readonly missing: readonly string[];
}

/** The colons before the resource part of an ARN. */
const ARN_COLONS = 5;

const ARN_PREFIX = codePoints('arn:');

/**
 * Whether an action pattern such as `ec2:Describe*` covers an action, without regard to case.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Action".
 */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
}

/** Whether any of a statement's action patterns covers an action. */
export function matchesAnyAction(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matchesAction(pattern, action));
}

/**
 * Whether any of a statement's resources covers the request's resource. A resource whose variable has no
 * value covers nothing.
 */
export function matchesAnyResource(resources: readonly string[], scope: Scope): MatchResult {
  const missing = new Set<string>();
  const truths: Truth[] = [];
  for (const resource of resources) {
    const result = matchesResource(resource, scope);
    if (result.truth === 'yes' && result.missing.length === 0) return result;
    truths.push(result.truth);
    for (const key of result.missing) missing.add(key);
  }
  return { truth: anyOf(truths), missing: [...missing] };
}

function matchesResource(resource: string, scope: Scope): MatchResult {
  const expansion = expand(resource, scope);
  if (isUndecided(scope, [...expansion.missing])) {
    return { truth: 'unknown', missing: expansion.missing };
  }
  if (expansion.kind === 'no-value') return { truth: 'no', missing: expansion.missing };
  return {
    truth: truthOf(matchesResourcePattern(expansion.parts, scope.resource)),
    missing: expansion.missing,
  };
}

/**
 * Whether a resource pattern covers a resource, case-sensitively. Before the fifth colon, wildcards stay
 * within their segment, except a `*` that ends its segment: that may run on beyond the colon. An ARN with
 * fewer than six segments is completed with `*`.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs", and
 * "Identify AWS resources with Amazon Resource Names (ARNs)", "Limitations on wildcard usage within ARNs".
 */
function matchesResourcePattern(parts: readonly TextPart[], resource: string): boolean {
  const pattern = patternOf(parts);
  return (
    matchesPattern(boundToSegments(pattern), resource) ||
    (isIncomplete(pattern) && matchesPattern(boundToSegments(completed(pattern)), resource))
  );
}

function isIncomplete(pattern: Pattern): boolean {
  return ARN_PREFIX.every((point, index) => pattern[index] === point) && colonsIn(pattern) < ARN_COLONS;
}

function completed(pattern: Pattern): Pattern {
  return [
    ...pattern,
    ...Array(ARN_COLONS - colonsIn(pattern))
      .fill([COLON, ANY_RUN])
      .flat(),
  ];
}

function colonsIn(pattern: Pattern): number {
  return pattern.filter((mark) => mark === COLON).length;
}

function boundToSegments(pattern: Pattern): Pattern {
  let colons = 0;
  return pattern.map((mark, index) => {
    if (mark === COLON) colons += 1;
    if (colons >= ARN_COLONS) return mark;
    if (mark === ANY_ONE) return ONE_WITHOUT_COLON;
    if (mark !== ANY_RUN) return mark;
    const next = pattern[index + 1];
    return next === undefined || next === COLON ? ANY_RUN : RUN_WITHOUT_COLON;
  });
}

/** The pattern's segments at its first five colons; undefined where it has fewer. */
export function arnSegments(pattern: Pattern): readonly Pattern[] | undefined {
  const segments: number[][] = [[]];
  for (const mark of pattern) {
    if (mark === COLON && segments.length <= ARN_COLONS) segments.push([]);
    else segments.at(-1)?.push(mark);
  }
  return segments.length === ARN_COLONS + 1 ? segments : undefined;
}

/** An ARN's six components; undefined for text that has no such shape. */
export function arnComponents(text: string): readonly string[] | undefined {
  const components = text.split(':');
  if (components[0] !== 'arn' || components.length <= ARN_COLONS) return undefined;
  return [...components.slice(0, ARN_COLONS), components.slice(ARN_COLONS).join(':')];
}
