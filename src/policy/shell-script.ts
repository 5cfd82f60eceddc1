/** Policies in the here-documents of a shell script, as `policy generate --format cli` prints one. */
import { memberOf, oneOrMany } from '../iam/json-access.ts';
import { readJson } from '../iam/json-reader.ts';
import type { Candidate, PolicyLayer } from './candidate.ts';

/** Whether a text is a script with documents in it. */
export function looksLikeScript(text: string): boolean {
  return /^#!.*\b(?:ba|z|da)?sh\b/.test(text.slice(0, 200)) && text.includes('<<');
}

/** The documents of a layer: those with principals are trust policies. */
export function scriptPolicies(text: string, layer: PolicyLayer): readonly Candidate[] {
  return hereDocuments(text).flatMap(({ name, body, at, isLiteral }): readonly Candidate[] => {
    const read = readJson(body);
    const statements = oneOrMany(memberOf(read.kind === 'value' ? read.node : undefined, 'Statement'));
    if (statements.length === 0) return [];
    const isTrust = statements.some((statement) =>
      ['Principal', 'NotPrincipal'].some((element) => memberOf(statement, element) !== undefined),
    );
    if (isTrust !== (layer === 'trust')) return [];
    return isLiteral || !/[$`\\]/.test(body)
      ? [{ kind: 'text', name, owner: undefined, text: body, at }]
      : [{ kind: 'unknown', name, owner: undefined, what: `${name} (the shell fills values in)`, at }];
  });
}

interface HereDocument {
  /** The file that it is written to, else its mark. */
  readonly name: string;
  readonly body: string;
  readonly at: number;
  /** Whether the shell takes it as it is. */
  readonly isLiteral: boolean;
}

/** Source: POSIX, Shell Command Language, "Here-Document". */
function hereDocuments(text: string): readonly HereDocument[] {
  const found: HereDocument[] = [];
  let open:
    | { readonly mark: string; readonly name: string; readonly start: number; readonly isLiteral: boolean }
    | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const end = at + line.length + 1;
    if (open === undefined) {
      const [, quote = '', mark] = /<<-?[ \t]*(['"\\]?)([A-Za-z_]\w*)/.exec(line) ?? [];
      const file = />[ \t]*["']?(?:[^\s"']*\/)?([\w.-]+)/.exec(line)?.[1];
      if (mark !== undefined) open = { mark, name: file ?? mark, start: end, isLiteral: quote !== '' };
    } else if (line.trim() === open.mark) {
      found.push({
        name: open.name,
        body: text.slice(open.start, at),
        at: open.start,
        isLiteral: open.isLiteral,
      });
      open = undefined;
    }
    at = end;
  }
  return found;
}
