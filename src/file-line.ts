/** A place in a file. `file` is shown with `~` for the home directory. */
export interface FileLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, where it matters. */
  readonly column?: number;
}

/** A place as it is written everywhere: `~/.aws/config:3`, `policy.json:3:14`. */
export function placeText({ file, line, column }: FileLine): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
