/** Context keys with their values; undefined where a call has none. */
export type ContextValues = Readonly<Record<string, string | readonly string[] | undefined>>;
