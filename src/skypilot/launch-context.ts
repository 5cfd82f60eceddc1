/**
 * The context keys that EC2 decides SkyPilot's requests by: one description for the simulator and for the local
 * evaluator.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2"; what a request that
 * says nothing leaves out, by decoded messages of real launches.
 */
import type { Launch, Tag } from './launch.ts';
import {
  type ArnScope,
  type ContextEntry,
  fillArn,
  type Requirement,
  type ResourceKind,
} from './requirements.ts';

export interface LaunchContext {
  /** What the request carries. */
  readonly entries: readonly ContextEntry[];
  /**
   * Keys that AWS sets, or may set, to a value that is not known before; in lower case, `*` at the end for any key that
   * begins so.
   */
  readonly unknown: readonly string[];
  /** Keys that are surely not in the request, unless they are among the others; written in the same way. */
  readonly absent: readonly string[];
  /** Why a denial may not be one: a value that EC2 may replace by another. */
  readonly denialCaveat?: string;
}

type Keys = Omit<LaunchContext, 'absent'>;

const NOTHING: Keys = { entries: [], unknown: [] };

/** The keys of one requirement on one kind of resource, those of the requirement itself among them. */
export function launchContext(
  requirement: Pick<Requirement, 'action' | 'context' | 'capability'>,
  kind: ResourceKind,
  launch: Launch,
  scope: ArnScope,
): LaunchContext {
  const own = requirement.context.map((entry) => ({
    ...entry,
    values: entry.values.map((value) => fillArn(value, scope)),
  }));
  const sent = requirement.capability === 'spot' ? { ...launch, spot: true } : launch;
  const keys = join({ entries: own, unknown: [] }, keysOf(requirement, kind, sent, scope));
  return { ...keys, unknown: [...keys.unknown, ...OF_ANY_REQUEST], absent: absentFrom(requirement) };
}

/** Whether a key is surely not in the request. */
export function isAbsentKey(key: string, { entries, unknown, absent }: LaunchContext): boolean {
  const folded = key.toLowerCase();
  const isAmong = (patterns: readonly string[]) =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? folded.startsWith(pattern.slice(0, -1)) : pattern === folded,
    );
  return isAmong(absent) && !isAmong(unknown) && !entries.some((entry) => entry.key.toLowerCase() === folded);
}

/** Keys named after EC2 that come with every request, or with those signed with the credentials of an instance. */
const OF_ANY_REQUEST = ['ec2:region', 'ec2:sourceinstancearn', 'ec2:roledelivery'];

const TAG_KEYS = ['aws:requesttag/*', 'aws:resourcetag/*', 'aws:tagkeys'];

/**
 * A bucket of us-east-1 is made without a location: the request then has no such key.
 *
 * Source: SkyPilot `sky/data/storage.py`, `_create_s3_bucket`; Service Authorization Reference, S3.
 */
function createBucket({ region }: ArnScope): Keys {
  return region === 'us-east-1' ? NOTHING : { entries: [text('s3:LocationConstraint', region)], unknown: [] };
}

/** What SkyPilot leaves out; a role that it creates has neither tags nor a permissions boundary. */
function absentFrom({ action, capability }: Pick<Requirement, 'action' | 'capability'>): readonly string[] {
  if (action.startsWith('ec2:')) return [...TAG_KEYS, 'ec2:*'];
  if (action === 's3:CreateBucket') return ['s3:locationconstraint'];
  if (capability !== 'auto-role') return [];
  return [...TAG_KEYS, 'iam:resourcetag/*', 'iam:permissionsboundary', 'iam:roletemplatearn'];
}

function keysOf(
  { action, context }: Pick<Requirement, 'action' | 'context'>,
  kind: ResourceKind,
  launch: Launch,
  scope: ArnScope,
): Keys {
  switch (action) {
    case 'ec2:RunInstances':
      return runInstances(kind, launch, scope);
    case 'ec2:CreateTags':
      return createTags(kind, launch, scope, context.length > 0);
    case 'ec2:CreateSecurityGroup':
      return kind === 'vpc'
        ? onVpc(launch)
        : { entries: requestTags(launch.groupTags), unknown: ['ec2:securitygroupid'] };
    case 'ec2:AuthorizeSecurityGroupIngress':
    case 'ec2:AuthorizeSecurityGroupEgress':
    case 'ec2:DeleteSecurityGroup':
      return ownGroup(launch, scope);
    case 'ec2:ModifyInstanceAttribute':
      return kind === 'instance' ? ownInstance(launch, scope) : ownGroup(launch, scope);
    case 'ec2:StartInstances':
    case 'ec2:StopInstances':
    case 'ec2:TerminateInstances':
      return ownInstance(launch, scope);
    case 'ec2:DeleteTags':
      return join(ownInstance(launch, scope), { entries: requestTags(launch.tags), unknown: [] });
    case 'ec2:CreateImage':
      return kind === 'instance' ? ownInstance(launch, scope) : ANYTHING;
    case 'ec2:CopyImage':
    case 'ec2:DeregisterImage':
      return ANYTHING;
    case 's3:CreateBucket':
      return createBucket(scope);
    case 'ssm:StartSession':
      return kind === 'instance' ? { entries: resourceTags(launch.tags, true), unknown: [] } : NOTHING;
    default:
      return NOTHING;
  }
}

