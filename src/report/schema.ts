/**
 * The schema of the report: the names that are fixed, and from which the types and the shipped JSON Schema
 * (`schema/report.schema.json`, `npm run schema`) are made. Within a major `schemaVersion` fields are only added.
 *
 * Only tests and readers of saved reports load this file: checking needs the types alone.
 */
import * as z from 'zod';
import { CONDITION_IDS } from '../conditions/condition.ts';
import { CAPABILITY_STATUSES, DECISIONS, EVIDENCE_KINDS, LAYERS } from '../permissions/decision.ts';
import { SCHEMA_VERSION, SEVERITIES, VERDICTS } from './vocabulary.ts';

const setting = z.object({
  value: z.string().nullable(),
  type: z.string().nullable(),
  location: z.string().nullable(),
});

const credentials = z.object({
  /** botocore's name of the provider, such as `shared-credentials-file`. */
  type: z.string(),
  location: z.string().nullable(),
  /** Sixteen asterisks and the last four characters; null where none could be loaded. */
  accessKeyId: z
    .string()
    .regex(/^\*{16}.{0,4}$/)
    .nullable(),
  expiresAt: z.iso.datetime().nullable(),
});

export const identitySchema = z.object({
  userId: z.string(),
  account: z.string(),
  arn: z.string(),
  /** The IAM user or role behind the identity; null where IAM has none that is known. */
  principalArn: z.string().nullable(),
  partition: z.string(),
  /** The permission set of IAM Identity Center whose role it is; null for any other identity. */
  permissionSet: z.string().nullable(),
  /** SkyPilot's owner identity. */
  owner: z.tuple([z.string(), z.string()]),
});

const requirement = z.object({
  id: z.string(),
  action: z.string(),
  resource: z.string(),
  /** The pattern that a policy statement names for it. */
  resourcePattern: z.string(),
  decision: z.enum(DECISIONS),
  evidence: z.enum(EVIDENCE_KINDS).nullable(),
  /** Null unless it is denied. */
  layer: z.enum(LAYERS).nullable(),
  /** For a denial: true by a Deny statement, false for want of an Allow; null where that is not known. */
  explicit: z.boolean().nullable(),
  /** The ARN of the policy that denies; its name where only that is known. */
  policy: z.string().nullable(),
  /** The Sid of the statement that denies. */
  sid: z.string().nullable(),
  /** What IAM's access troubleshooter knows the denial by, and its page in the AWS console. */
  authorizationId: z.string().nullable(),
  authorizationLink: z.string().nullable(),
  reason: z.string(),
  source: z.enum(['documented', 'code']),
  reference: z.string(),
  impact: z.enum(['fails', 'degrades']),
});

const statement = z.object({
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.union([z.string(), z.array(z.string())]),
  Condition: z.record(z.string(), z.record(z.string(), z.string())).optional(),
});

/** A whole policy, as IAM takes it. */
const policyDocument = z.object({ Version: z.literal('2012-10-17'), Statement: z.array(statement) });

const condition = z.object({
  id: z.enum(CONDITION_IDS),
  decision: z.enum(DECISIONS),
  reason: z.string(),
});

const capability = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(CAPABILITY_STATUSES),
  /** What does not work without the permissions that are denied, as a clause; null where none that stops it is. */
  consequence: z.string().nullable().optional(),
  required: z.boolean(),
  requirements: z.array(requirement),
  /** What has to hold beside permissions. */
  conditions: z.array(condition),
  /** The statements whose lack makes it disabled; empty where adding one would not help. */
  statementsToAdd: z.array(statement),
  /** The statements that would grant what could not be decided, if they are not there yet. */
  statementsUndecided: z.array(statement),
  /** What other layers of policies stop, and whom to ask: sentences. */
  blocked: z.array(z.string()),
});

const roleUse = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(CAPABILITY_STATUSES),
  /** Of the same requirements, asked of the checked identity. */
  callerStatus: z.enum(CAPABILITY_STATUSES),
  requirements: z.array(requirement),
  statementsToAdd: z.array(statement),
});

