/** A problem at a place in the document, before its line is known. */
export interface PlacedIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
