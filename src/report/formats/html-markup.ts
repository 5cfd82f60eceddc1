/** HTML that is put together of text: whatever is filled in is escaped, unless it was made here. */
import { xmlText } from './xml-text.ts';

declare const brand: unique symbol;

export interface Html {
  readonly html: string;
  readonly [brand]: 'HTML';
}

type Filling = string | number | Html | undefined | readonly Html[];

/** Markup of this program's own, with texts filled in between tags and in quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Filling[]): Html {
  return trusted(String.raw({ raw: parts }, ...values.map(filled)));
}

/** Style sheets and the like, which hold nothing from outside. */
export function trusted(text: string): Html {
  return { html: text } as Html;
}

function filled(value: Filling): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return xmlText(`${value}`);
  return [value]
    .flat()
    .map((each: Html) => each.html)
    .join('\n');
}