/** Nothing is known of what the request is about. */
const ANYTHING: Keys = {
  entries: [],
  unknown: ['ec2:*', 'aws:resourcetag/*', 'aws:requesttag/*', 'aws:tagkeys'],
};

function runInstances(kind: ResourceKind, launch: Launch, scope: ArnScope): Keys {
  const { place } = launch;
  const zone = zoneOf(launch);
  const noTemplate = flag('ec2:IsLaunchTemplateResource', false);
  switch (kind) {
    case 'instance':
      return join(zone, {
        entries: [
          ...requestTags(launch.tags),
          noTemplate,
          text('ec2:InstanceMarketType', launch.spot ? 'spot' : 'on-demand'),
          text(
            'ec2:InstanceProfile',
            `arn:\${Partition}:iam::\${Account}:instance-profile\${ProfilePath}\${Role}`,
            scope,
          ),
          text('ec2:InstanceType', launch.instanceType),
          text('ec2:MetadataHttpTokens', launch.httpTokens),
          text('ec2:RootDeviceType', 'ebs'),
          text('ec2:Tenancy', place.vpcTenancy ?? 'default'),
        ],
        unknown: [
          'ec2:ebsoptimized',
          'ec2:instanceid',
          'ec2:instanceautorecovery',
          'ec2:instancebandwidthweighting',
          'ec2:managedresourceoperator',
        ],
      });
    case 'volume':
      return join(zone, {
        entries: [...requestTags(launch.tags), noTemplate, ...volumeKeys(launch)],
        unknown: ['ec2:parentsnapshot', 'ec2:volumeid', 'ec2:managedresourceoperator'],
        ...(launch.volume.encrypted
          ? {}
          : {
              denialCaveat:
                'where EC2 encrypts new volumes by default nobody documents what ec2:Encrypted then is; only a dry run decides',
            }),
      });
    case 'network-interface':
      return join(zone, networkOf(launch, scope), {
        entries: [flag('ec2:AssociatePublicIpAddress', launch.publicAddress), noTemplate],
        unknown: ['ec2:networkinterfaceid', 'ec2:managedresourceoperator'],
      });
    case 'subnet':
      return join(zone, vpcOf(launch, scope), {
        entries: [
          ...(place.subnet === undefined ? [] : resourceTags(place.subnet.tags)),
          ...(place.subnet === undefined ? [] : [text('ec2:SubnetID', place.subnet.id)]),
          noTemplate,
        ],
        unknown: place.subnet === undefined ? ['aws:resourcetag/*', 'ec2:resourcetag/*', 'ec2:subnetid'] : [],
      });
    case 'security-group':
      return join(ownGroup(launch, scope), { entries: [noTemplate], unknown: [] });
    case 'image':
      return image(launch, noTemplate);
    default:
      return ANYTHING;
  }
}

function createTags(kind: ResourceKind, launch: Launch, scope: ArnScope, onCreation: boolean): Keys {
  const tags = kind === 'security-group' ? launch.groupTags : launch.tags;
  const request = { entries: requestTags(tags), unknown: [] };
  if (kind === 'security-group') {
    return join(request, vpcOf(launch, scope), { entries: [], unknown: ['ec2:securitygroupid'] });
  }
  if (!onCreation) return join(request, ownInstance(launch, scope));
  const { entries, unknown } = runInstances(kind, launch, scope);
  return { entries, unknown };
}

/** An instance that SkyPilot launched as the launch says. */
function ownInstance(launch: Launch, scope: ArnScope): Keys {
  const { entries, unknown } = runInstances('instance', { ...launch, tags: [] }, scope);
  return {
    entries: [
      ...entries.filter(({ key }) => !/^aws:TagKeys$|LaunchTemplate/.test(key)),
      ...resourceTags(launch.tags, true),
    ],
    // Others may have changed it meanwhile.
    unknown: [...unknown, ...OF_A_STATE],
  };
}

/** What becomes of an instance after its launch, and what calls about it name. */
const OF_A_STATE = [
  'attribute*',
  'availabilityzone*',
  'cpuoptions*',
  'instance*',
  'metadata*',
  'placementgroup*',
  'productcode',
  'rootdevicetype',
  'tenancy',
].map((key) => `ec2:${key}`);

/** SkyPilot's security group: as it is there, else as SkyPilot makes it. */
function ownGroup(launch: Launch, scope: ArnScope): Keys {
  const { group } = launch.place;
  const tags = group.kind === 'found' ? group.tags : launch.groupTags;
  const id = group.kind === 'found' ? [text('ec2:SecurityGroupID', group.id)] : [];
  const isKnown = group.kind === 'found' || launch.group.managed;
  return join(vpcOf(launch, scope), {
    entries: [...(isKnown ? resourceTags(tags) : []), ...id],
    unknown: [
      ...(id.length > 0 ? [] : ['ec2:securitygroupid']),
      ...(isKnown ? [] : ['aws:resourcetag/*', 'ec2:resourcetag/*']),
    ],
  });
}

