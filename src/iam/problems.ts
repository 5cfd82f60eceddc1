import type { JsonMember } from './json-node.ts';
import { lineStartsOf, positionIn } from './json-node.ts';

/** Something wrong in a policy document, and where: `path` such as `Statement[0].Effect`, empty at the top. */
export interface PolicyProblem {
  readonly message: string;
  readonly path: string;
  /** From 1, for documents read from text. */
  readonly line?: number;
  readonly column?: number;
}

/** Beyond this many, further problems are only noise. */
const MOST_PROBLEMS = 50;

/** No word of IAM's is longer. */
const LONGEST_WORD = 60;

/** Gathers problems (the document is refused) and warnings (it is evaluated all the same). */
export class ProblemList {
  readonly problems: PolicyProblem[] = [];
  readonly warnings: PolicyProblem[] = [];
  private readonly text: string | undefined;
  private lineStarts: readonly number[] | undefined;

  constructor(text: string | undefined) {
    this.text = text;
  }

  problem(message: string, path: string, at: number | undefined): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(this.located(message, path, at));
  }

  warning(message: string, path: string, at: number | undefined): void {
    if (this.warnings.length < MOST_PROBLEMS) this.warnings.push(this.located(message, path, at));
  }

  private located(message: string, path: string, at: number | undefined): PolicyProblem {
    if (this.text === undefined || at === undefined) return { message, path };
    this.lineStarts ??= lineStartsOf(this.text);
    return { message, path, ...positionIn(this.lineStarts, at) };
  }
}

/** A word of the document for a message: quoted, escaped, and short. */
export function quoted(text: string): string {
  return JSON.stringify(inPath(text));
}

/** A name in a path, short. */
export function inPath(name: string): string {
  return name.length > LONGEST_WORD ? `${name.slice(0, LONGEST_WORD - 3)}...` : name;
}

/** An object's members by name; repeated and unknown names are problems. `known` undefined: any name goes. */
export function membersOf(
  members: readonly JsonMember[],
  path: string,
  known: ReadonlySet<string> | undefined,
  list: ProblemList,
): ReadonlyMap<string, JsonMember> {
  const byName = new Map<string, JsonMember>();
  for (const member of members) {
    const name = inPath(member.name);
    const place = path === '' ? name : `${path}.${name}`;
    if (byName.has(member.name)) {
      list.problem(`${quoted(member.name)} is there more than once`, place, member.nameAt);
    } else if (known?.has(member.name) === false) {
      list.problem(`${quoted(member.name)} is not an element that may be here`, place, member.nameAt);
    }
    byName.set(member.name, member);
  }
  return byName;
}
