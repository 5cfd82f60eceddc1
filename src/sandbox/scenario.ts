/** The schema of a scenario file: what it may hold, and the defaults. */
import { z } from 'zod';
import { PARTITIONS } from './regions.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A span of time such as `+8h`, `-2h` or `20m`, in milliseconds. */
const duration = z
  .string()
  .regex(/^[+-]?\d{1,7}[smhd]$/, 'expected a time span such as +8h, -2h, 20m or 30s')
  .transform((text) => Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0));

const accountId = z.string().regex(/^\d{12}$/, 'expected twelve digits in quotes');
const name = z.string().regex(/^[\w+=,.@-]{1,128}$/, 'expected a name of letters, digits and +=,.@_-');
const path = z.string().regex(/^\/([!-~]*\/)?$/, 'expected a path that begins and ends with /');
const regionName = z.string().regex(/^[a-z]{2,4}(-[a-z]+){1,2}-\d$/, 'expected a region such as us-east-1');
const document = z.record(z.string(), z.unknown());
const tags = z.record(z.string().min(1).max(128), z.string().max(256)).default({});

const accessKey = z.strictObject({
  /** Made up from the user's name where absent. */
  id: z
    .string()
    .regex(/^[A-Z0-9]{16,128}$/)
    .optional(),
  secret: z.string().min(1).optional(),
  status: z.enum(['Active', 'Inactive']).default('Active'),
});

/** Names or ARNs of managed policies, and documents of inline ones. */
const permissions = {
  policies: z.array(z.string()).default([]),
  inline: z.record(name, document).default({}),
};

const boundary = { boundary: z.string().optional() };

/** Inline policies that count for a while only: as after a grant, which AWS takes seconds to know everywhere. */
const later = {
  later: z
    .array(
      z.strictObject({
        /** So many times somebody has looked what the principal may do before they count. */
        afterChecks: z.int().min(0),
        /** From so many times on they count no more. */
        untilChecks: z.int().min(1).optional(),
        inline: z.record(name, document),
      }),
    )
    .default([]),
};

const user = z.strictObject({
  name,
  path: path.default('/'),
  /** One active key where absent. */
  keys: z.array(accessKey).default([{ status: 'Active' }]),
  groups: z.array(name).default([]),
  /** Also its `aws:PrincipalTag`. */
  tags,
  ...permissions,
  ...boundary,
  ...later,
});

const group = z.strictObject({ name, path: path.default('/'), ...permissions });

const customerPolicy = z.strictObject({ name, path: path.default('/'), document });

const role = z.strictObject({
  name,
  path: path.default('/'),
  trust: document,
  /** The longest session, as a time span. */
  maxSession: duration.default(3_600_000),
  /** Also its sessions' `aws:PrincipalTag`. */
  tags,
  ...permissions,
  ...boundary,
  ...later,
});

const instanceProfile = z.strictObject({ name, path: path.default('/'), roles: z.array(name).default([]) });

/** Temporary credentials that exist from the start. `id`, `secret` and `token` are made up where absent. */
const session = z.strictObject({
  name,
  of: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('role'), role: name }),
    z.strictObject({ kind: z.literal('user'), user: name }),
    z.strictObject({ kind: z.literal('federated'), user: name }),
    z.strictObject({ kind: z.literal('root') }),
  ]),
  expires: duration.default(3_600_000),
  /** A session policy. */
  policy: document.optional(),
  /** Session tags: `aws:PrincipalTag` over those of the role or user. */
  tags,
  /** True: made with a code of a multi-factor device. */
  mfa: z.boolean().default(false),
  /** `aws:SourceIdentity`. */
  sourceIdentity: name.optional(),
  id: z
    .string()
    .regex(/^[A-Z0-9]{16,128}$/)
    .optional(),
  secret: z.string().min(1).optional(),
  token: z.string().min(1).optional(),
});

const controlPolicy = z.union([z.literal('FullAWSAccess'), z.strictObject({ name, document })]);
const resourceControlPolicy = z.union([z.literal('RCPFullAWSAccess'), z.strictObject({ name, document })]);

