/** XML as AWS's Query, EC2 and S3 protocols write it: elements only, no attributes but the namespace. */

export type XmlContent = string | number | boolean | XmlFields;

/** An array repeats its element; `undefined` leaves it out. */
export interface XmlFields {
  readonly [element: string]: XmlContent | readonly XmlContent[] | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeText(text: string): string {
  // Control characters cannot be in XML 1.0 at all.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"']/g, (character) => {
    return ESCAPES[character] ?? character;
  });
}

function renderElement(name: string, content: XmlContent, attributes = ''): string {
  const inner = typeof content === 'object' ? renderFields(content) : escapeText(String(content));
  return `<${name}${attributes}>${inner}</${name}>`;
}

function isList(content: XmlContent | readonly XmlContent[]): content is readonly XmlContent[] {
  return Array.isArray(content);
}

function renderFields(fields: XmlFields): string {
  return Object.entries(fields)
    .flatMap(([name, content]) => {
      if (content === undefined) return [];
      return (isList(content) ? content : [content]).map((item) => renderElement(name, item));
    })
    .join('');
}

/** A whole document with one root element. */
export function renderDocument(root: string, fields: XmlFields, namespace?: string): string {
  const attributes = namespace === undefined ? '' : ` xmlns="${escapeText(namespace)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, fields, attributes)}\n`;
}

/** A list as the Query protocol writes it. */
export function members(list: readonly XmlContent[]): XmlFields {
  return { member: list };
}

/** A list as the EC2 protocol writes it. */
export function items(list: readonly XmlContent[]): XmlFields {
  return { item: list };
}
