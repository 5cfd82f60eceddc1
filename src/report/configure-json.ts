/** The JSON documents of `skycheck configure`; their schemas are in `configure-schema.ts`. */

import { jsonText, type PrintableText } from '../printable.ts';
import type {
  ConfigureCompareDocument,
  ConfigureListDocument,
  ProfileListDocument,
} from './configure-schema.ts';
import { SCHEMA_VERSION } from './report.ts';

/** @returns a document that ends with a line break */
export function configureListDocument(
  rows: ConfigureListDocument['rows'],
  error: { readonly code: string; readonly message: string } | undefined,
): PrintableText {
  const document: ConfigureListDocument = {
    schemaVersion: SCHEMA_VERSION,
    rows: rows.map(({ name, value, type, location }) => ({ name, value, type, location })),
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
  return jsonText(document);
}

/** @returns a document that ends with a line break */
export function profileListDocument(content: Omit<ProfileListDocument, 'schemaVersion'>): PrintableText {
  const document: ProfileListDocument = { schemaVersion: SCHEMA_VERSION, ...content };
  return jsonText(document);
}

/** @returns a document that ends with a line break */
export function configureCompareDocument(
  content: Omit<ConfigureCompareDocument, 'schemaVersion'>,
): PrintableText {
  const document: ConfigureCompareDocument = { schemaVersion: SCHEMA_VERSION, ...content };
  return jsonText(document);
}
