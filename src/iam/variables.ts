import type { Scope } from './scope.ts';
import { valuesOf } from './scope.ts';
import type { TextPart } from './wildcard.ts';

/** A policy string with its variables filled in. `missing` names the context keys that were asked for in vain. */
export type Expansion =
  | { readonly kind: 'expanded'; readonly parts: readonly TextPart[]; readonly missing: readonly string[] }
  /** A variable has no value: the string equals nothing and is like nothing. */
  | { readonly kind: 'no-value'; readonly missing: readonly string[] };

/** A piece of a policy string as written. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `${*}`, `${?}` and `${$}`. */
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

const VARIABLE = /\$\{([^{}]*)\}/g;
const WITH_FALLBACK = /^([^,]*),\s*'([^']*)'\s*$/;

/**
 * Splits a policy string at its variables. An opening `${` without its closing brace is text.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push(pieceOf(match[1] ?? ''));
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

function pieceOf(inside: string): Piece {
  if (inside === '*' || inside === '?' || inside === '$') return { kind: 'character', text: inside };
  const withFallback = WITH_FALLBACK.exec(inside);
  if (withFallback === null) return { kind: 'variable', key: inside.trim(), fallback: undefined };
  return { kind: 'variable', key: (withFallback[1] ?? '').trim(), fallback: withFallback[2] };
}

/**
 * Fills in the variables of a policy string. Only version 2012-10-17 has variables, and only a key with
 * exactly one value can be one; what they stand for is never read as a wildcard.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags" and "Single-valued vs. multivalued
 * context keys".
 */
export function expand(text: string, scope: Scope): Expansion {
  if (scope.version !== '2012-10-17' || !text.includes('${')) {
    return { kind: 'expanded', parts: [{ text, literal: false }], missing: [] };
  }
  const parts: TextPart[] = [];
  const missing: string[] = [];
  let hasValue = true;
  for (const piece of piecesOf(text)) {
    if (piece.kind !== 'variable') {
      parts.push({ text: piece.text, literal: piece.kind === 'character' });
      continue;
    }
    const values = valuesOf(scope, piece.key);
    if (values === undefined && piece.key !== '') missing.push(piece.key);
    const value = values?.length === 1 ? values[0] : values === undefined ? piece.fallback : undefined;
    if (value === undefined) hasValue = false;
    else parts.push({ text: value, literal: true });
  }
  return hasValue ? { kind: 'expanded', parts, missing } : { kind: 'no-value', missing };
}

/** The expanded string as plain text, for operators without wildcards. */
export function plainText(parts: readonly TextPart[]): string {
  return parts.map((part) => part.text).join('');
}
