/**
 * Whether those who use the buckets of a task may: the API server and the nodes are two, and only one of them is the
 * identity that is checked.
 *
 * Source: SkyPilot `sky/data/storage.py`, `Storage.construct` and `S3CompatibleStore._get_bucket`; `sky/data/mounting_utils.py`.
 */
import type { BucketRead } from '../account/bucket-reads.ts';
import type { SkyStorages } from '../account/sky-storages.ts';
import type { AwsResult } from '../aws/aws-result.ts';
import type { Denial } from '../aws/denial/denial.ts';
import { failureText } from '../aws/failure-text.ts';
import type { Evidence } from '../permissions/decision.ts';
import type { ActionEvidence, ActionQuestion } from '../permissions/simulate-actions.ts';
import type { BucketAnswer, BucketProblem, BucketState, BucketUser } from '../task/bucket-answer.ts';
import type { BucketUse } from '../task/bucket-uses.ts';

/** What nodes act with. */
export type NodeIdentity =
  /** The credentials file goes to them and wins. */
  | { readonly kind: 'own-keys' }
  /** The file goes to them, and its profile `default` is another than the one that is checked. */
  | { readonly kind: 'other-keys' }
  | { readonly kind: 'role'; readonly name: string }
  /** SkyPilot makes it with the first launch, and gives it all of S3 and EC2. */
  | { readonly kind: 'new-role'; readonly name: string };

/** Everything that was found out about the buckets of a task. */
export interface BucketFindings {
  readonly partition: string;
  readonly account: string;
  readonly reads: ReadonlyMap<string, BucketRead>;
  /** The names of the account's own buckets. */
  readonly listed: AwsResult<{ readonly names: readonly string[] }> | undefined;
  readonly storages: SkyStorages;
  /** Set where another machine's API server does it, with credentials of its own. */
  readonly remoteServer: string | undefined;
  readonly node: NodeIdentity;
  readonly ofIdentity: ActionEvidence;
  readonly ofRole: ActionEvidence;
  /** Tags go on new buckets. */
  readonly tagsBuckets: boolean;
}

/** The ARNs of a use. */
function arnsOf(
  { bucket, prefix }: Pick<BucketUse, 'bucket' | 'prefix'>,
  partition: string,
): { readonly bucket: string; readonly objects: string } {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return { bucket: arn, objects: `${arn}/${folder}file` };
}

const ON_BUCKET = ['s3:ListBucket', 's3:CreateBucket', 's3:PutBucketTagging', 's3:DeleteBucket'];
const ON_OBJECTS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

/** What the simulator is asked about the uses, of the identity and of the role alike. */
export function bucketQuestions(uses: readonly BucketUse[], partition: string): readonly ActionQuestion[] {
  const questions = uses.flatMap((use) => {
    const { bucket, objects } = arnsOf(use, partition);
    return [
      { actions: ON_BUCKET, resource: bucket },
      { actions: ON_OBJECTS, resource: objects },
    ];
  });
  return questions.filter(
    ({ resource }, index) => questions.findIndex((other) => other.resource === resource) === index,
  );
}

/** Reading takes one action on the key, writing the other. Source: S3 User Guide, "Using SSE-KMS". */
const KEY_ACTIONS = { read: 'kms:Decrypt', write: 'kms:GenerateDataKey' } as const;

/** What the simulator is asked about the keys that were found; those that are named by an alias have no ARN here. */
export function keyQuestions({ reads }: Pick<BucketFindings, 'reads'>): readonly ActionQuestion[] {
  const keys = [...reads.values()].flatMap((read) => keyOf(read) ?? []).filter(isKeyArn);
  return [...new Set(keys)].map((resource) => ({ actions: Object.values(KEY_ACTIONS), resource }));
}

function keyOf({ encryption }: BucketRead): string | undefined {
  return encryption?.kind === 'ok' && encryption.value.isKms ? encryption.value.key : undefined;
}

function isKeyArn(key: string): boolean {
  return /^arn:[^:]+:kms:[^:]+:\d+:key\//.test(key);
}

