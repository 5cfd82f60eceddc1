import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opaqueToken, resourceId, secretKey, uniqueId } from '../../src/sandbox/ids.ts';
import { elementSpans } from '../../src/sandbox/json-spans.ts';
import { pageOf } from '../../src/sandbox/paging.ts';
import { fieldsOf, listOf, parseForm, structuresOf } from '../../src/sandbox/query-params.ts';
import { REGIONS } from '../../src/sandbox/regions.ts';
import { renderDocument } from '../../src/sandbox/xml.ts';

describe('ids', () => {
  it('look like those of the documentation and depend on their names alone', () => {
    expect(uniqueId('AKIA', 'a')).toMatch(/^AKIA[A-Z2-7]{9}EXAMPLE$/);
    expect(uniqueId('AROA', 'a')).toMatch(/^AROA[A-Z2-7]{10}EXAMPLE$/);
    expect(secretKey('a')).toMatch(/^[\w/+]{30}EXAMPLEKEY$/);
    expect(resourceId('vpc', 'a')).toMatch(/^vpc-0[0-9a-f]{16}$/);
    expect(opaqueToken(100, 'a')).toHaveLength(100);
    expect(uniqueId('AKIA', 'a', 'b')).not.toBe(uniqueId('AKIA', 'ab'));
    expect(uniqueId('AKIA', 'a')).toBe(uniqueId('AKIA', 'a'));
  });
});

describe('regions', () => {
  it('have zones with the ids that AWS gives them', () => {
    const idsOf = (name: string) => REGIONS.get(name)?.zones[0]?.id.replace(/-az\d$/, '');
    expect(
      ['us-east-1', 'ap-northeast-3', 'eu-central-2', 'us-gov-west-1', 'cn-northwest-1'].map(idsOf),
    ).toEqual(['use1', 'apne3', 'euc2', 'usgw1', 'cnnw1']);
  });
});

describe('query parameters', () => {
  const params = parseForm(
    'Filter.2.Name=b&Filter.1.Name=a&Filter.1.Value.1=x&Filter.1.Value.10=z&Filter.1.Value.2=y&FilterX.1.Name=no&P.Name=p&Empty=',
  );

  it('are lists and structures, in their order', () => {
    const [first, second] = structuresOf(params, 'Filter');
    expect(first && listOf(first, 'Value')).toEqual(['x', 'y', 'z']);
    expect(second?.get('Name')).toBe('b');
    expect(structuresOf(params, 'Filter')).toHaveLength(2);
    expect([...fieldsOf(params, 'P')]).toEqual([['Name', 'p']]);
    expect(listOf(params, 'Empty')).toEqual([]);
  });
});

describe('XML', () => {
  it('escapes, repeats, leaves out and names the namespace once', () => {
    const text = renderDocument(
      'R',
      { a: '<&"\'>\u0000', b: [1, 2], c: undefined, d: {}, e: { f: true } },
      'urn:x',
    );
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="urn:x"><a>&lt;&amp;&quot;&apos;&gt;</a><b>1</b><b>2</b><d></d><e><f>true</f></e></R>\n',
    );
  });
});

describe('pages', () => {
  it('together are the list, whatever the size', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (list, size) => {
        const seen: number[] = [];
        let marker: string | undefined;
        do {
          const page = pageOf(list, size, marker);
          expect(page?.items.length).toBeLessThanOrEqual(size);
          seen.push(...(page?.items ?? []));
          marker = page?.next;
        } while (marker !== undefined);
        expect(seen).toEqual(list);
      }),
    );
  });

  it('do not begin at markers that were never given', () => {
    expect(pageOf([1], 1, 'x')).toBeUndefined();
    expect(pageOf([1], 1, Buffer.from('page:5').toString('base64url'))).toBeUndefined();
  });
});

describe('spans of JSON', () => {
  it('are the elements of a member, however the text is laid out', () => {
    const statement = fc.dictionary(fc.string(), fc.jsonValue());
    const document = fc.record({ Id: fc.jsonValue(), Statement: fc.array(statement) });
    fc.assert(
      fc.property(document, fc.integer({ min: 0, max: 4 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const elements = elementSpans(text, 'Statement').map(({ start, end }) =>
          JSON.parse(text.slice(start, end)),
        );
        expect(elements).toEqual(JSON.parse(text).Statement);
      }),
    );
  });

  it('of a member that is no list are the member', () => {
    const text = '{"A":[1],"Statement": {"Effect":"Allow"} }';
    expect(elementSpans(text, 'Statement').map(({ start, end }) => text.slice(start, end))).toEqual([
      ' {"Effect":"Allow"}',
    ]);
    expect(elementSpans(text, 'Nothing')).toEqual([]);
  });
});
