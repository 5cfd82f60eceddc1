/**
 * What PyYAML's `safe_load` makes of a scalar. It keeps to YAML 1.1 as it reads it: `y` is text, `on` is true, `010` is 8,
 * `1:30` is 90, `1e3` is text, `2026-01-01` is a date.
 *
 * Source: PyYAML `resolver.py` and `constructor.py`; https://yaml.org/type/.
 */

/** A value that JSON does not have, in words, such as "a date". */
export interface OtherValue {
  readonly other: string;
}

export type ScalarValue = string | number | boolean | null | OtherValue;

const BOOL = /^(?:(?<yes>yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)$/;

/** A scalar without quotes and without a tag. `undefined` where PyYAML refuses it, as it does `=`, and `<<` as a value. */
export function plainScalar(text: string): ScalarValue | undefined {
  if (text === '=' || text === '<<') return undefined;
  if (NULL.test(text)) return null;
  if (BOOL.test(text)) return boolOf(text);
  if (INT.test(text)) return intOf(text);
  if (FLOAT.test(text)) return floatOf(text);
  return TIMESTAMP.test(text) ? { other: 'a date' } : text;
}

/** A scalar with one of YAML's own tags. `undefined` where PyYAML refuses it. */
export function taggedScalar(tag: string, text: string): ScalarValue | undefined {
  switch (tag) {
    case 'tag:yaml.org,2002:str':
      return text;
    case 'tag:yaml.org,2002:null':
      return null;
    case 'tag:yaml.org,2002:bool':
      return /^(?:yes|no|true|false|on|off)$/i.test(text) ? boolOf(text) : undefined;
    case 'tag:yaml.org,2002:int':
      return INT.test(text) ? intOf(text) : undefined;
    case 'tag:yaml.org,2002:float':
      return FLOAT.test(text) || INT.test(text) ? floatOf(text) : undefined;
    case 'tag:yaml.org,2002:timestamp':
      return { other: 'a date' };
    case 'tag:yaml.org,2002:binary':
      return { other: 'bytes' };
    default:
      return undefined;
  }
}

function boolOf(text: string): boolean {
  return /^(?:yes|true|on)$/i.test(text);
}

function intOf(text: string): number {
  const digits = text.replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1 : 1;
  const bare = digits.replace(/^[-+]/, '');
  if (bare.includes(':')) return sign * sexagesimal(bare);
  if (/^0[0-7]+$/.test(bare)) return sign * Number.parseInt(bare, 8);
  return sign * Number(bare);
}

function floatOf(text: string): number {
  const lower = text.replaceAll('_', '').toLowerCase();
  const sign = lower.startsWith('-') ? -1 : 1;
  const bare = lower.replace(/^[-+]/, '');
  if (bare === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (bare === '.nan') return Number.NaN;
  return sign * (bare.includes(':') ? sexagesimal(bare) : Number(bare));
}

function sexagesimal(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