/** Pure: an answer for each access of each use. */
export function decideBuckets(uses: readonly BucketUse[], found: BucketFindings): readonly BucketAnswer[] {
  return uses.flatMap((use) => {
    const read = found.reads.get(use.bucket);
    const state = stateOf(use, read, found);
    const base = { task: use.task, name: use.bucket, spelling: use.spelling, at: use.at, ...state };
    if (use.spelling === 'upload' && isStorageOff(found)) return [];
    return [...serverAnswers(use, read, state, found), ...nodeAnswers(use, read, state, found)].map(
      (answer) => ({ ...base, ...answer }),
    );
  });
}

type Answer = Pick<BucketAnswer, 'access' | 'who' | 'decision' | 'reason' | 'problem' | 'stops' | 'lacks'>;

function stateOf(
  use: BucketUse,
  read: BucketRead | undefined,
  { listed, account }: BucketFindings,
): BucketState {
  const head = read?.head;
  const exists = head?.kind !== 'ok' ? 'unknown' : head.value.kind === 'missing' ? 'no' : 'yes';
  const region = head?.kind === 'ok' && head.value.kind !== 'missing' ? head.value.region : undefined;
  const isOwn = listed?.kind === 'ok' ? listed.value.names.includes(use.bucket) : undefined;
  return {
    exists,
    region: exists === 'no' ? use.newRegion : region,
    owner:
      exists !== 'yes' || isOwn === undefined || account === ''
        ? 'unknown'
        : isOwn
          ? 'this-account'
          : 'another-account',
    kmsKey: read === undefined ? undefined : keyOf(read),
  };
}

function isStorageOff({ listed }: BucketFindings): boolean {
  return listed?.kind === 'failed' && listed.failure.kind === 'denied';
}

function answer(
  who: BucketUser,
  access: BucketAnswer['access'],
  decision: BucketAnswer['decision'],
  reason: string,
  more: Partial<Answer> = {},
): Answer {
  const isOpen = decision === 'unknown' || decision === 'denied';
  const problem: BucketProblem | undefined = !isOpen
    ? undefined
    : decision === 'denied'
      ? 'denied'
      : 'undecided';
  return { who, access, decision, reason, problem, stops: true, lacks: [], ...more };
}

const NO_BUCKET = 'the bucket does not exist';

function serverAnswers(
  use: BucketUse,
  read: BucketRead | undefined,
  { exists, kmsKey }: BucketState,
  found: BucketFindings,
): readonly Answer[] {
  if (found.remoteServer !== undefined)
    return [
      answer(
        'server',
        'list',
        'unknown',
        `the API server at ${found.remoteServer} uses credentials of its own`,
      ),
    ];
  const storage = use.spelling === 'path' ? [] : storageAnswer(found);
  if (exists === 'no' || use.spelling === 'upload') return [...storage, ...missing(use, found)];
  const taken = use.spelling === 'name' && exists === 'yes' ? takenAnswer(use, found) : [];
  return [...storage, listAnswer(use, read, found), ...taken, ...fillAnswers(use, found, kmsKey)];
}

/** Source: SkyPilot `sky/clouds/aws.py`, `_check_storage_credentials`. */
function storageAnswer({ listed }: BucketFindings): readonly Answer[] {
  if (listed?.kind === 'ok') return [];
  const failure = listed?.failure;
  const why = failure === undefined ? 'nobody asked' : failureText(failure);
  return failure?.kind === 'denied'
    ? [
        answer(
          'server',
          'storage',
          'denied',
          'SkyPilot has storage on AWS only where it may list all buckets',
          {
            problem: 'storage-off',
            lacks: [
              { action: 's3:ListAllMyBuckets', resource: '*', isGrantable: isGrantable(failure.denial) },
            ],
          },
        ),
      ]
    : [answer('server', 'storage', 'unknown', `whether all buckets may be listed is not known: ${why}`)];
}

