import type { Report, ReportTask } from '../report.ts';
import { beside, type TextStyle, wrap } from './style.ts';
import { bucketLines } from './task-beside-lines.ts';

type Entry = ReportTask['tasks'][number];
type Alternative = Entry['alternatives'][number];

/** As many regions as a line takes. */
const MOST_REGIONS = 3;

/** What would be launched for a task, and where; nothing for a report about none. */
export function taskSection({ task }: Report, style: TextStyle): string[] {
  if (task === undefined) return [];
  const { error } = task;
  return [
    style.paint.bold(titleOf(task)),
    ...(error === null
      ? []
      : wrap(`${style.symbols.no} SkyPilot refuses it: ${errorText(error)}`, style.columns, 2)),
    ...task.tasks.flatMap((entry) => entryLines(entry, task, style)),
    ...controllerLines(task, style),
    ...bucketLines(task, style),
  ];
}

function titleOf({ file, as }: ReportTask): string {
  const command = { launch: 'sky launch', job: 'sky jobs launch', serve: 'sky serve up' }[as];
  return `Task ${file} (${command})`;
}

function errorText({ message, at }: NonNullable<ReportTask['error']>): string {
  return at === null ? message : `${at.file}:${at.line}: ${message}`;
}

function entryLines(entry: Entry, { tasks }: ReportTask, style: TextStyle): string[] {
  const name = tasks.length > 1 ? `${entry.name ?? 'task'}: ` : '';
  return entry.alternatives.flatMap((alternative) => alternativeLines(alternative, entry, name, style));
}

function alternativeLines(
  alternative: Alternative,
  { nodes }: Entry,
  name: string,
  style: TextStyle,
): string[] {
  const { instanceType, cloud, spot, certainty, first, regions, others } = alternative;
  const asked = askedText(alternative);
  if (cloud !== null && cloud !== 'aws')
    return wrap(`${name}${asked}: for ${cloud}, not for AWS`, style.columns, 2);
  if (instanceType === null)
    return wrap(`${name}${asked}: AWS has nothing for it${meantText(alternative)}`, style.columns, 2);
  const count = nodes > 1 ? `${nodes} × ` : '';
  const what = `${count}${instanceType}${spot ? ' on spot' : ''}${certainty === 'likely' ? ' (likely)' : ''}`;
  const mark = regions.some(({ verdict }) => verdict === 'ready')
    ? style.symbols.yes
    : first && regions[0]?.verdict === 'not-ready'
      ? style.symbols.no
      : style.symbols.unknown;
  const where = regions.slice(0, MOST_REGIONS).map(regionText);
  const more = regions.length > MOST_REGIONS ? `, ${regions.length - MOST_REGIONS} more regions` : '';
  const label = `${mark} ${name}${asked === '' ? '' : `${asked}: `}${what}`;
  return [
    ...beside(label, `${first ? 'first' : 'else'} in ${where.join(', ')}${more}`, style.columns, {
      indent: 2,
      labelWidth: 40,
      paintLabel: (text) => text,
    }),
    ...(others.length > 0 && first
      ? wrap(
          `no other type is tried: ${others.slice(0, 2).join(', ')} only if the task asks for it`,
          style.columns,
          6,
        )
      : []),
  ];
}

function askedText({ accelerators }: Alternative): string {
  return Object.entries(accelerators ?? {})
    .map(([name, count]) => `${name}:${count}`)
    .join(' ');
}

function meantText({ didYouMean }: Alternative): string {
  return didYouMean.length === 0 ? '' : `; it has ${didYouMean.join(', ')}`;
}

function regionText({ region, launch }: Alternative['regions'][number]): string {
  return launch === 'not-asked' ? region : `${region} (${launch})`;
}

function controllerLines({ controller }: ReportTask, style: TextStyle): string[] {
  if (controller === null) return [];
  const type = controller.instanceType ?? 'no type that fits';
  return wrap(
    `and its ${controller.kind} controller: ${type}, ${controller.diskSize} GB, on demand`,
    style.columns,
    2,
  );
}