const subnet = z.strictObject({
  name: z.string().optional(),
  /** The zone's letter. */
  zone: z.string().regex(/^[a-z]$/),
  public: z.boolean().default(true),
  defaultForZone: z.boolean().default(false),
  state: z.enum(['available', 'pending']).default('available'),
  tags,
});

const securityGroup = z.strictObject({
  name: z.string().min(1),
  description: z.string().default('made for a scenario'),
  tags,
  /** Ports that anyone may reach. */
  openPorts: z.array(z.int().min(0).max(65_535)).default([]),
});

const vpc = z.strictObject({
  name: z.string().optional(),
  cidr: z.string().default('10.0.0.0/16'),
  default: z.boolean().default(false),
  tenancy: z.enum(['default', 'dedicated']).default('default'),
  tags,
  subnets: z.array(subnet).default([]),
  securityGroups: z.array(securityGroup).default([]),
});

const volume = z.strictObject({
  size: z.int().min(1).default(256),
  type: z.enum(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard']).default('gp3'),
  encrypted: z.boolean().default(false),
  iops: z.int().min(100).optional(),
  throughput: z.int().min(125).optional(),
  tags,
});

const instance = z.strictObject({
  name: z.string().optional(),
  type: z.string().default('m6i.large'),
  state: z.enum(['pending', 'running', 'stopping', 'stopped', 'terminated']).default('running'),
  spot: z.boolean().default(false),
  profile: name.optional(),
  tags,
  /** The name of its subnet; the region's first one where absent. */
  subnet: z.string().optional(),
  /** Names of security groups of its VPC. */
  securityGroups: z.array(z.string()).default(['default']),
  /** The image it was made from; any where absent. */
  image: z
    .string()
    .regex(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/)
    .optional(),
  /** As SkyPilot launches: metadata by tokens only. */
  tokens: z.enum(['required', 'optional']).default('required'),
  hopLimit: z.int().min(1).max(64).default(1),
  volumes: z.array(volume).default([{ size: 256, type: 'gp3', encrypted: false, tags: {} }]),
});

/** What differs from the default network, in some regions or (where `regions` is absent) in all. */
const network = z.strictObject({
  regions: z.array(regionName).optional(),
  /** The VPC that AWS makes for each region: one public subnet a zone. */
  defaultVpc: z.boolean().default(true),
  vpcs: z.array(vpc).default([]),
  /** Security groups in the VPC that AWS makes. */
  securityGroups: z.array(securityGroup).default([]),
  /** Tags of the VPC that AWS makes. */
  tags,
  instances: z.array(instance).default([]),
});

/** A machine image beside the public ones; one that is neither public nor shared cannot be launched by others. */
const image = z.strictObject({
  name: z.string().min(3),
  /** Made up from the name where absent. */
  id: z
    .string()
    .regex(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/, 'expected an id such as ami-0123456789abcdef0')
    .optional(),
  description: z.string().default('made for a scenario'),
  /** The first account of the scenario where absent. */
  owner: accountId.optional(),
  public: z.boolean().default(false),
  sharedWith: z.array(accountId).default([]),
  regions: z.array(regionName).optional(),
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
  rootDevice: z.string().default('/dev/sda1'),
  rootSizeGib: z.int().min(1).default(8),
  tags,
});

const bucket = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  region: regionName.default('us-east-1'),
  objects: z.array(z.string()).default([]),
  /** A bucket policy. */
  policy: document.optional(),
  /** SSE-KMS: the key as the bucket's setting names it, `alias/aws/s3` for AWS's own; absent: S3's own keys. */
  kmsKey: z.string().min(1).optional(),
});

const quota = z.strictObject({
  code: z.string().regex(/^L-[0-9A-F]{8}$/),
  value: z.number().min(0),
  regions: z.array(regionName).optional(),
});

/** A permission set of IAM Identity Center, assigned to the scenario's SSO user: it makes a role in each account. */
const permissionSet = z.strictObject({
  name,
  /** All accounts where absent. */
  accounts: z.array(accountId).optional(),
  ...permissions,
  ...boundary,
});

const sso = z.strictObject({
  startUrl: z.string().default('https://d-1234567890.awsapps.com/start'),
  region: regionName.default('us-east-1'),
  user: z.string().default('alice@example.com'),
  permissionSets: z.array(permissionSet).default([]),
});

