import type { Denial } from '../aws/aws-result.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what DecodeAuthorizationMessage makes of an encoded denial. That no statement denies is no layer yet: an
 * Allow may be missing in any of them.
 *
 * Source: STS API reference, DecodeAuthorizationMessage.
 *
 * @param text - a JSON document; anything else tells nothing
 */
export function readDecodedDenial(text: string): Denial {
  const document = fieldsOf(parse(text));
  const context = fieldsOf(document.context);
  const { action, resource } = context;
  return {
    ...(typeof action === 'string' && /^[a-z0-9-]+:\w+$/i.test(action) ? { action } : {}),
    ...(typeof resource === 'string' && resource.startsWith('arn:') ? { resource } : {}),
    ...(document.explicitDeny === true ? { explicit: true } : {}),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