/** What SkyPilot does where a bucket is not there. */
function missing(use: BucketUse, found: BucketFindings): readonly Answer[] {
  const { bucket } = arnsOf(use, found.partition);
  if (use.newRegion === undefined)
    return [
      answer('server', 'list', 'denied', `${NO_BUCKET}, and SkyPilot makes none for an address`, {
        problem: 'missing',
      }),
    ];
  const creating = ['s3:CreateBucket', ...(found.tagsBuckets ? ['s3:PutBucketTagging'] : [])];
  const made = combined(
    'server',
    'create',
    creating.map((action) => [action, bucket]),
    found.ofIdentity,
  );
  const where = `it would be made in ${use.newRegion}`;
  return [{ ...made, reason: `${where}: ${made.reason}` }, ...fillAnswers(use, found)];
}

/** A name without files is for a new bucket, or for one that SkyPilot made. */
function takenAnswer(use: BucketUse, { storages }: BucketFindings): readonly Answer[] {
  if (use.isFilled) return [];
  if (storages.kind === 'unknown')
    return [
      answer(
        'server',
        'create',
        'unknown',
        `it exists, and whether SkyPilot made it is not known: ${storages.reason}`,
      ),
    ];
  return storages.names.has(use.bucket)
    ? []
    : [
        answer('server', 'create', 'denied', 'it exists, and SkyPilot did not make it', {
          problem: 'not-skypilots',
        }),
      ];
}

/** A real answer about exactly this bucket. */
function listAnswer(
  { bucket, prefix }: BucketUse,
  read: BucketRead | undefined,
  { partition }: BucketFindings,
): Answer {
  const listing = read?.listings.get(prefix);
  if (listing?.kind === 'ok') return answer('server', 'list', 'allowed', 'it was listed');
  const failure = listing?.failure ?? (read?.head.kind === 'failed' ? read.head.failure : undefined);
  if (failure === undefined) return answer('server', 'list', 'unknown', 'nobody asked');
  if (failure.kind !== 'denied') return answer('server', 'list', 'unknown', failureText(failure));
  return answer('server', 'list', 'denied', failureText(failure), {
    lacks: [
      {
        action: 's3:ListBucket',
        resource: `arn:${partition}:s3:::${bucket}`,
        isGrantable: isGrantable(failure.denial),
      },
    ],
  });
}

/** Local files go into it. */
function fillAnswers(
  use: BucketUse,
  { partition, ofIdentity }: BucketFindings,
  key?: string,
): readonly Answer[] {
  if (!use.isFilled) return [];
  const { objects } = arnsOf(use, partition);
  return [combined('server', 'write', [['s3:PutObject', objects], ...keyNeed('write', key)], ofIdentity)];
}

function nodeAnswers(
  use: BucketUse,
  read: BucketRead | undefined,
  state: BucketState,
  found: BucketFindings,
): readonly Answer[] {
  if (state.exists === 'no' && use.newRegion === undefined) return [];
  const { bucket, objects } = arnsOf(use, found.partition);
  const evidence = nodeEvidence(found);
  const ofKey = (access: 'read' | 'write') => keyNeed(access, state.kmsKey);
  const reading = [['s3:ListBucket', bucket], ['s3:GetObject', objects], ...ofKey('read')] as const;
  const writing = [['s3:PutObject', objects], ['s3:DeleteObject', objects], ...ofKey('write')] as const;
  const deleting = [
    ['s3:DeleteObject', objects],
    ['s3:DeleteBucket', bucket],
  ] as const;
  const accesses = [
    combined('node', 'read', reading, evidence),
    ...(use.isMounted ? [combined('node', 'write', writing, evidence)] : []),
    ...(use.spelling === 'upload' ? [combined('node', 'delete', deleting, evidence)] : []),
  ];
  return accesses.map((decided) => {
    // Reading is what a task begins with; a mount that nobody may write to works as long as nobody does.
    const weighed = { ...decided, stops: decided.access === 'read' };
    return acrossAccounts(withOpenKey(weighed, read, state), state);
  });
}

