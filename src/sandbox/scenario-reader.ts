/** From the text of a scenario file to a scenario, or to problems with their lines. */
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './scenario.ts';
import type { PlacedIssue } from './scenario-issue.ts';
import { checkReferences } from './scenario-references.ts';

/** Something wrong in a scenario file. Lines and columns count from 1. */
export interface ScenarioProblem {
  readonly line: number;
  readonly column: number;
  /** Where in the document, such as `accounts[0].users[1].name`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

export type ScenarioRead =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'invalid'; readonly problems: readonly ScenarioProblem[] };

const MAX_TEXT = 1024 * 1024;
const MAX_ALIASES = 100;

/**
 * Reads a scenario.
 *
 * @param text The file's text.
 * @returns The scenario with its defaults filled in, or everything that is wrong with it.
 */
export function readScenario(text: string): ScenarioRead {
  if (text.length > MAX_TEXT)
    return invalid([{ line: 1, column: 1, path: '', message: 'larger than 1 MiB' }]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return invalid(
      document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { line, column: col, path: '', message: lowerFirst(error.message) };
      }),
    );
  const place = (issue: PlacedIssue) => placed(document, lines, issue);
  const value = plainValue(document);
  if (value.kind === 'failed') return invalid([place({ path: [], message: value.message })]);
  const parsed = scenarioSchema.safeParse(value.value);
  if (!parsed.success) return invalid(flatten(parsed.error.issues).map(place));
  const broken = checkReferences(parsed.data);
  return broken.length > 0 ? invalid(broken.map(place)) : { kind: 'scenario', scenario: parsed.data };
}

function invalid(problems: readonly ScenarioProblem[]): ScenarioRead {
  return { kind: 'invalid', problems };
}

function plainValue(
  document: Document.Parsed,
):
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly message: string } {
  try {
    return { kind: 'value', value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function placed(document: Document.Parsed, lines: LineCounter, issue: PlacedIssue): ScenarioProblem {
  const { line, col } = lines.linePos(offsetOf(document, issue.path));
  return { line, column: col, path: formatPath(issue.path), message: issue.message };
}

/** Where the value at a path begins; where there is none, its nearest ancestor. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const steps = path.slice(0, length);
    const parent = document.getIn(steps.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(steps.at(-1)));
      if (pair !== undefined && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(steps, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

type Issue = z.core.$ZodIssue;

/** One issue for each thing that is wrong: unknown keys singly, and of a union the alternative that was meant. */
function flatten(issues: readonly Issue[], base: readonly PropertyKey[] = []): PlacedIssue[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key "${key}"` }));
    if (issue.code === 'invalid_union' && issue.errors.length > 0)
      return flatten(meantAlternative(issue.errors), path);
    return [{ path, message: lowerFirst(issue.message) }];
  });
}

/** The alternative that complains least; missing keys, and a value of another kind altogether, count most. */
function meantAlternative(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const weight = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => {
      if (issue.code === 'unrecognized_keys') return sum + 2 * issue.keys.length;
      return sum + (issue.code === 'invalid_type' || issue.path.length === 0 ? 3 : 1);
    }, 0);
  return alternatives.reduce((best, next) => (weight(next) < weight(best) ? next : best));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
