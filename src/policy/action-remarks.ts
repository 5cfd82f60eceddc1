import { actionMeantBy, lookUpAction } from '../iam/action-names.ts';
import { memberOf, oneOrMany } from '../iam/json-access.ts';
import { type JsonNode, lineStartsOf, positionIn } from '../iam/json-node.ts';
import { type PolicyProblem, quoted } from '../iam/problems.ts';

/** What further ones may mean is not looked for: who wrote them so makes no typing errors. */
const MOST_SUGGESTIONS = 20;

/**
 * The actions of a document that IAM does not know, with what may be meant.
 *
 * @param text - the text that the document's offsets count in
 */
export function unknownActions(document: JsonNode, text: string): readonly PolicyProblem[] {
  const starts = lineStartsOf(text);
  const messageOf = remarker();
  return oneOrMany(memberOf(document, 'Statement')).flatMap((statement, index) =>
    ['Action', 'NotAction'].flatMap((element) =>
      oneOrMany(memberOf(statement, element)).flatMap((item): readonly PolicyProblem[] => {
        const message = item.kind === 'string' ? messageOf(item.value) : undefined;
        if (message === undefined) return [];
        const position = item.at === undefined ? {} : positionIn(starts, item.at);
        return [{ message, path: `Statement[${index}].${element}`, ...position }];
      }),
    ),
  );
}

/** What is said of an action that IAM does not know; each is looked up once. */
function remarker(): (pattern: string) => string | undefined {
  const messages = new Map<string, string | undefined>();
  let suggestions = 0;
  return (pattern) => {
    if (messages.has(pattern)) return messages.get(pattern);
    const { kind } = lookUpAction(pattern);
    let message: string | undefined;
    if (kind === 'no-service' || kind === 'no-action') {
      suggestions += 1;
      message = remarkOn(pattern, kind, suggestions <= MOST_SUGGESTIONS ? actionMeantBy(pattern) : undefined);
    }
    messages.set(pattern, message);
    return message;
  };
}

function remarkOn(pattern: string, kind: 'no-service' | 'no-action', meant: string | undefined): string {
  const what = kind === 'no-service' ? 'a service that IAM does not know' : 'no action of its service';
  return `${quoted(pattern)} names ${what}${meant === undefined ? '' : `; is ${meant} meant?`}`;
}
