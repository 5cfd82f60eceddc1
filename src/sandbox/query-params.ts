/** The parameters of a request in AWS's Query protocol: `A.member.1.B=value`. */

export type QueryParams = ReadonlyMap<string, string>;

/** Parameters of a form body or a query string. */
export function parseForm(text: string): QueryParams {
  return new Map(new URLSearchParams(text));
}

function numbered(params: QueryParams, prefix: string): Map<number, Map<string, string>> {
  const found = new Map<number, Map<string, string>>();
  for (const [name, value] of params) {
    if (!name.startsWith(`${prefix}.`)) continue;
    const match = /^(\d{1,6})(?:\.(.*))?$/.exec(name.slice(prefix.length + 1));
    if (match === null) continue;
    const index = Number(match[1]);
    const fields = found.get(index) ?? new Map<string, string>();
    fields.set(match[2] ?? '', value);
    found.set(index, fields);
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

/** The values of a list of strings: `listOf(params, 'ActionNames.member')`, or `'InstanceId'` in EC2. */
export function listOf(params: QueryParams, prefix: string): readonly string[] {
  return [...numbered(params, prefix).values()].flatMap((fields) => {
    const value = fields.get('');
    return value === undefined ? [] : [value];
  });
}

/** The structures of a list, each as parameters of its own. */
export function structuresOf(params: QueryParams, prefix: string): readonly QueryParams[] {
  return [...numbered(params, prefix).values()];
}

/** The fields of one structure: `fieldsOf(params, 'IamInstanceProfile')`; empty where it is absent. */
export function fieldsOf(params: QueryParams, prefix: string): QueryParams {
  const fields = new Map<string, string>();
  for (const [name, value] of params)
    if (name.startsWith(`${prefix}.`)) fields.set(name.slice(prefix.length + 1), value);
  return fields;
}

/** A boolean parameter; absent is false. */
export function isTrue(params: QueryParams, name: string): boolean {
  return params.get(name)?.toLowerCase() === 'true';
}
