/** How a service of the query protocols names what it takes. */
export interface QueryNames {
  readonly version: string;
  /** The name of a field. @param within - the operation, or the field that it is in */
  nameOf(within: string, field: string): string;
  /** What stands between a list's name and the number of an entry. */
  readonly entries: '.' | '.member.';
}

/**
 * The body of a request in the query protocols of AWS.
 *
 * @param operation - as the API names it, such as `RunInstances`
 * @param input - as the SDK takes it; undefined fields and empty lists are left out
 */
export function queryForm(operation: string, input: object, names: QueryNames): string {
  const pairs = [`Action=${operation}`, `Version=${names.version}`];
  const writeFields = (within: string, value: object, prefix: string): void => {
    for (const [field, entry] of Object.entries(value))
      write(field, entry, `${prefix}${names.nameOf(within, field)}`);
  };
  const write = (field: string, value: unknown, name: string): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) {
      value.forEach((entry, index) => {
        write(field, entry, `${name}${names.entries}${index + 1}`);
      });
    } else if (typeof value === 'object') writeFields(field, value, `${name}.`);
    else pairs.push(`${name}=${encode(String(value))}`);
  };
  writeFields(operation, input, '');
  return pairs.join('&');
}

/** The media type of such a body. */
export const FORM = 'application/x-www-form-urlencoded';

/** Names as the SDK has them, such as those of IAM and STS. */
export function plainNames(version: string): QueryNames {
  return { version, nameOf: (_within, field) => field, entries: '.member.' };
}

/** Everything but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
