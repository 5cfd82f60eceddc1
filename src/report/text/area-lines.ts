import { type Area, areasOf } from '../areas.ts';
import type { Report } from '../report.ts';
import { atMost, beside, type TextStyle, wrap } from './style.ts';

/** How much the areas say. */
export interface AreaDetail {
  /** How many lines what was seen may take. */
  readonly mostSeen: number;
  /** How many lines a sentence may take that is about nothing asked for. */
  readonly mostText: number;
  /** How many actions a capability names. */
  readonly mostActions: number;
  /** Whether all that is well shares a line. */
  readonly merged: boolean;
}

/** One line for each area; a single line where all is well. */
export function areaLines(report: Report, style: TextStyle, detail: AreaDetail): string[] {
  const areas = areasOf(report, detail.mostActions);
  const good = areas.filter(({ state }) => state === 'good');
  if (good.length === areas.length) return allGood(report, areas, style);
  if (detail.merged && good.length > 1) {
    const others = areas.filter(({ state }) => state !== 'good');
    return [...linesOf(others, style, detail), ...allGood(report, good, style)];
  }
  return linesOf(areas, style, detail);
}

function linesOf(areas: readonly Area[], style: TextStyle, detail: AreaDetail): string[] {
  const labelWidth =
    2 + Math.max(...areas.map(({ label, state }) => (state === 'not-checked' ? 0 : label.length)), 7) + 1;
  return areas.flatMap((area) => areaLine(area, labelWidth, detail, style));
}

function allGood({ regions = [] }: Report, areas: readonly Area[], { paint, symbols }: TextStyle): string[] {
  const words = areas.map(({ label }) =>
    label === 'regions' ? `${regions.length} of ${regions.length} regions` : label,
  );
  return [`  ${words.map((word) => `${paint.good(symbols.yes)} ${word}`).join('   ')}`];
}

function areaLine(
  { label, state, text, detail }: Area,
  labelWidth: number,
  { mostSeen, mostText }: AreaDetail,
  style: TextStyle,
): string[] {
  const { mark, paint } = lookOf(state, style);
  if (state === 'not-checked') {
    return beside(mark, `${label}: ${text}`, style.columns, { indent: 2, labelWidth: 1, paintLabel: paint });
  }
  const seen = wrap(detail ?? '', style.columns, 2 + labelWidth + 1);
  const said = beside(`${mark} ${label}`, text, style.columns, { indent: 2, labelWidth, paintLabel: paint });
  return [
    ...(state === 'bad' ? said : atMost(mostText, said, style)),
    ...(mostSeen === 0 ? [] : atMost(mostSeen, seen, style)),
  ];
}

function lookOf(state: Area['state'], { symbols, paint }: TextStyle) {
  switch (state) {
    case 'good':
      return { mark: symbols.yes, paint: paint.good };
    case 'bad':
      return { mark: symbols.no, paint: paint.bad };
    case 'warning':
      return { mark: symbols.warning, paint: paint.warn };
    case 'unknown':
      return { mark: symbols.unknown, paint: paint.warn };
    case 'not-checked':
      return { mark: symbols.unchecked, paint: paint.dim };
  }
}
