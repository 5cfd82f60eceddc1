/** Finds the denials in what somebody pasted: a message, a log of SkyPilot's with many, a document that AWS decoded. */
import type { Denial } from '../aws/denial/denial.ts';
import { parseDenial } from '../aws/denial/parse-denial.ts';
import { withDecoded } from '../permissions/decoded-denial.ts';

/** As much as is read; a log's end matters most. */
const MAX_CHARACTERS = 2_000_000;
const MAX_DENIALS = 2_000;

/** Where the text of a denial begins. */
const OPENING = /(?:User:?\s+["'\\]*\S{1,2100}\s+is\s+|You\s+are\s+)?not\s+authorized\s+to\s+perform/gi;
/** A message as EC2 encodes it, alone. */
const ENCODED_ALONE = /^[\w+/=-]{80,}$/;

/** The denials of a text, each once, in its order; empty where there are none. */
export function denialsIn(pasted: string): readonly Denial[] {
  const text = pasted.slice(-MAX_CHARACTERS).trim();
  const decoded = decodedDocument(text);
  if (decoded !== undefined) return [decoded];
  if (ENCODED_ALONE.test(text)) return [{ cause: { kind: 'unexplained' }, encodedMessage: text }];
  const starts = [...text.matchAll(OPENING)].map(({ index }) => index).slice(-MAX_DENIALS);
  const denials = starts
    .map((start, index) => parseDenial(text.slice(start, starts[index + 1])))
    .filter(({ action, encodedMessage }) => action !== undefined || encodedMessage !== undefined);
  const seen = new Map(denials.map((denial) => [JSON.stringify(denial), denial]));
  return [...seen.values()];
}

/** What `aws sts decode-authorization-message` prints, with or without the CLI's frame around it. */
function decodedDocument(text: string): Denial | undefined {
  const document = objectOf(text);
  if (document === undefined) return undefined;
  const inner = typeof document.DecodedMessage === 'string' ? document.DecodedMessage : text;
  const decoded = objectOf(inner);
  if (decoded === undefined || typeof decoded.explicitDeny !== 'boolean') return undefined;
  const context = decoded.context as { readonly principal?: { readonly arn?: unknown } } | undefined;
  const actor = context?.principal?.arn;
  return withDecoded(
    { cause: { kind: 'unexplained' }, ...(typeof actor === 'string' ? { actor } : {}) },
    inner,
  );
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
