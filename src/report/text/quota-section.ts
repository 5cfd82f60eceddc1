import type { Report, ReportQuotas } from '../report.ts';
import { beside, type TextStyle, wrap } from './style.ts';

type Quota = ReportQuotas['quotas'][number];

/** The vCPU quotas by family and market: regions with the same value are put together, zeros are marked. */
export function quotaSection({ quotas = [] }: Report, style: TextStyle): string[] {
  if (quotas.length === 0) return [];
  const failed = quotas.filter(({ failure }) => failure !== null);
  const first = quotas.find((region) => region.failure === null);
  return [
    style.paint.bold('vCPU quotas'),
    ...(first?.quotas ?? []).flatMap((quota) => quotaRows(quota, quotas, style)),
    ...[...new Set(failed.map(({ failure }) => failure))].flatMap((code) => {
      const regions = failed.filter(({ failure }) => failure === code).map(({ region }) => region);
      return wrap(
        `not known ${listRegions(regions)} (${code}); this is a note, not an error`,
        style.columns,
        2,
      );
    }),
  ];
}

function quotaRows(
  { code, family, market }: Quota,
  all: readonly ReportQuotas[],
  style: TextStyle,
): string[] {
  const byValue = new Map<number | null, Quota & { regions: string[] }>();
  for (const { region, quotas } of all) {
    const quota = quotas.find((candidate) => candidate.code === code);
    if (quota === undefined) continue;
    const same = byValue.get(quota.value);
    if (same === undefined) byValue.set(quota.value, { ...quota, regions: [region] });
    else same.regions.push(region);
  }
  const groups = [...byValue.values()].map(({ value, regions }) => {
    const where = byValue.size === 1 ? 'everywhere' : listRegions(regions);
    return `${value ?? 'unknown'} ${where}`;
  });
  const zero = byValue.get(0);
  const mark = zero === undefined ? style.symbols.yes : style.symbols.no;
  const paintLabel = zero === undefined ? style.paint.good : style.paint.bad;
  return [
    ...beside(`${mark} ${family}, ${market}`, groups.join('; '), style.columns, {
      indent: 2,
      labelWidth: 46,
      paintLabel,
    }),
    ...(zero === undefined ? [] : [`      ${style.paint.dim(zero.console)}`]),
  ];
}

/** As many names as a line takes. */
const MOST_NAMES = 3;

function listRegions(regions: readonly string[]): string {
  const more = regions.length - MOST_NAMES;
  const named = more > 1 ? regions.slice(0, MOST_NAMES) : regions;
  return `in ${named.join(', ')}${more > 1 ? ` and ${more} more` : ''}`;
}
