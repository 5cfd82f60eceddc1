/** What is read of an XML answer: only what a shape names is kept, all else is passed over. */
export type Shape = 'text' | 'boolean' | ListShape | FieldsShape;

export interface ListShape {
  readonly kind: 'list';
  /** The element of each entry. */
  readonly element: string;
  readonly entry: Shape;
}

export interface FieldsShape {
  readonly kind: 'fields';
  /** By the name that the value gets: the element that it is read of, and what is in it. */
  readonly fields: Readonly<Record<string, readonly [element: string, shape: Shape]>>;
}

/** The value that is read by a shape; whatever an answer lacks is absent. */
export type ValueOf<S extends Shape> = S extends 'text'
  ? string
  : S extends 'boolean'
    ? boolean
    : S extends { readonly kind: 'list'; readonly entry: infer Entry extends Shape }
      ? ValueOf<Entry>[]
      : S extends { readonly kind: 'fields'; readonly fields: infer Fields extends FieldsShape['fields'] }
        ? { readonly [Name in keyof Fields]?: ValueOf<Fields[Name][1]> | undefined }
        : never;

export function fields<const Fields extends FieldsShape['fields']>(
  named: Fields,
): { readonly kind: 'fields'; readonly fields: Fields } {
  return { kind: 'fields', fields: named };
}

/** @param element - EC2 calls each entry `item`, IAM and STS `member` */
export function list<const Entry extends Shape>(
  entry: Entry,
  element: string,
): { readonly kind: 'list'; readonly element: string; readonly entry: Entry } {
  return { kind: 'list', element, entry };
}
