/** What a task needs beside its launch: asked side by side with the places where it may start. */
import { type BucketRead, readBucket } from '../account/bucket-reads.ts';
import type { IdentityFacts } from '../account/identity.ts';
import type { RoleReadiness } from '../account/role.ts';
import { readSkyStorages } from '../account/sky-storages.ts';
import type { AwsContext } from '../aws/context.ts';
import { inParallel } from '../aws/in-parallel.ts';
import type { SkyPilotFacts } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import type { ReadResults } from '../permissions/reads.ts';
import type { SimulationOutcome } from '../permissions/simulate.ts';
import { type Asked, simulateActions } from '../permissions/simulate-actions.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import type { SkyConfig } from '../skypilot/sky-config.ts';
import { type BucketUse, bucketUses } from '../task/bucket-uses.ts';
import type { TaskFacts } from '../task/task-facts.ts';
import {
  type BucketFindings,
  bucketQuestions,
  decideBuckets,
  keyQuestions,
  type NodeIdentity,
} from './decide-buckets.ts';
import type { CheckRequest } from './request.ts';

/** What is known of who asks, and of whom nodes act for. */
export interface BesideQuestion {
  readonly request: Pick<CheckRequest, 'simulate'>;
  /** Undefined where no call may be made. */
  readonly aws: AwsContext | undefined;
  readonly identity: IdentityFacts;
  readonly scope: ArnScope;
  readonly simulation: SimulationOutcome;
  readonly reads: ReadResults | undefined;
  readonly readiness: RoleReadiness;
  readonly skypilot: SkyPilotFacts;
  readonly profileName: string;
  readonly host: Host;
}

export type TaskBeside = Pick<TaskFacts, 'buckets'>;

/** Nothing is asked where SkyPilot refuses the task before it looks at any of it. */
export async function gatherBeside(
  task: TaskFacts,
  config: SkyConfig,
  question: BesideQuestion,
): Promise<TaskBeside> {
  const { aws, identity } = question;
  const { refusal, dag, tasks } = task.decision;
  if (aws === undefined || identity.kind !== 'known' || refusal !== undefined) return { buckets: [] };
  const uses = bucketUses(dag, tasks, task.purpose, config);
  return { buckets: await bucketsOf(uses, config, aws, question) };
}

/** As many at once as a task has, for the most part. */
const BUCKETS_AT_ONCE = 8;

async function bucketsOf(
  uses: readonly BucketUse[],
  config: SkyConfig,
  aws: AwsContext,
  question: BesideQuestion,
): Promise<TaskFacts['buckets']> {
  if (uses.length === 0) return [];
  const { scope, reads, skypilot, host } = question;
  const node = nodeOf(question);
  const questions = bucketQuestions(uses, scope.partition);
  const simulate = (asked: Asked) => simulateActions(aws, asked, scope, questions);
  const [read, storages, ofIdentity, ofRole] = await Promise.all([
    readBuckets(uses, aws),
    readSkyStorages(host),
    simulate(identityAsked(question, aws)),
    node.kind === 'role' ? simulate(roleAsked(question, aws)) : undefined,
  ]);
  const keys = keyQuestions({ reads: read });
  const [ofKeys, ofRoleKeys] = await Promise.all([
    simulateActions(aws, identityAsked(question, aws), scope, keys),
    ofRole === undefined ? undefined : simulateActions(aws, roleAsked(question, aws), scope, keys),
  ]);
  const isKey = (action: string) => action.startsWith('kms:');
  const { apiServer } = skypilot;
  const found: BucketFindings = {
    partition: scope.partition,
    account: scope.account,
    reads: read,
    listed: reads?.listBuckets,
    storages,
    remoteServer: apiServer === undefined || apiServer.isLocal ? undefined : apiServer.endpoint,
    node,
    ofIdentity: (action, resource) => (isKey(action) ? ofKeys : ofIdentity)(action, resource),
    ofRole: (action, resource) => (isKey(action) ? ofRoleKeys : ofRole)?.(action, resource) ?? NOT_ASKED,
    tagsBuckets: Object.keys(config.labels?.value ?? {}).length > 0,
  };
  return decideBuckets(uses, found);
}

const NOT_ASKED = { kind: 'simulation', decision: 'unknown', reason: 'nobody asked about the role' } as const;

/** Each bucket once; first in the region where S3 answers for those of any other. */
async function readBuckets(
  uses: readonly BucketUse[],
  aws: AwsContext,
): Promise<ReadonlyMap<string, BucketRead>> {
  const names = [
    ...new Set(uses.filter(({ spelling }) => spelling !== 'upload').map(({ bucket }) => bucket)),
  ];
  const read = await inParallel(names, BUCKETS_AT_ONCE, async (name) => {
    const prefixes = uses.filter(({ bucket }) => bucket === name).map(({ prefix }) => prefix);
    return [name, await readBucket(aws, 'us-east-1', name, [...new Set(prefixes)])] as const;
  });
  return new Map(read);
}

/** What nodes act with. Source: SkyPilot `sky/clouds/aws.py`, `get_credential_file_mounts`. */
function nodeOf({ skypilot, profileName, readiness, scope }: BesideQuestion): NodeIdentity {
  const { upload, remoteIdentity } = skypilot;
  if (upload.kind === 'file' && upload.profiles.includes('default'))
    return { kind: profileName === 'default' ? 'own-keys' : 'other-keys' };
  const isNew = readiness.profile === 'missing' && !remoteIdentity.customRole;
  return { kind: isNew ? 'new-role' : 'role', name: scope.role };
}

function identityAsked({ identity, simulation }: BesideQuestion, aws: AwsContext): Asked {
  if (simulation.kind !== 'done' || identity.kind !== 'known') return nobody(simulation);
  const { account, userId, principal } = identity;
  const isUser = principal.kind === 'user';
  return {
    kind: 'principal',
    caller: {
      ...{ principalArn: simulation.principalArn, account, userId, now: aws.now() },
      longTermKey: isUser && aws.credentials !== undefined && aws.credentials.sessionToken === undefined,
      ...(isUser ? { userName: principal.userName } : {}),
    },
  };
}

/** Who may not be asked about may be another than who asks. */
function roleAsked({ request, readiness, scope, simulation }: BesideQuestion, aws: AwsContext): Asked {
  if (!request.simulate || simulation.kind === 'unsupported') return nobody(simulation);
  if (readiness.arn === undefined)
    return { kind: 'nobody', reason: `the role of ${scope.role} is not known` };
  return {
    kind: 'principal',
    caller: { principalArn: readiness.arn, account: scope.account, now: aws.now() },
  };
}

function nobody(simulation: SimulationOutcome): Asked {
  const reasons: Readonly<Record<SimulationOutcome['kind'], string>> = {
    done: 'nobody asked',
    'not-allowed': 'this identity may not call the policy simulator',
    unsupported: 'the endpoint has no policy simulator',
    'principal-not-found': 'the ARN of the principal could not be found out',
    'not-tried': simulation.kind === 'not-tried' ? simulation.reason : '',
  };
  return { kind: 'nobody', reason: reasons[simulation.kind] };
}
