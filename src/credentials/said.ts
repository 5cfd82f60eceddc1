/** What a program or an agent said about why it gave no keys, fit to be shown. */
import { redactor, shorten } from '../aws/redact.ts';
import { jsonFields, parseJsonText } from './json.ts';

/** Of what is read: patterns must not meet megabytes. */
const MAX_READ = 20_000;
const MAX_SHOWN = 200;
const REMOVED = '[removed]';

/**
 * The last line, or the message of a JSON object: on one line, without the secrets that are known, and without
 * anything that looks like one.
 *
 * @param secrets - what must not be repeated, such as the arguments of a program
 * @returns the empty string where nothing was said
 */
export function said(text: string, secrets: readonly string[]): string {
  const read = text.slice(0, MAX_READ);
  if (/^\s*<(!doctype|html|\?xml)/i.test(read)) return '';
  const message = messageOf(read) ?? lastLine(read);
  const known = redactor({ values: secrets.filter((value) => value.length >= 4), accessKeyIds: [] });
  return shorten(withoutTokens(known(message)), MAX_SHOWN);
}

function lastLine(text: string): string {
  return (
    text
      .split(/[\r\n]+/)
      .filter((line) => line.trim() !== '')
      .at(-1) ?? ''
  );
}

function messageOf(text: string): string | undefined {
  const fields = jsonFields(parseJsonText(text)?.value);
  const values = ['message', 'Message', 'error_description', 'error'].map((name) => fields?.get(name));
  return values.find((value) => typeof value === 'string');
}

/** Long words of mixed letters and digits, long numbers in hexadecimal, and what follows the name of a secret. */
function withoutTokens(text: string): string {
  return text
    .replace(/\b((?:pass(?:word|phrase|code)?|secret|token|pin|otp)\b["']?\s*[=:]\s*)\S+/gi, `$1${REMOVED}`)
    .replace(/[A-Za-z0-9+/_=-]{16,}/g, (word) => (looksSecret(word) ? REMOVED : word));
}

function looksSecret(word: string): boolean {
  const isMixed = /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word);
  return isMixed || /^[0-9a-f]{32,}$/i.test(word);
}
