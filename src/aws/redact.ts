/** How many characters of a secret in a row are a leak. */
const GRAM = 12;
export const REMOVED = '[removed]';
/** As `aws configure list` masks keys. */
const MASK = '*'.repeat(16);

/** Secret values that must never be shown. */
export interface Secrets {
  readonly values: readonly string[];
  /** Shown as their last four characters. */
  readonly accessKeyIds: readonly string[];
}

/** Removes secrets and control characters from one text. */
export type Redact = (text: string) => string;

/**
 * Makes a function that takes secrets out of other people's texts.
 *
 * Removed are: the given values, also where only a part of 12 characters or more is echoed, plain, URL-encoded,
 * XML-escaped or in base64 at any offset; anything that looks like an access key id, but for its last four
 * characters; long runs of base64, such as encoded authorisation messages and tokens; control characters.
 */
export function redactor(secrets: Secrets): Redact {
  const forms = secrets.values.flatMap(formsOf);
  const short = forms.filter((form) => form.length >= 4 && form.length < GRAM);
  const grams = gramsOf(forms.filter((form) => form.length >= GRAM));
  const keyIds = secrets.accessKeyIds.filter((id) => id.length > 4);
  return (text) => {
    let out = removeRuns(plainText(text), grams);
    for (const word of short) out = removeWord(out, word);
    for (const id of keyIds) out = out.replaceAll(id, maskKeyId(id));
    return withoutBlobs(out.replace(KEY_ID, maskKeyId));
  };
}

/** An access key id with all but its last four characters masked; nothing is shown of shorter ones. */
export function maskKeyId(id: string): string {
  return id.length > 4 ? MASK + id.slice(-4) : MASK;
}

/** Text on one line, without control characters, escape sequences or marks that change the direction of writing. */
export function plainText(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCE, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** At most `limit` characters, with an ellipsis where something is cut. */
export function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).trimEnd()}…`;
}

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);
const ESCAPE_SEQUENCE = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|.)?`,
  'g',
);

/** Access key ids: `AKIA` long-term, `ASIA` temporary, and rarer kinds. Source: IAM User Guide, unique identifiers. */
const KEY_ID = /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/gi;
const BASE64_RUN = /[A-Za-z0-9+/_=-]{100,}/g;

/** What replaces a run of base64. A long path in an ARN may be a run too, but has no such mix of characters. */
export function removeBlob(run: string): string {
  const looksEncoded = /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run);
  return looksEncoded ? REMOVED : run;
}

/** Takes out long runs of base64, such as encoded messages and tokens. */
export function withoutBlobs(text: string): string {
  return text.replace(BASE64_RUN, removeBlob);
}

function formsOf(value: string): readonly string[] {
  // Half of a surrogate pair cannot be encoded.
  const secret = value.replace(/\p{Cs}/gu, '\ufffd');
  const url = encodeURIComponent(secret);
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const encoded = [0, 1, 2].map((offset) => base64At(secret, offset));
  const urlSafe = encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const lines = [plainText(value), ...value.split(/\s+/)];
  return [...new Set([value, ...lines, url, url.replaceAll('%20', '+'), xml, ...encoded, ...urlSafe])];
}

/** The characters of base64 that depend on the secret alone, when it is `offset` bytes (mod 3) into the data. */
function base64At(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret, 'utf8')]);
  const whole = bytes.length - (bytes.length % 3);
  const start = offset === 0 ? 0 : offset + 1;
  return bytes.subarray(0, whole).toString('base64').slice(start);
}

function gramsOf(forms: readonly string[]): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const form of forms) {
    for (let at = 0; at + GRAM <= form.length; at++) grams.add(form.slice(at, at + GRAM));
  }
  return grams;
}

function removeRuns(text: string, grams: ReadonlySet<string>): string {
  let out = '';
  let done = 0;
  for (let at = 0; at + GRAM <= text.length; at++) {
    if (!grams.has(text.slice(at, at + GRAM))) continue;
    let end = at + GRAM;
    while (end < text.length && grams.has(text.slice(end - GRAM + 1, end + 1))) end++;
    out += text.slice(done, at) + REMOVED;
    done = end;
    at = end - 1;
  }
  return out + text.slice(done);
}

/** Short secrets are removed as words only: one such as `test` would tear other words apart. */
function removeWord(text: string, word: string): string {
  const pattern = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])`, 'g'), REMOVED);
}
