/** For each finding about what a task needs beside its launch: answers that make it. */
import type { FindingCode } from '../../src/findings/registry.ts';
import type { BucketAnswer } from '../../src/task/bucket-answer.ts';
import { decideTask } from '../../src/task/decide-task.ts';
import { ourCatalog } from '../../src/task/our-catalog.ts';
import { readTask } from '../../src/task/read-task.ts';
import type { TaskFacts } from '../../src/task/task-facts.ts';
import { NO_IMAGE_SIZES } from '../../src/task/validate.ts';

const AT = { file: 'task.yaml', line: 3 };

const BUCKET: BucketAnswer = {
  ...{ task: 0, name: 'data', spelling: 'source', at: AT, access: 'list', who: 'server' },
  ...{ decision: 'denied', reason: 'it is not allowed', problem: 'denied', stops: true },
  ...{ exists: 'yes', region: 'us-east-1', owner: 'this-account', kmsKey: undefined },
  lacks: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::data/file', isGrantable: true }],
};

const node = { who: 'node', access: 'read' } as const;
const elsewhere = { problem: undefined, decision: 'allowed', region: 'eu-west-1' } as const;

const BUCKETS: readonly (readonly [FindingCode, Partial<BucketAnswer>])[] = [
  ['task-bucket-missing', { problem: 'missing', exists: 'no', lacks: [] }],
  ['task-bucket-not-skypilots', { problem: 'not-skypilots', spelling: 'name', access: 'create', lacks: [] }],
  [
    'task-storage-off',
    {
      ...{ problem: 'storage-off', access: 'storage' },
      lacks: [{ action: 's3:ListAllMyBuckets', resource: '*', isGrantable: true }],
    },
  ],
  ['task-bucket-denied', node],
  ['task-bucket-read-only', { ...node, access: 'write', stops: false }],
  [
    'task-bucket-key-denied',
    {
      ...{ ...node, problem: 'key-denied' },
      lacks: [
        { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/1', isGrantable: true },
      ],
    },
  ],
  [
    'task-bucket-undecided',
    { ...node, problem: 'undecided', decision: 'unknown', owner: 'another-account', lacks: [] },
  ],
  ['task-bucket-elsewhere', elsewhere],
];

const CATALOG = ourCatalog();
const FLAGS = { envs: new Map(), secrets: new Map() };
const READ = await readTask('resources: { infra: aws/us-east-1 }', 'task.yaml', FLAGS, CATALOG.devices);

/** Of a task that starts in us-east-1. */
const DECISION = decideTask(READ, {
  catalog: CATALOG,
  images: NO_IMAGE_SIZES,
  pathKind: () => 'unknown',
  settings: { byZone: false, proxyRegions: undefined },
});

/** With the task that has it. */
export function besideCases(task: TaskFacts): readonly (readonly [FindingCode, TaskFacts])[] {
  const decided = { ...task, decision: DECISION };
  return BUCKETS.map(
    ([code, changes]) => [code, { ...decided, buckets: [{ ...BUCKET, ...changes }] }] as const,
  );
}
