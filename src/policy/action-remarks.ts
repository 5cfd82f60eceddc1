import { lookUpAction } from '../iam/action-names.ts';
import { memberOf, oneOrMany } from '../iam/json-access.ts';
import { type JsonNode, lineStartsOf, positionIn } from '../iam/json-node.ts';
import { type PolicyProblem, quoted } from '../iam/problems.ts';

/**
 * The actions of a document that IAM does not know, with what may be meant.
 *
 * @param text - the text that the document's offsets count in
 */
export function unknownActions(document: JsonNode, text: string): readonly PolicyProblem[] {
  const starts = lineStartsOf(text);
  return oneOrMany(memberOf(document, 'Statement')).flatMap((statement, index) =>
    ['Action', 'NotAction'].flatMap((element) =>
      oneOrMany(memberOf(statement, element)).flatMap((item): readonly PolicyProblem[] => {
        const message = item.kind === 'string' ? aboutAction(item.value) : undefined;
        if (message === undefined) return [];
        const position = item.at === undefined ? {} : positionIn(starts, item.at);
        return [{ message, path: `Statement[${index}].${element}`, ...position }];
      }),
    ),
  );
}

function aboutAction(pattern: string): string | undefined {
  const name = lookUpAction(pattern);
  if (name.kind === 'known' || name.kind === 'not-listed') return undefined;
  const what = name.kind === 'no-service' ? 'a service that IAM does not know' : 'no action of its service';
  return `${quoted(pattern)} names ${what}${name.meant === undefined ? '' : `; is ${name.meant} meant?`}`;
}
