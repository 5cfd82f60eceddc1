import { REMOVED, removeBlob, withoutBlobs } from '../aws/redact.ts';

/** As long as a secret key of AWS, alone between other characters. */
const SECRET_KEY = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

/** The value of a flag that is not known: `--session-token=...`. */
const VALUE_OF_UNKNOWN = /(unknown option '--?[^'=]*)=.*(?=')/g;

/**
 * A message about what a person typed, without what may be a secret in a wrong place: no flag takes one, but the message
 * repeats what it refuses.
 */
export function withoutTypedSecrets(text: string): string {
  return withoutBlobs(text.replace(VALUE_OF_UNKNOWN, `$1=${REMOVED}`).replace(SECRET_KEY, removeBlob));
}
