/** JSON in the style of Python's `json.dumps`, so that files shared with boto3 keep their form. */

/** Escapes what is not ASCII, as Python does. */
export function asciiJson(json: string): string {
  return json.replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function text(value: string): string {
  return asciiJson(JSON.stringify(value));
}

/** Writes a value that came from JSON: `", "` and `": "` as separators, ASCII only. */
export function pythonJson(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([name, field]) => `${text(name)}: ${pythonJson(field)}`).join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