/** What keeps an account from launching, whatever its policies say. */
const restriction = z.strictObject({
  kind: z.enum(['blocked', 'pending-verification', 'free-plan', 'opt-in-required', 'auth-failure']),
  regions: z.array(regionName).optional(),
  /** False: dry runs of launches do not show it. */
  dryRuns: z.boolean().default(true),
});

/** New volumes are encrypted, whatever is asked for. */
const ebsEncryption = z.strictObject({
  regions: z.array(regionName).optional(),
  /** What `ec2:Encrypted` then is: as asked for, or as the volume will be. AWS documents neither: a choice. */
  policiesSee: z.enum(['request', 'volume']),
});

const account = z.strictObject({
  id: accountId,
  alias: z.string().optional(),
  partition: z.enum(PARTITIONS).default('aws'),
  /** The management account of the organisation: service control policies do not apply to it. */
  management: z.boolean().default(false),
  /** Levels from the organisation's root down to the account; absent: the account is in no organisation. */
  serviceControlPolicies: z.array(z.array(controlPolicy)).optional(),
  /** Levels as those of service control policies; what they reach is the account's resources, whoever asks. */
  resourceControlPolicies: z.array(z.array(resourceControlPolicy)).optional(),
  users: z.array(user).default([]),
  groups: z.array(group).default([]),
  policies: z.array(customerPolicy).default([]),
  roles: z.array(role).default([]),
  instanceProfiles: z.array(instanceProfile).default([]),
  /** False: `skypilot-v1`, role and instance profile, is not there. */
  skypilotRole: z.boolean().default(true),
  /** True: the service-linked role of spot instances is there. */
  spotRole: z.boolean().default(false),
  sessions: z.array(session).default([]),
  /** Regions enabled beyond those that every account has. */
  optInRegions: z.array(regionName).default([]),
  network: z.array(network).default([]),
  restrictions: z.array(restriction).default([]),
  ebsEncryptionByDefault: ebsEncryption.optional(),
  buckets: z.array(bucket).default([]),
  quotas: z.array(quota).default([]),
});

const match = {
  /** As in signatures: `sts`, `iam`, `ec2`, `s3`, `servicequotas`, `sso`, `sso-oidc`, `signin`, `metadata`. */
  service: z.string().optional(),
  operation: z.string().optional(),
  region: z.string().optional(),
  /** How many calls it strikes; all where absent. */
  count: z.int().min(1).optional(),
};

const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms: z.int().min(0).max(600_000), ...match }),
  z.strictObject({ kind: z.literal('throttle'), ...match }),
  z.strictObject({
    kind: z.literal('server-error'),
    status: z.int().min(500).max(599).default(503),
    ...match,
  }),
  z.strictObject({
    kind: z.literal('error'),
    code: z.string().min(1),
    message: z.string().default('made for a scenario'),
    status: z.int().min(400).max(599).default(400),
    ...match,
  }),
  z.strictObject({ kind: z.literal('reset'), ...match }),
  z.strictObject({ kind: z.literal('hang'), ...match }),
  z.strictObject({ kind: z.literal('truncate'), ...match }),
  z.strictObject({ kind: z.literal('malformed'), ...match }),
  z.strictObject({ kind: z.literal('empty'), ...match }),
  z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(200).max(599).default(200),
    body: z.string().default(''),
    contentType: z.string().default('text/xml'),
    ...match,
  }),
]);

/** An answer of the simulator that is not true. */
const simulatorAnswer = z.strictObject({
  /** Actions, with `*` and `?`. */
  actions: z.array(z.string().min(1)).min(1),
  /** ARNs, with `*` and `?`; all resources where absent. */
  resources: z.array(z.string().min(1)).optional(),
  decision: z.enum(['allowed', 'explicitDeny', 'implicitDeny']),
  /** What a denial says it comes from. */
  blames: z.enum(['organizations', 'boundary']).optional(),
});

const simulator = z.strictObject({
  /** AWS changed the answer's shape on 30 July 2026. */
  shape: z.enum(['current', 'before-2026-07']).default('current'),
  /** False: the endpoint knows no simulation, as some emulators. */
  available: z.boolean().default(true),
  /** The most results of one answer, to make short pages. */
  pageSize: z.int().min(1).max(1000).default(1000),
  /** Whether it looks at service control policies; where absent, everywhere but in China. */
  serviceControlPolicies: z.boolean().optional(),
  /** What it says against the truth; the first entry that fits an action and a resource holds. */
  answers: z.array(simulatorAnswer).default([]),
});