/** The role of SkyPilot's instances, with which they act. */
const role = z.object({
  name: z.string(),
  state: z.enum(['present', 'missing', 'profile-without-role', 'unknown']),
  arn: z.string().nullable(),
  uses: z.array(roleUse),
  instanceProfile: z.enum(['exists', 'missing', 'unknown']).optional(),
  iamRole: z.enum(['exists', 'missing', 'unknown']).optional(),
  /** Whether the role's trust policy lets EC2 assume it. */
  trust: z.enum(['admitted', 'refused', 'unknown']).optional(),
});

/** Whether SkyPilot can launch in a region, by its own rules. */
const region = z.object({
  region: z.string(),
  status: z.enum(['usable', 'unusable', 'unknown']),
  vpc: z.object({ id: z.string(), name: z.string().nullable(), default: z.boolean() }).nullable(),
  /** How many subnets SkyPilot would use, and their availability zones. */
  subnets: z.number().int(),
  zones: z.array(z.string()),
  /** Of the configured name in that VPC; null where the configuration names none. */
  securityGroup: z.enum(['found', 'missing', 'unknown']).nullable(),
  /** Why not: a word such as `no-default-vpc`, or AWS's error code where the region is unknown. */
  reason: z.string().nullable(),
  /** What SkyPilot will say, or why nobody knows. */
  detail: z.string().nullable(),
  /** Whether this identity may launch there, where somebody asked. */
  launch: z.enum(['allowed', 'denied', 'unknown', 'not-asked']).optional(),
  /** Why not, or why nobody knows. */
  launchReason: z.string().nullable().optional(),
});

/** The vCPU quotas of a region. */
const regionQuotas = z.object({
  region: z.string(),
  quotas: z.array(
    z.object({
      code: z.string(),
      family: z.string(),
      market: z.enum(['on-demand', 'spot']),
      accelerated: z.boolean(),
      /** In vCPUs; null where the region does not tell. */
      value: z.number().nullable(),
      console: z.string(),
    }),
  ),
  /** Why they are not known; null where they are. */
  failure: z.string().nullable(),
});

/** What SkyPilot makes of this machine. */
const skypilot = z.object({
  /** As SkyPilot tells types of identities apart; null where it finds none. */
  identityType: z.string().nullable(),
  configFiles: z.array(
    z.object({
      file: z.string(),
      role: z.enum(['only', 'user', 'project', 'flag']),
      state: z.enum(['read', 'broken', 'missing', 'unreadable']),
    }),
  ),
  workspace: z.string(),
  /** What is copied to clusters; null where nothing is, for the reason given. */
  upload: z.object({
    file: z.string().nullable(),
    profiles: z.array(z.string()),
    reason: z.string().nullable(),
  }),
  /** Null where SkyPilot runs its own on this machine. */
  apiServer: z.object({ endpoint: z.string(), location: z.string(), local: z.boolean() }).nullable(),
  /** The AWS clusters on record. */
  clusters: z.array(
    z.object({
      name: z.string(),
      owner: z.tuple([z.string(), z.string()]),
      match: z.enum(['same', 'same-account', 'other']),
    }),
  ),
  /** Why the records were not read; null where they were, or where there are none. */
  clustersNotRead: z.string().nullable(),
});

/** What a person asks for of a place in a task, by region. */
const taskRegion = z.object({
  region: z.string(),
  /** Letters where the account's names are known, such as `b`; else ids, such as `use1-az1`. */
  zones: z.array(z.string()),
  /** Whether AWS offers the type there; unknown where only a catalog says so. */
  offered: z.enum(['yes', 'no', 'unknown']),
  /** In vCPUs; null where nobody asked. */
  quota: z
    .object({
      code: z.string().nullable(),
      limit: z.number().nullable(),
      /** A lower bound. */
      inUse: z.number().nullable(),
      needed: z.number(),
    })
    .nullable(),
  image: z.object({ id: z.string().nullable(), status: z.string() }).nullable(),
  launch: z.enum(['allowed', 'denied', 'unknown', 'not-asked']),
  verdict: z.enum(VERDICTS),
  reason: z.string().nullable(),
});

