/** What the shape of keys alone shows, before anyone is asked. Nothing here repeats a key. */

export type KeyProblem =
  | 'quotes'
  | 'line-break'
  /** Blanks around a value that is otherwise well-formed. */
  | 'blanks'
  | 'sentence'
  | 'placeholder'
  /** The access key is where the secret key should, and the other way round. */
  | 'swapped'
  | 'characters'
  | 'small-letters'
  /** Of the access key id. */
  | 'key-length'
  | 'length';

/** Source: IAM API, AccessKey `AccessKeyId`: 16 to 128 letters, digits and underscores. */
const ACCESS_KEY = /^\w{16,128}$/;
/** Prefixes of access keys. Source: IAM User Guide, "IAM identifiers", unique ID prefixes. */
const ACCESS_KEY_PREFIX = /^A(KIA|SIA|BIA|CCA)[A-Z0-9]{12,}$/;
/** What IAM makes: forty letters, digits, `/` and `+`. */
const SECRET_KEY = /^[A-Za-z0-9/+=]{40}$/;
const PLACEHOLDER = /<[^>]*>|\byour[-_ ]|\$\{|\{\{|\*{3}|\bx{4,}\b|\.{3}|^(changeme|todo|replace[-_ ]?me)$/i;

/**
 * What is wrong with an access key id; undefined where AWS may know it. Emulators take any short word, so a word
 * without anything odd is not called wrong.
 *
 * @param secret - the secret key beside it, to see whether the two are swapped
 */
export function accessKeyProblem(value: string, secret: string | undefined): KeyProblem | undefined {
  if (secret !== undefined && isSwapped(value, secret)) return 'swapped';
  return oddity(value, ACCESS_KEY) ?? (/^\w*$/.test(value) ? problemOfReal(value) : 'characters');
}

/** Of a key that begins as AWS's own do: those have twenty capital letters and digits. Emulators take short ones. */
function problemOfReal(value: string): KeyProblem | undefined {
  if (!/^A(KIA|SIA)\w{12,}$/i.test(value) || /^A(KIA|SIA)[A-Z0-9]{16}$/.test(value)) return undefined;
  return /^[A-Z0-9]{20}$/i.test(value) ? 'small-letters' : 'key-length';
}

/** The same for a secret key. */
export function secretKeyProblem(value: string, accessKey: string | undefined): KeyProblem | undefined {
  const odd = oddity(value, SECRET_KEY);
  if (odd !== undefined) return odd;
  // Only beside a key as AWS makes them is a secret of another length certainly cut or doubled.
  if (accessKey === undefined || !ACCESS_KEY_PREFIX.test(accessKey) || SECRET_KEY.test(value))
    return undefined;
  return /^[A-Za-z0-9/+=]+$/.test(value) ? 'length' : 'characters';
}

function isSwapped(accessKey: string, secret: string): boolean {
  return ACCESS_KEY_PREFIX.test(secret.trim()) && !ACCESS_KEY_PREFIX.test(accessKey.trim());
}

function oddity(value: string, wellFormed: RegExp): KeyProblem | undefined {
  if (PLACEHOLDER.test(value)) return 'placeholder';
  if (value === '' || wellFormed.test(value)) return undefined;
  if (/["'`]/.test(value)) return 'quotes';
  if (/[\r\n]/.test(value)) return 'line-break';
  if (wellFormed.test(value.trim())) return 'blanks';
  return /\S\s+\S/.test(value) ? 'sentence' : undefined;
}
