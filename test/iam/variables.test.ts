import { describe, expect, it } from 'vitest';
import { expand, piecesOf, plainText } from '../../src/iam/variables.ts';
import type { Context } from './helpers.ts';
import { scopeOf } from './helpers.ts';

const context: Context = {
  'aws:username': 'alice',
  'aws:PrincipalTag/Team': 'red',
  'aws:TagKeys': ['a', 'b'],
};

function filled(text: string): string | undefined {
  const expansion = expand(text, scopeOf(context));
  return expansion.kind === 'expanded' ? plainText(expansion.parts) : undefined;
}

describe('policy variables', () => {
  it.each([
    ['plain', 'plain'],
    ['${aws:username}', 'alice'],
    ['home/${AWS:UserName}/x', 'home/alice/x'],
    ['${aws:PrincipalTag/team}-${aws:username}', 'red-alice'],
    ["${aws:PrincipalTag/cost, 'shared'}", 'shared'],
    ["${aws:PrincipalTag/team, 'shared'}", 'red'],
    ["${aws:PrincipalTag/cost,'shared'}", 'shared'],
    ["${aws:PrincipalTag/cost, ''}", ''],
    ['${*}${?}${$}', '*?$'],
    ['${$}{aws:username}', '${aws:username}'],
    ['${aws:username', '${aws:username'],
    ['$aws:username}', '$aws:username}'],
  ])('%s becomes %s', (text, expected) => {
    expect(filled(text)).toBe(expected);
  });

  it.each(['${aws:userid}', '${}', '${aws:TagKeys}', "${aws:TagKeys, 'x'}", '${aws:userid, no quotes}'])(
    '%s has no value',
    (text) => {
      expect(filled(text)).toBeUndefined();
    },
  );

  it('are text before version 2012-10-17', () => {
    const expansion = expand('${aws:username}', scopeOf(context, { version: '2008-10-17' }));
    expect(expansion).toEqual({
      kind: 'expanded',
      parts: [{ text: '${aws:username}', literal: false }],
      missing: [],
    });
  });

  it('report the keys that are missing, also where a default stands in', () => {
    expect(expand("${a:b, 'x'}${c:d}${aws:username}", scopeOf(context)).missing).toEqual(['a:b', 'c:d']);
  });

  it('stand for literal text', () => {
    const expansion = expand('*${aws:username}', scopeOf({ 'aws:username': '*' }));
    expect(expansion).toMatchObject({
      parts: [
        { text: '*', literal: false },
        { text: '*', literal: true },
      ],
    });
  });

  it.each(['${'.repeat(600_000), `\${${"a,'".repeat(400_000)}}`])(
    'are read from hostile text, where backtracking would take minutes: %.10s',
    (text) => {
      expect(piecesOf(text)).toHaveLength(1);
    },
  );
});