const taskAlternative = z.object({
  /** As asked for; null for none. */
  accelerators: z.record(z.string(), z.number()).nullable(),
  spot: z.boolean(),
  /** The cloud that is meant; null for any. */
  cloud: z.string().nullable(),
  /** The only type that SkyPilot launches for it; null where there is none. */
  instanceType: z.string().nullable(),
  /** `likely` where the choice is not from SkyPilot's own catalog. */
  certainty: z.enum(['sure', 'likely']),
  diskSize: z.number(),
  diskTier: z.string().nullable(),
  ports: z.array(z.string()),
  /** Other types that fit, which SkyPilot does not try by itself, the cheapest first. */
  others: z.array(z.string()),
  /** Numbers of the accelerator that AWS has, where it has not that one. */
  didYouMean: z.array(z.string()),
  /** Whether SkyPilot would start with this alternative. */
  first: z.boolean(),
  /** In SkyPilot's order of trial. */
  regions: z.array(taskRegion),
});

/** With `--task` or `--for`: what SkyPilot makes of it. */
const task = z.object({
  file: z.string(),
  kind: z.enum(['task', 'pipeline', 'job-group']),
  /** How it is started: `sky launch`, `sky jobs launch`, `sky serve up`. */
  as: z.enum(['launch', 'job', 'serve']),
  /** Why and where SkyPilot refuses it; null where it does not. */
  error: z
    .object({
      stage: z.enum(['load', 'validate', 'storage', 'feasible', 'optimize', 'serve']),
      message: z.string(),
      at: z.object({ file: z.string(), line: z.number().int() }).nullable(),
    })
    .nullable(),
  /** The machine that runs jobs and services; null for a plain launch. */
  controller: z
    .object({
      kind: z.enum(['jobs', 'serve']),
      instanceType: z.string().nullable(),
      diskSize: z.number(),
      ports: z.array(z.string()),
    })
    .nullable(),
  tasks: z.array(
    z.object({
      name: z.string().nullable(),
      nodes: z.number().int(),
      /** Where SkyPilot would start; null where there is no place, or equal prices leave it open among several. */
      start: z
        .object({ instanceType: z.string(), region: z.string(), zone: z.string().nullable() })
        .nullable(),
      alternatives: z.array(taskAlternative),
      buckets: z.array(
        z.object({
          name: z.string(),
          access: z.string(),
          who: z.enum(['client', 'server', 'node']),
          decision: z.enum(DECISIONS),
          reason: z.string(),
          /** How the task names it; `upload` is the bucket for local files of jobs and services. */
          spelling: z.enum(['path', 'source', 'name', 'upload']).optional(),
          exists: z.enum(['yes', 'no', 'unknown']).optional(),
          /** Where it is, or would be made; null where that is not known. */
          region: z.string().nullable().optional(),
          owner: z.enum(['this-account', 'another-account', 'unknown']).optional(),
          /** The key of KMS that new objects are encrypted with; null for S3's own keys, or where it is not known. */
          kmsKey: z.string().nullable().optional(),
          /** Whether the task fails without it. */
          stops: z.boolean().optional(),
        }),
      ),
    }),
  ),
});

const fixStep = z.object({ kind: z.enum(['command', 'statement', 'edit', 'ask']), text: z.string() });

const place = z.object({
  file: z.string(),
  line: z.number().int(),
  /** The file from the workspace's folder on, with slashes; absent where it lies elsewhere. */
  path: z.string().optional(),
});

