import { placeText } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { bucketFindings } from './bucket-rules.ts';

/** Findings about the task of `--task` and `--for`. */
export function taskFindings({ task, role }: Facts): readonly Finding[] {
  if (task === undefined) return [];
  return [...refused(task), ...bucketFindings(task, role.name), ...flags(task), ...likely(task)];
}

type Task = NonNullable<Facts['task']>;

/** What SkyPilot does at each of its steps. */
const STEPS = {
  load: 'reads the file',
  validate: 'validates the task',
  storage: 'makes its buckets ready',
  feasible: 'looks for an instance type',
  optimize: 'chooses an instance type and a region',
  serve: 'starts the service',
} as const;

function refused({ decision }: Task): readonly Finding[] {
  const { refusal } = decision;
  if (refusal === undefined) return [];
  const { stage, message, at } = refusal;
  const where = at === undefined ? '' : `${placeText(at)}: `;
  return [
    finding('task-refused', {
      detail: `${where}${message}. SkyPilot stops where it ${STEPS[stage]}.`,
      ...(at === undefined ? {} : { at }),
    }),
  ];
}

function flags({ flagsIgnored, file }: Task): readonly Finding[] {
  return flagsIgnored
    ? [finding('task-flags-ignored', { detail: `${file} is checked as it is written.` })]
    : [];
}

function likely({ certainty, decision }: Task): readonly Finding[] {
  if (certainty === 'sure' || decision.tasks === undefined) return [];
  return [
    finding('task-choice-likely', {
      detail:
        "This home has no catalog of SkyPilot's, so the choice among types that fit is likely, and not sure.",
    }),
  ];
}
