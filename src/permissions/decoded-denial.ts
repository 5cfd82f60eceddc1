import type { Denial, DenyingStatement, ShownCondition } from '../aws/denial/denial.ts';

type Fields = Readonly<Record<string, unknown>>;

const MOST_STATEMENTS = 20;
const MOST_VALUES = 100;
const LONGEST_TEXT = 2048;

/**
 * A denial with what DecodeAuthorizationMessage makes of its encoded part: action, resource, whether a statement
 * denies, and which. It names neither the layer nor the policy: those are the plain text's, which also goes first
 * where both tell.
 *
 * Source: STS API reference, DecodeAuthorizationMessage; AWS CLI reference, decode-authorization-message.
 *
 * @param decoded - a JSON document; anything else adds nothing
 */
export function withDecoded(denial: Denial, decoded: string): Denial {
  const document = fieldsOf(parse(decoded));
  const context = fieldsOf(document.context);
  const action = /^[a-z][\w-]*:\w+$/i.exec(textOf(context.action) ?? '')?.[0];
  const resource = textOf(context.resource);
  return {
    ...(action === undefined ? {} : { action }),
    ...(resource?.startsWith('arn:') ? { resource } : {}),
    ...denial,
    cause: mergedCause(denial.cause, document),
  };
}

function mergedCause(cause: Denial['cause'], document: Fields): Denial['cause'] {
  if (document.explicitDeny === true && (cause.kind === 'explicit-deny' || cause.kind === 'unexplained')) {
    return { ...cause, kind: 'explicit-deny', statements: denyingStatements(document.matchedStatements) };
  }
  if (document.explicitDeny === false && cause.kind === 'unexplained') return { kind: 'missing-allow' };
  return cause;
}

function denyingStatements(matched: unknown): readonly DenyingStatement[] {
  return itemsOf(matched)
    .slice(0, MOST_STATEMENTS)
    .map(fieldsOf)
    .filter(({ effect }) => effect === 'DENY')
    .map(({ statementId, conditions, resources }) => {
      const sid = textOf(statementId);
      return {
        ...(sid === undefined || sid === '' ? {} : { sid }),
        conditions: itemsOf(conditions).flatMap(conditionOf),
        resources: valuesOf(resources),
      };
    });
}

function conditionOf(item: unknown): readonly ShownCondition[] {
  const { key, values } = fieldsOf(item);
  const name = textOf(key);
  return name === undefined ? [] : [{ key: name, values: valuesOf(values) }];
}

/** AWS writes every list as `{"items": […]}`. */
function itemsOf(list: unknown): readonly unknown[] {
  const { items } = fieldsOf(list);
  return Array.isArray(items) ? items.slice(0, MOST_VALUES) : [];
}

function valuesOf(list: unknown): readonly string[] {
  return itemsOf(list).flatMap((item) => textOf(fieldsOf(item).value) ?? []);
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

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : undefined;
}