export const findingSchema = z.object({
  code: z.string(),
  /** What it is about, in a word for people. */
  topic: z.string().optional(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  detail: z.string(),
  /** Where in a file it is; null where it is in none, or in no single place. */
  at: place.nullable(),
  /** All the places, where it is about more than one. */
  places: z.array(place).optional(),
  /** The code of the finding that it follows from. */
  cause: z.string().nullable(),
  /** What to do about it, in order. Commands and statements are ready to paste. */
  fix: z.array(fixStep),
  docs: z.string(),
});

const trace = z.object({
  provider: z.string(),
  outcome: z.enum(['applies', 'passed-over', 'not-reached']),
  reason: z.string(),
});

const multiCloud = z.object({
  feature: z.string(),
  works: z.enum(['yes', 'no', 'partly']),
  note: z.string().nullable(),
});

/** In a report about policy documents: what was evaluated. Nothing is known about an identity then. */
const policyCheck = z.object({
  /** Told, or named by the ARNs of the documents; null where neither. */
  account: z.string().nullable(),
  partition: z.string(),
  /** The name of the role that the requirements are about. */
  role: z.string(),
  documents: z.array(
    z.object({
      name: z.string(),
      layer: z.enum(['identity', 'permissions-boundary', 'scp', 'trust']),
      statements: z.number().int(),
      /** The file that it is in, where the name is not that alone. */
      file: z.string().optional(),
      /** From the workspace's folder on, as in findings. */
      path: z.string().optional(),
    }),
  ),
});

/** Where the time of the check went, in milliseconds from its start. */
const timings = z.object({
  totalMs: z.number(),
  phases: z.array(z.object({ name: z.string(), startMs: z.number(), ms: z.number() })),
  /** Each request that was sent, again ones among them, in their order. */
  requests: z.array(
    z.object({
      service: z.string(),
      operation: z.string(),
      /** Null for the service's global endpoint. */
      region: z.string().nullable(),
      startMs: z.number(),
      /** From sending it until its answer was read. */
      ms: z.number(),
      /** 1 for the first time that a call is sent. */
      attempt: z.number().int(),
      /** `ok`, or the kind of its failure. */
      outcome: z.string(),
    }),
  ),
});

/** How long some credentials last. */
const held = z.object({
  decision: z.enum(DECISIONS),
  /** Null where they do not end, or nothing tells when. */
  endsAt: z.iso.datetime().nullable(),
  /** Known to be good until then, and over by then; null where nothing tells. */
  atLeast: z.iso.datetime().nullable(),
  atMost: z.iso.datetime().nullable(),
  /** Whether they last by themselves. */
  lasting: z.boolean(),
  reason: z.string(),
});

/** With `--valid-for`: whether the credentials outlive the job. */
const validFor = z.object({
  /** As long as the job takes. */
  seconds: z.number().int(),
  until: z.iso.datetime(),
  decision: z.enum(DECISIONS),
  /** Whose credentials the job hangs on: this machine's, or those of the controller of SkyPilot's jobs and services. */
  decidedBy: z.enum(['client', 'controller']),
  client: held,
  controller: held,
});

/** With `--wait`: whether AWS came to allow what it denied. */
const waited = z.object({
  /** For how long at most, in seconds. */
  seconds: z.number(),
  outcome: z.enum(['allowed', 'still-denied', 'nothing-denied']),
  /** From when on everything was allowed, in seconds from the start of the waiting; null where it is not. */
  allowedAfterSeconds: z.number().nullable(),
  /** How often it was asked again. */
  tries: z.number().int(),
  /** What was not allowed three times in a row. */
  stillDenied: z.array(z.object({ action: z.string(), resource: z.string() })),
});

/** Whether the missing policy suffices. */
const missingPolicyProof = z.object({
  /** `simulation`: by the policy simulator, beside all that the identity has; `policy`: the document alone, evaluated here. */
  evidence: z.enum(['simulation', 'policy']),
  /** How many permissions the document is to grant. */
  grants: z.number().int(),
  /** How many of them are allowed with it. */
  proven: z.number().int(),
  /** Those that hang on what is not known before the real request. */
  undecided: z.array(z.object({ action: z.string(), resource: z.string() })),
  /** What is not had even with the document, and which layer of policies stops it. */
  stillStopped: z.array(
    z.object({ action: z.string(), resource: z.string(), layer: z.enum(LAYERS), reason: z.string() }),
  ),
});

const status = z.enum(['enabled', 'disabled', 'inconclusive']);

export const reportSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('skycheck'), version: z.string() }),
    cloud: z.literal('aws'),
    /** Only where several saved reports were put side by side: the file that it comes from. */
    savedAs: z.string().optional(),
    /** The scenario's name where the report is about the embedded sandbox. */
    sandbox: z.string().nullable(),
    checkedAt: z.iso.datetime(),
    /** AWS, in SkyPilot's words. */
    status,
    /** About what was asked for: ready, everything is enabled; not ready, something is disabled. */
    verdict: z.enum(VERDICTS),
    /** Why, as a clause. */
    verdictReason: z.string(),
    exitCode: z.number().int(),
    /** What to run once it is ready; null where something else has to be changed first, or nothing can be run. */
    next: z.string().nullable().optional(),
    /** What the verdict is about. */
    asked: z.array(z.string()),
    /** The URL, where a setting or a flag sends calls anywhere but to AWS. */
    endpoint: z.string().nullable(),
    /** With `--with-policy`: the policies that the identity is supposed to have, and does not have yet. */
    withPolicies: z.array(z.string()).optional(),
    /** The variable, the flag, or file and line that does so. */
    endpointFrom: z.string().nullable(),
    enabled: z.array(z.string()),
    /** What `sky check aws` itself would print as enabled. */
    skyCheck: z.array(z.string()),
    required: z.array(z.string()),
    profile: setting.extend({
      /** The lines of files that set the variable that chose it; empty where none is known to. */
      setAt: z.array(z.object({ file: z.string(), line: z.number().int() })).optional(),
    }),
    credentials: credentials.nullable(),
    region: setting,
    /** The region that was checked: the configured one, or where SkyPilot itself would ask first. */
    checkedRegion: z.string(),
    identity: identitySchema.nullable(),
    trace: z.array(trace),
    multiCloud: z.array(multiCloud),
    capabilities: z.array(capability),
    role,
    /** The regions that SkyPilot uses; empty where nobody looked. */
    regions: z.array(region).optional(),
    /** Why nobody looked at regions; null where somebody did. */
    regionsNotChecked: z.string().nullable().optional(),
    /** With `--quotas`; empty otherwise. */
    quotas: z.array(regionQuotas).optional(),
    skypilot: skypilot.optional(),
    /** With `--timings`. */
    timings: timings.optional(),
    task: task.optional(),
    validFor: validFor.optional(),
    waited: waited.optional(),
    /** One whole policy document that grants what is asked for and missing; null where nothing is. */
    missingPolicy: policyDocument.nullable(),
    /** The steps that give it to this identity; empty where nobody can, or nothing is missing. */
    missingPolicyFix: z.array(fixStep).optional(),
    missingPolicyProof: missingPolicyProof.optional(),
    findings: z.array(findingSchema),
    /** What was found and is not shown, since somebody asked for that. */
    ignored: z.array(findingSchema).optional(),
    /** Only where `skycheck policy check` made the report. */
    policyCheck: policyCheck.optional(),
  })
  .meta({ title: 'skycheck report' });

/** What a check of several profiles prints. */
export const profileReportsSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    /** That of the worst: 1 before 3 before 0. */
    exitCode: z.number().int(),
    reports: z.array(reportSchema).readonly(),
  })
  .meta({ title: 'skycheck report of several profiles' });

export type Report = z.infer<typeof reportSchema>;
export type ProfileReports = z.infer<typeof profileReportsSchema>;
export type ReportCapability = Report['capabilities'][number];
export type ReportRoleUse = Report['role']['uses'][number];
export type ReportRequirement = ReportCapability['requirements'][number];
export type ReportRegion = NonNullable<Report['regions']>[number];
export type ReportTask = NonNullable<Report['task']>;
export type ReportValidFor = NonNullable<Report['validFor']>;
export type ReportQuotas = NonNullable<Report['quotas']>[number];
export type ReportFinding = Report['findings'][number];
export type ReportFixStep = ReportFinding['fix'][number];
