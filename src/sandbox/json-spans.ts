/** Where the elements of an array are in a JSON text that is known to be well-formed. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The spans of the elements of a member of the outermost object; a member that is no array is its own single
 * element. An element begins right behind the bracket, comma or colon before it.
 */
export function elementSpans(text: string, member: string): readonly Span[] {
  const value = memberStart(text, member);
  if (value === undefined) return [];
  const open = skipBlanks(text, value);
  if (text.charAt(open) !== '[') return [{ start: value, end: endOfValue(text, open) }];
  const spans: Span[] = [];
  let start = open + 1;
  while (start < text.length) {
    const first = skipBlanks(text, start);
    if (text.charAt(first) === ']') break;
    const end = endOfValue(text, first);
    spans.push({ start, end });
    const after = skipBlanks(text, end);
    if (text.charAt(after) !== ',') break;
    start = after + 1;
  }
  return spans;
}

/** The offset behind the colon of a member of the outermost object. */
function memberStart(text: string, member: string): number | undefined {
  let at = skipBlanks(text, text.indexOf('{') + 1);
  while (text.charAt(at) === '"') {
    const end = endOfValue(text, at);
    const colon = skipBlanks(text, end);
    if (text.slice(at, end) === JSON.stringify(member)) return colon + 1;
    const comma = skipBlanks(text, endOfValue(text, skipBlanks(text, colon + 1)));
    at = skipBlanks(text, comma + 1);
  }
  return undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

/** The offset behind the value that begins at `from`. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (depth > 0 || !', \t\r\n'.includes(character)) continue;
    else return at;
    if (depth < 0) return at;
    if (depth === 0 && '"}]'.includes(character)) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
