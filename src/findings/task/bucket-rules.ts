import type { AllowStatement } from '../../skypilot/statements.ts';
import type { BucketAnswer, LackedAction } from '../../task/bucket-answer.ts';
import { UPLOAD_BUCKET } from '../../task/bucket-uses.ts';
import type { TaskFacts } from '../../task/task-facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, type FixStep, replace, statementStep } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';

/** Findings about the buckets of a task, one for each thing that is wrong with one. */
export function bucketFindings(task: TaskFacts, roleName: string): readonly Finding[] {
  const wrong = task.buckets.filter(({ problem }) => problem !== undefined);
  const first = wrong.filter((answer, index) => wrong.findIndex((other) => isSame(other, answer)) === index);
  return [...first.flatMap((answer) => problemFinding(answer, roleName)), ...elsewhere(task)];
}

/** The same thing about the same bucket, in several tasks or places of one. */
function isSame(a: BucketAnswer, b: BucketAnswer): boolean {
  return a.name === b.name && a.problem === b.problem && a.who === b.who && a.access === b.access;
}

/** As people know it. */
function bucketName({ name, spelling }: Pick<BucketAnswer, 'name' | 'spelling'>): string {
  return spelling === 'upload' && name === UPLOAD_BUCKET
    ? 'the bucket for the files of the job (skypilot-filemounts-…)'
    : `the bucket ${name}`;
}

function problemFinding(answer: BucketAnswer, roleName: string): readonly Finding[] {
  const code = codeOf(answer);
  if (code === undefined) return [];
  const who = { client: 'this machine', server: 'the API server', node: `nodes (${roleName})` }[answer.who];
  const doing = DOING[answer.access];
  return [
    finding(code, {
      detail: `${sentenceOf(`${bucketName(answer)}, for ${who} ${doing}: ${answer.reason}`)}`,
      at: answer.at,
      fix: fixOf(answer, roleName),
    }),
  ];
}

const DOING: Readonly<Record<BucketAnswer['access'], string>> = {
  storage: 'to have storage at all',
  list: 'to look at',
  read: 'to read',
  write: 'to write',
  create: 'to make',
  delete: 'to delete',
};

function sentenceOf(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}

function codeOf({ problem, stops }: BucketAnswer): FindingCode | undefined {
  switch (problem) {
    case 'missing':
      return 'task-bucket-missing';
    case 'not-skypilots':
      return 'task-bucket-not-skypilots';
    case 'storage-off':
      return 'task-storage-off';
    case 'denied':
      return stops ? 'task-bucket-denied' : 'task-bucket-read-only';
    case 'key-denied':
      return stops ? 'task-bucket-key-denied' : 'task-bucket-read-only';
    case 'undecided':
      return stops ? 'task-bucket-undecided' : undefined;
    case undefined:
      return undefined;
  }
}

function fixOf(answer: BucketAnswer, roleName: string): readonly FixStep[] {
  const { problem, name, at, owner } = answer;
  switch (problem) {
    case 'missing':
      return [
        ask(
          'whoever owns the data',
          `make the bucket (aws s3 mb s3://${name}), or correct its name in the task`,
        ),
      ];
    case 'not-skypilots':
      return at === undefined ? [] : [replace(at, `name: ${name}`, `source: s3://${name}`)];
    case 'undecided':
      return owner === 'another-account'
        ? [
            ask(
              'the owner of the bucket',
              `let the role ${roleName} of this account use ${name} by its bucket policy`,
            ),
          ]
        : [];
    default:
      return grantSteps(answer, roleName);
  }
}

function grantSteps({ lacks, who }: BucketAnswer, roleName: string): readonly FixStep[] {
  const grantable = lacks.filter(({ isGrantable }) => isGrantable);
  const denied = lacks.filter(({ isGrantable }) => !isGrantable);
  const whose = who === 'node' ? `the role ${roleName}` : 'this identity';
  return [
    ...(grantable.length === 0 ? [] : [statementStep(statementsOf(grantable))]),
    ...(denied.length === 0
      ? []
      : [
          ask(
            'whoever administers the account',
            `let ${whose} call ${denied.map(({ action, resource }) => `${action} on ${shown(resource)}`).join(', ')}: a policy denies it`,
          ),
        ]),
  ];
}

/** As policies name it. */
function shown(resource: string): string {
  return resource.replace(/\/file$/, '/*').replace(UPLOAD_BUCKET, 'skypilot-filemounts-*');
}

/** For the policy of whoever uses the bucket; a statement for each resource. */
function statementsOf(lacks: readonly LackedAction[]): readonly AllowStatement[] {
  const resources = [...new Set(lacks.map(({ resource }) => resource))];
  return resources.map((resource) => ({
    Effect: 'Allow',
    Action: lacks.filter((lack) => lack.resource === resource).map(({ action }) => action),
    Resource: shown(resource),
  }));
}

/** Where a bucket and the task that uses it are far apart. */
function elsewhere({ buckets, decision }: TaskFacts): readonly Finding[] {
  const seen = new Set<string>();
  return buckets.flatMap((answer) => {
    const region = decision.tasks?.[answer.task]?.starts[0]?.region;
    if (answer.region === undefined || region === undefined || region === answer.region) return [];
    if (seen.has(answer.name) || answer.problem !== undefined) return [];
    seen.add(answer.name);
    const made = answer.exists === 'no' ? 'would be made' : 'is';
    const detail = `${sentenceOf(`${bucketName(answer)} ${made} in ${answer.region}, and the task would start in ${region}`)}`;
    return [finding('task-bucket-elsewhere', { detail, at: answer.at })];
  });
}
