const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for XML and HTML, between tags and in quoted attributes. What no document may hold, not even as a reference, becomes
 * the sign for an unknown character. Source: XML 1.0, `Char`; HTML, "control character reference" and noncharacters.
 */
export function xmlText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\p{Noncharacter_Code_Point}\p{Cs}]/gu, '\ufffd');
}
