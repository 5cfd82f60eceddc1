/** What a task needs beside its launch, a line each. */
import { groupBy } from '../../group-by.ts';
import type { ReportTask } from '../report.ts';
import { type TextStyle, wrap } from './style.ts';

type Bucket = ReportTask['tasks'][number]['buckets'][number];

/** As many buckets as the screen has room for beside the rest. */
const MOST_BUCKETS = 4;

/** A line for each bucket: where it is, or what stands in the way. */
export function bucketLines({ tasks }: ReportTask, style: TextStyle): string[] {
  const buckets = [
    ...groupBy(
      tasks.flatMap((entry) => entry.buckets),
      ({ name }) => name,
    ).values(),
  ];
  const worstFirst = [...buckets].sort((a, b) => rank(worstOf(a)) - rank(worstOf(b)));
  const more = buckets.length - MOST_BUCKETS;
  return [
    ...worstFirst.slice(0, MOST_BUCKETS).flatMap((answers) => bucketLine(answers, style)),
    ...(more > 0 ? wrap(`and ${more} more bucket${more === 1 ? '' : 's'}`, style.columns, 2) : []),
  ];
}

function bucketLine(answers: readonly [Bucket, ...Bucket[]], style: TextStyle): string[] {
  const worst = worstOf(answers);
  const { name, region, exists } = answers[0];
  const { yes, no, unknown } = style.symbols;
  const shown = name.startsWith('skypilot-filemounts-') ? 'skypilot-filemounts-…' : name;
  const where = region == null ? '' : ` (${exists === 'no' ? 'new in ' : ''}${region})`;
  if (rank(worst) === GOOD) return wrap(`${yes} bucket ${shown}${where}`, style.columns, 2);
  const { who, access, reason } = worst;
  const mark = worst.decision === 'denied' && worst.stops !== false ? no : unknown;
  return wrap(`${mark} bucket ${shown}${where}: ${who} ${access}: ${reason}`, style.columns, 2);
}

const GOOD = 3;

function rank({ decision, stops }: Bucket): number {
  if (decision === 'allowed' || decision === 'likely') return GOOD;
  if (stops === false) return decision === 'denied' ? 2 : GOOD;
  return decision === 'denied' ? 0 : 1;
}

function worstOf(answers: readonly [Bucket, ...Bucket[]]): Bucket {
  return [...answers].sort((a, b) => rank(a) - rank(b))[0] ?? answers[0];
}
