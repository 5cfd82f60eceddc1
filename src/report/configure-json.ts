/** The JSON documents of `skycheck configure`; their schemas are in `configure-schema.ts`. */
import type { ConfigureListDocument, ProfileListDocument } from './configure-schema.ts';
import { SCHEMA_VERSION } from './report.ts';

/** @returns a document that ends with a line break */
export function configureListDocument(
  rows: ConfigureListDocument['rows'],
  error: { readonly code: string; readonly message: string } | undefined,
): string {
  const document: ConfigureListDocument = {
    schemaVersion: SCHEMA_VERSION,
    rows: rows.map(({ name, value, type, location }) => ({ name, value, type, location })),
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
  return print(document);
}

/** @returns a document that ends with a line break */
export function profileListDocument(content: Omit<ProfileListDocument, 'schemaVersion'>): string {
  const document: ProfileListDocument = { schemaVersion: SCHEMA_VERSION, ...content };
  return print(document);
}

function print(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