function onVpc({ place: { vpc } }: Launch): Keys {
  if (vpc === undefined)
    return { entries: [], unknown: ['aws:resourcetag/*', 'ec2:resourcetag/*', 'ec2:vpcid', 'ec2:tenancy'] };
  return { entries: [...resourceTags(vpc.tags), text('ec2:VpcID', vpc.id)], unknown: ['ec2:tenancy'] };
}

/** What hangs on an image's id or owner is known of SkyPilot's own images only. */
function image({ place }: Launch, noTemplate: ContextEntry): Keys {
  const known = place.image?.origin === 'skypilot' ? place.image : undefined;
  const owner = known?.owner === undefined ? [] : [text('ec2:Owner', known.owner)];
  const shared = known?.isPublic === undefined ? [] : [flag('ec2:Public', known.isPublic)];
  return {
    entries: [
      noTemplate,
      text('ec2:ImageType', 'machine'),
      text('ec2:RootDeviceType', 'ebs'),
      ...(known === undefined ? [] : [text('ec2:ImageID', known.id)]),
      ...owner,
      ...shared,
    ],
    unknown: [
      ...(known === undefined ? ['ec2:imageid'] : []),
      ...(owner.length > 0 ? [] : ['ec2:owner']),
      ...(shared.length > 0 ? [] : ['ec2:public']),
      'aws:resourcetag/*',
      'ec2:resourcetag/*',
    ],
  };
}

function volumeKeys({ volume }: Launch): readonly ContextEntry[] {
  return [
    flag('ec2:Encrypted', volume.encrypted),
    number('ec2:VolumeSize', volume.sizeGib),
    ...(volume.iops === undefined ? [] : [number('ec2:VolumeIops', volume.iops)]),
    ...(volume.throughput === undefined ? [] : [number('ec2:VolumeThroughput', volume.throughput)]),
    text('ec2:VolumeType', volume.type),
  ];
}

function zoneOf({ place }: Launch): Keys {
  return place.zone === undefined
    ? { entries: [], unknown: ['ec2:availabilityzone', 'ec2:availabilityzoneid'] }
    : { entries: [text('ec2:AvailabilityZone', place.zone)], unknown: ['ec2:availabilityzoneid'] };
}

function vpcOf({ place }: Launch, scope: ArnScope): Keys {
  return place.vpc === undefined
    ? { entries: [], unknown: ['ec2:vpc'] }
    : { entries: [text('ec2:Vpc', `${ec2Arn('vpc')}${place.vpc.id}`, scope)], unknown: [] };
}

function networkOf(launch: Launch, scope: ArnScope): Keys {
  const { subnet } = launch.place;
  const entries = subnet === undefined ? [] : [text('ec2:Subnet', `${ec2Arn('subnet')}${subnet.id}`, scope)];
  return join(vpcOf(launch, scope), { entries, unknown: subnet === undefined ? ['ec2:subnet'] : [] });
}

function ec2Arn(type: string): string {
  return `arn:\${Partition}:ec2:\${Region}:\${Account}:${type}/`;
}

function requestTags(tags: readonly Tag[]): readonly ContextEntry[] {
  if (tags.length === 0) return [];
  return [
    ...tags.map(({ Key, Value }) => text(`aws:RequestTag/${Key}`, Value)),
    { key: 'aws:TagKeys', type: 'stringList', values: tags.map(({ Key }) => Key) },
  ];
}

/** @param ofInstance - SkyPilot renames its instances when they are up */
function resourceTags(tags: readonly Tag[], ofInstance = false): readonly ContextEntry[] {
  return tags
    .filter(({ Key }) => !ofInstance || Key !== 'Name')
    .flatMap(({ Key, Value }) => [
      text(`aws:ResourceTag/${Key}`, Value),
      text(`ec2:ResourceTag/${Key}`, Value),
    ]);
}

function join(...parts: readonly Keys[]): Keys {
  const [caveat] = parts.flatMap(({ denialCaveat }) => denialCaveat ?? []);
  return {
    entries: parts.flatMap(({ entries }) => entries),
    unknown: parts.flatMap(({ unknown }) => unknown),
    ...(caveat === undefined ? {} : { denialCaveat: caveat }),
  };
}

function text(key: string, value: string, scope?: ArnScope): ContextEntry {
  return { key, type: 'string', values: [scope === undefined ? value : fillArn(value, scope)] };
}

function flag(key: string, value: boolean): ContextEntry {
  return { key, type: 'boolean', values: [String(value)] };
}

function number(key: string, value: number): ContextEntry {
  return { key, type: 'numeric', values: [String(value)] };
}