/** How much the services say when they deny. */
const MESSAGE_STYLES = ['plain', 'arn', 'authorization-id', 'bare', 'encoded'] as const;
const messageStyle = z.enum(MESSAGE_STYLES);

const organization = z.strictObject({
  id: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'expected an id such as o-exampleorgid')
    .default('o-exampleorgid'),
  /** Whose ARN the organisation's policies have; the account itself where absent. */
  managementAccount: accountId.optional(),
  /** The root and the units down to the accounts. */
  path: z
    .string()
    .regex(/^r-[a-z0-9]+(\/ou-[a-z0-9]+-[a-z0-9]+)*$/, 'expected a path such as r-exam/ou-exam-12345678')
    .default('r-exam/ou-exam-12345678'),
});

/** A VPC endpoint that the client's calls to a service go through. */
const vpcEndpoint = z.strictObject({
  /** As in signatures: `sts`, `iam`, `ec2`, `s3`, `servicequotas`. */
  service: z.string().min(1),
  /** Everything is allowed where absent, as with AWS's own. */
  policy: document.optional(),
  id: z.string().default('vpce-0123456789abcdef0'),
  vpc: z.string().default('vpc-0123456789abcdef0'),
  /** Whose VPC it is; the first account's where absent. */
  account: accountId.optional(),
  /** The address inside the VPC that requests seem to come from. */
  sourceIp: z.string().default('10.0.0.10'),
});

const profileName = z.string().min(1);
const settings = { region: z.string().optional(), settings: z.record(z.string(), z.string()).default({}) };
const place = { in: z.enum(['credentials', 'config']).default('credentials') };

/** Names the kind of a profile, which in YAML shows in the first key that it has beside `name`. */
const ofKind =
  <Kind extends string>(kind: Kind) =>
  <Fields extends object>(fields: Fields) => ({ kind, ...fields });

/** A profile of the temporary home. */
const profile = z.union([
  /** A user's access key; `secret` replaces the right one. `key` counts from 0. */
  z
    .strictObject({
      name: profileName,
      user: name,
      account: accountId.optional(),
      key: z.int().min(0).default(0),
      secret: z.string().optional(),
      ...place,
      ...settings,
    })
    .transform(ofKind('user')),
  /** The temporary credentials of a session. */
  z
    .strictObject({
      name: profileName,
      session: name,
      account: accountId.optional(),
      ...place,
      ...settings,
    })
    .transform(ofKind('session')),
  /** Any key, known to the server or not. */
  z
    .strictObject({
      name: profileName,
      accessKey: z.strictObject({ id: z.string(), secret: z.string(), token: z.string().optional() }),
      ...place,
      ...settings,
    })
    .transform(ofKind('access-key')),
  /** A permission set through IAM Identity Center; `legacy` writes the form without an sso-session. */
  z
    .strictObject({
      name: profileName,
      permissionSet: name,
      account: accountId.optional(),
      ssoSession: name.default('my-sso'),
      legacy: z.boolean().default(false),
      ...settings,
    })
    .transform(ofKind('permission-set')),
  /** A user's login with `aws login`; its keys end at `expires`. `revoked`: they cannot be renewed any more. */
  z
    .strictObject({
      name: profileName,
      login: name,
      account: accountId.optional(),
      expires: duration.default(900_000),
      revoked: z.boolean().default(false),
      ...settings,
    })
    .transform(ofKind('login')),
  /** A role that is assumed from another profile. */
  z
    .strictObject({
      name: profileName,
      role: name,
      account: accountId.optional(),
      source: z.string(),
      ...settings,
    })
    .transform(ofKind('role')),
  /** Nothing but settings. */
  z.strictObject({ name: profileName, ...settings }).transform(ofKind('settings')),
]);