function keyNeed(access: 'read' | 'write', key: string | undefined): readonly (readonly [string, string])[] {
  return key !== undefined && isKeyArn(key) ? [[KEY_ACTIONS[access], key]] : [];
}

/** Who a node is: itself by its role, or the identity by its keys. */
function nodeEvidence({ node, ofIdentity, ofRole }: BucketFindings): ActionEvidence {
  switch (node.kind) {
    case 'own-keys':
      return ofIdentity;
    case 'role':
      return ofRole;
    case 'other-keys':
      return () => ({
        kind: 'inferred',
        decision: 'unknown',
        reason: 'nodes get the credentials file and use its profile default, which is not the checked one',
      });
    case 'new-role':
      return (action) =>
        action.startsWith('s3:')
          ? { kind: 'inferred', decision: 'likely', reason: `SkyPilot gives ${node.name} AmazonS3FullAccess` }
          : {
              kind: 'inferred',
              decision: 'denied',
              denial: { cause: { kind: 'missing-allow', in: 'identity' } },
              reason: `what SkyPilot gives ${node.name} has no ${action}`,
            };
  }
}

/** A key that is named by an alias, or not at all, could not be asked about. */
function withOpenKey(decided: Answer, read: BucketRead | undefined, { kmsKey }: BucketState): Answer {
  const encryption = read?.encryption;
  const isOpenKey = kmsKey !== undefined && !isKeyArn(kmsKey);
  if (decided.decision !== 'allowed' && decided.decision !== 'likely') return decided;
  if (isOpenKey)
    return {
      ...decided,
      decision: 'likely',
      reason: `${decided.reason}; its key ${kmsKey} was not asked about`,
    };
  return encryption?.kind === 'failed'
    ? {
        ...decided,
        decision: 'likely',
        reason: `${decided.reason}; how it is encrypted could not be looked up`,
      }
    : decided;
}

/** Another account's bucket has to admit whoever comes, whatever their own policies say. */
function acrossAccounts(decided: Answer, { owner }: BucketState): Answer {
  if (owner !== 'another-account' || (decided.decision !== 'allowed' && decided.decision !== 'likely'))
    return decided;
  const reason = "it is another account's, whose bucket policy has to admit the role as well";
  return { ...decided, decision: 'unknown', problem: 'undecided', reason };
}

/** All of some actions: one that is denied decides, then one that is not known. */
function combined(
  who: BucketUser,
  access: BucketAnswer['access'],
  needs: readonly (readonly [action: string, resource: string])[],
  evidence: ActionEvidence,
): Answer {
  const all = needs.map(([action, resource]) => ({ action, resource, found: evidence(action, resource) }));
  const denied = all.filter(({ found }) => found.decision === 'denied');
  const [first] = denied;
  if (first !== undefined) {
    const names = denied.map(({ action }) => action).join(' and ');
    return answer(who, access, 'denied', `${names}: ${first.found.reason}`, {
      problem: denied.every(({ action }) => action.startsWith('kms:')) ? 'key-denied' : 'denied',
      lacks: denied.map(({ action, resource, found }) => ({
        action,
        resource,
        isGrantable: found.decision === 'denied' && isGrantable(found.denial),
      })),
    });
  }
  const open = all.find(({ found }) => found.decision === 'unknown');
  if (open !== undefined) return answer(who, access, 'unknown', `${open.action}: ${open.found.reason}`);
  const [some] = all;
  return answer(who, access, 'likely', some === undefined ? '' : byPolicies(some.found));
}

/** Policies of the other side are not seen by the simulator. */
function byPolicies({ reason, kind }: Evidence): string {
  return kind === 'simulation' ? `${reason}; the bucket's own policy is not seen` : reason;
}

/** Only where no policy of theirs allows it does a statement help. */
function isGrantable(denial: Denial | undefined): boolean {
  return denial?.cause.kind === 'missing-allow' && (denial.cause.in ?? 'identity') === 'identity';
}
