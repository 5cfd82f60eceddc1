/**
 * Wildcard patterns, matched in time proportional to pattern times text whatever the pattern looks like.
 *
 * A pattern is a list of code points and of the negative marks below, so that a character that came out of a
 * policy variable is never taken for a wildcard.
 */

/** `*`: any run of characters. */
export const ANY_RUN = -1;
/** `?`: any one character. */
export const ANY_ONE = -2;
/** `*` that stays between two colons of an ARN. */
export const RUN_WITHOUT_COLON = -3;
/** `?` that stays between two colons of an ARN. */
export const ONE_WITHOUT_COLON = -4;

export const COLON = 0x3a;
const STAR = 0x2a;
const QUESTION_MARK = 0x3f;

/** Code points and wildcard marks. */
export type Pattern = readonly number[];

/** Part of a policy string; in a literal part `*` and `?` stand for themselves. */
export interface TextPart {
  readonly text: string;
  readonly literal: boolean;
}

export function codePoints(text: string): number[] {
  const points: number[] = [];
  for (const character of text) points.push(character.codePointAt(0) ?? 0);
  return points;
}

export function patternOf(parts: readonly TextPart[]): Pattern {
  const pattern: number[] = [];
  for (const part of parts) {
    for (const point of codePoints(part.text)) {
      if (part.literal) pattern.push(point);
      else pattern.push(point === STAR ? ANY_RUN : point === QUESTION_MARK ? ANY_ONE : point);
    }
  }
  return pattern;
}

/** Whether `text` matches `pattern`, in which `*` and `?` are wildcards. */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  // A `?` is one code point; half of one must not count for a character.
  if (!/[\ud800-\udfff]/.test(text)) return matchesUnits(pattern, text);
  return matchesPattern(patternOf([{ text: pattern, literal: false }]), text);
}

/** Matches unit by unit; what follows a run is looked for as early as it goes, and only the last run is ever made longer. */
function matchesUnits(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  let run = -1;
  let runEnd = 0;
  while (at < text.length) {
    const mark = pattern[place];
    if (mark === '*') {
      run = place;
      runEnd = at;
      place += 1;
    } else if (mark === '?' || (mark !== undefined && mark === text[at])) {
      place += 1;
      at += 1;
    } else if (run >= 0) {
      runEnd += 1;
      at = runEnd;
      place = run + 1;
    } else return false;
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

/** Whether the whole of `text` matches, by following all ways through the pattern at once. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  if (pattern.length === 1 && pattern[0] === ANY_RUN) return true;
  const points = codePoints(text);
  if (shortestMatch(pattern) > points.length) return false;
  let places = afterRuns(pattern, [0]);
  for (const point of points) {
    places = afterRuns(pattern, step(pattern, places, point));
    if (places.length === 0) return false;
  }
  return places.at(-1) === pattern.length;
}

function shortestMatch(pattern: Pattern): number {
  return pattern.filter((mark) => !isRun(mark)).length;
}

function isRun(mark: number | undefined): boolean {
  return mark === ANY_RUN || mark === RUN_WITHOUT_COLON;
}

/** The places, in order and each once, that are reached without reading: a run may match nothing. */
function afterRuns(pattern: Pattern, places: readonly number[]): number[] {
  const reached: number[] = [];
  let next = 0;
  for (const place of places) {
    if (place < next) continue;
    next = place;
    reached.push(next);
    while (isRun(pattern[next])) {
      next += 1;
      reached.push(next);
    }
    next += 1;
  }
  return reached;
}

/** The places, in order, that are reached by reading one character. */
function step(pattern: Pattern, places: readonly number[], point: number): number[] {
  const reached: number[] = [];
  for (const place of places) {
    const mark = pattern[place];
    if (mark === ANY_RUN || (mark === RUN_WITHOUT_COLON && point !== COLON)) reached.push(place);
    else if (mark === point || mark === ANY_ONE || (mark === ONE_WITHOUT_COLON && point !== COLON)) {
      reached.push(place + 1);
    }
  }
  return reached;
}