/** A login that the AWS CLI has stored. */
const ssoLogin = z.strictObject({
  session: name.default('my-sso'),
  /** True: stored under the start URL, as for profiles without an sso-session. */
  legacy: z.boolean().default(false),
  expires: duration.default(28_800_000),
  /** True: there is a refresh token and a client registration. */
  refreshable: z.boolean().default(false),
  registrationExpires: duration.default(7_776_000_000),
  /** The portal does not accept the token, whatever the file says. */
  revoked: z.boolean().default(false),
  /** The token cannot be renewed any more, whatever the file says. */
  refreshRevoked: z.boolean().default(false),
});

const homeFile = z.strictObject({
  path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$)).+$/, 'expected a path inside the home'),
  text: z.string(),
  mode: z.int().min(0).max(0o777).default(0o600),
});

const home = z.strictObject({
  profiles: z.array(profile).default([]),
  ssoLogins: z.array(ssoLogin).default([]),
  /** True: SkyPilot's catalog of images is there, with its images of the sandbox. */
  skypilotCatalog: z.boolean().default(false),
  /** `{home}` and `{endpoint}` are filled in, here and in `files`. */
  env: z.record(z.string(), z.string()).default({}),
  /** Files written as they are; they replace built ones of the same path. */
  files: z.array(homeFile).default([]),
});

/** The machine that the client seems to run on: an EC2 instance, a container or a pod with a web identity. */
const machine = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('instance'),
    account: accountId.optional(),
    /** The role of its instance profile; absent: it has none. */
    role: name.optional(),
    region: regionName.default('us-east-1'),
    id: z.string().default('i-0123456789abcdef0'),
    /** False: only the first version of the metadata service answers. */
    tokens: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('container'), account: accountId.optional(), role: name }),
  z.strictObject({
    kind: z.literal('web-identity'),
    account: accountId.optional(),
    role: name,
    /** The token's claims `sub` and `aud`, and any others that the trust policy asks for. */
    subject: z.string().default('system:serviceaccount:default:skypilot'),
    audience: z.string().default('sts.amazonaws.com'),
    claims: z.record(z.string(), z.string()).default({}),
  }),
]);

/** The whole of a scenario file. */
export const scenarioSchema = z.strictObject({
  description: z.string().min(1),
  /** How far the servers' clocks are ahead of the client's. */
  clockOffset: duration.default(0),
  /** The address that requests seem to come from. */
  sourceIp: z.string().default('203.0.113.10'),
  organization: organization.prefault({}),
  vpcEndpoints: z.array(vpcEndpoint).default([]),
  /** For all services, or for each by its name in signatures. */
  messages: z.union([messageStyle, z.record(z.string(), messageStyle)]).default('arn'),
  /** Context keys set by hand, over what the sandbox knows; null takes a key out of all requests. */
  context: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).default({}),
  images: z.array(image).default([]),
  /** `ignored`: as some emulators, EC2 does what a dry run only asks about. */
  dryRuns: z.enum(['answered', 'ignored']).default('answered'),
  simulator: simulator.prefault({}),
  accounts: z.array(account).min(1),
  sso: sso.optional(),
  machine: machine.optional(),
  faults: z.array(fault).default([]),
  home: home.prefault({}),
});

/** A scenario with every default filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
export type AccountScenario = Scenario['accounts'][number];
export type NetworkScenario = AccountScenario['network'][number];
export type VpcScenario = NetworkScenario['vpcs'][number];
export type RestrictionScenario = AccountScenario['restrictions'][number];
export type EbsEncryptionScenario = NonNullable<AccountScenario['ebsEncryptionByDefault']>;
export type ImageScenario = Scenario['images'][number];
export type InstanceScenario = NetworkScenario['instances'][number];
export type RoleScenario = AccountScenario['roles'][number];
export type SessionScenario = AccountScenario['sessions'][number];
export type ProfileScenario = Scenario['home']['profiles'][number];
export type SsoLoginScenario = Scenario['home']['ssoLogins'][number];
export type MachineScenario = NonNullable<Scenario['machine']>;
export type SimulatorAnswer = Scenario['simulator']['answers'][number];
export type MessageStyle = (typeof MESSAGE_STYLES)[number];
export type VpcEndpointScenario = Scenario['vpcEndpoints'][number];
export type SimulatorShape = Scenario['simulator']['shape'];
/** What goes wrong on purpose. */
export type Fault = Scenario['faults'][number];
