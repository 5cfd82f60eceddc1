/** JSON in the style of Python's `json.dumps`, so that files shared with boto3 keep their form. */

function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
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
