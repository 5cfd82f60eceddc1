/** The task as the report has it. */
import type { ReportTask } from '../report/report.ts';
import type { Choice, Place, Start } from '../task/choose.ts';
import type { Task } from '../task/task.ts';
import { type PlaceAnswer, placeAnswer, type TaskFacts } from '../task/task-facts.ts';
import { bucketsOf } from './report-beside.ts';

type ReportTaskEntry = ReportTask['tasks'][number];
type ReportAlternative = ReportTaskEntry['alternatives'][number];
type ReportPlace = ReportAlternative['regions'][number];

/** Pure: what was found out about a task, in the report's names. */
export function taskOf(facts: TaskFacts): ReportTask {
  const { decision, controller } = facts;
  const { refusal, dag } = decision;
  return {
    file: facts.file,
    kind: dag?.kind ?? 'task',
    as: facts.purpose,
    error:
      refusal === undefined
        ? null
        : {
            stage: refusal.stage,
            message: refusal.message,
            at: refusal.at === undefined ? null : { file: refusal.at.file, line: refusal.at.line },
          },
    controller:
      controller === undefined
        ? null
        : {
            kind: controller.kind,
            instanceType: controller.choice.types[0] ?? null,
            diskSize: controller.choice.resources.diskSize,
            ports: [...controller.ports],
          },
    tasks: (dag?.tasks ?? []).map((task, index) => entryOf(task, index, facts)),
  };
}

function entryOf(task: Task, index: number, facts: TaskFacts): ReportTaskEntry {
  const { choices, tasks } = facts.decision;
  const starts = tasks?.[index]?.starts ?? [];
  return {
    name: task.name ?? null,
    nodes: task.nodes,
    start: startOf(starts),
    alternatives: (choices?.[index] ?? []).map((choice) => alternativeOf(choice, starts, facts)),
    buckets: bucketsOf(index, facts),
  };
}

function startOf([start, ...others]: readonly Start[]): ReportTaskEntry['start'] {
  const instanceType = start?.choice.types[0];
  if (start === undefined || instanceType === undefined) return null;
  const isOpen = others.some(
    ({ choice, region, zone }) =>
      choice.types[0] !== instanceType || region !== start.region || zone !== start.zone,
  );
  return isOpen ? null : { instanceType, region: start.region, zone: start.zone ?? null };
}

function alternativeOf(choice: Choice, starts: readonly Start[], facts: TaskFacts): ReportAlternative {
  const { resources, types, trials, didYouMean } = choice;
  const { accelerator } = resources;
  const [instanceType, ...others] = types;
  return {
    accelerators: accelerator === undefined ? null : { [accelerator.name]: accelerator.count },
    spot: resources.spot,
    cloud: resources.cloud ?? null,
    instanceType: instanceType ?? null,
    certainty: facts.certainty,
    diskSize: resources.diskSize,
    diskTier: resources.diskTier ?? null,
    ports: [...(resources.ports ?? [])],
    others,
    didYouMean: [...didYouMean],
    first: starts.some((start) => start.choice === choice),
    regions: trials.map((place) => placeOf(place, placeAnswer(facts, choice, place.region))),
  };
}

function placeOf({ region, zones }: Place, answer: PlaceAnswer | undefined): ReportPlace {
  const launch = answer?.launch;
  return {
    region,
    zones: zones.map((zone) => (zone.startsWith(region) ? zone.slice(region.length) : zone)),
    offered: answer?.offeredZones === undefined ? 'unknown' : answer.offeredZones.length > 0 ? 'yes' : 'no',
    quota:
      answer?.quota === undefined
        ? null
        : {
            code: answer.quota.code ?? null,
            limit: answer.quota.limit ?? null,
            inUse: answer.quota.inUse ?? null,
            needed: answer.quota.needed,
          },
    image: answer?.image === undefined ? null : { id: answer.image.id ?? null, status: answer.image.status },
    launch: launch?.kind ?? 'not-asked',
    ...verdictOf(answer),
  };
}

/** Of what was asked: one thing that is denied decides, and so does one that is not known. */
function verdictOf(answer: PlaceAnswer | undefined): Pick<ReportPlace, 'verdict' | 'reason'> {
  if (answer?.offeredZones?.length === 0)
    return { verdict: 'not-ready', reason: 'AWS does not offer the type there' };
  const launch = answer?.launch;
  switch (launch?.kind) {
    case 'allowed':
      return { verdict: 'ready', reason: null };
    case 'denied':
      return { verdict: 'not-ready', reason: launch.reason ?? 'the launch is denied' };
    case 'unknown':
      return { verdict: 'undecided', reason: launch.reason ?? 'AWS did not say' };
    case undefined:
      return { verdict: 'undecided', reason: 'the launch was not tried there' };
  }
}
