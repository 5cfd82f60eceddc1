import { PLAIN_PAINT, type TextStyle, UNICODE_SYMBOLS } from '../../../src/report/text/style.ts';

export const PLAIN: TextStyle = { columns: 100, symbols: UNICODE_SYMBOLS, paint: PLAIN_PAINT };

const within = (name: string) => (text: string) => `<${name}>${text}</${name}>`;

/** Shows what is painted how. */
export const MARKED: TextStyle = {
  ...PLAIN,
  paint: {
    bold: within('bold'),
    dim: within('dim'),
    good: within('good'),
    bad: within('bad'),
    warn: within('warn'),
    note: within('note'),
  },
};
