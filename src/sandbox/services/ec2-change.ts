/** EC2's dry runs, all but RunInstances. Source: EC2 API reference; Service Authorization Reference, EC2. */

import type { AccessCheck } from '../access-check.ts';
import { ApiError } from '../api-error.ts';
import type { ContextValues } from '../context-values.ts';
import { resourceId } from '../ids.ts';
import { imagesSeenBy } from '../machine-images.ts';
import type { SecurityGroup } from '../network.ts';
import { listOf, structuresOf } from '../query-params.ts';
import { REGIONS } from '../regions.ts';
import type { ServiceCall } from '../service-call.ts';
import { requestTagContext, tagsOf } from '../tag-context.ts';
import { items } from '../xml.ts';
import { ec2Check } from './ec2-context.ts';
import type { DryRun } from './ec2-dry-run.ts';
import { dryRun, isAskedOnly, required } from './ec2-dry-run.ts';
import { factsOf } from './ec2-facts.ts';
import type { IdKind } from './ec2-ids.ts';
import { checkExists, checkForm, checkImage, ec2Arn, kindOfId } from './ec2-ids.ts';
import { createTagsChecks, tagSpecifications, tagsFor } from './ec2-tags.ts';
import type { QueryOperations } from './operations.ts';

/** A check of the call's own action on a resource that there is, or that does not exist. */
function onExisting(call: ServiceCall, kind: IdKind, id: string, more: ContextValues = {}): AccessCheck {
  return ec2Check(call, { type: kind, id, facts: { ...factsOf(call, kind, id), ...more } });
}

/** A check of the call's own action on what it makes; its id is still `*`. */
function onNew(call: ServiceCall, type: string, facts: ContextValues = {}): AccessCheck {
  return ec2Check(call, { type, id: '*', facts: { ...facts, ...tagsFor(call, type) } });
}

/** Start, stop and terminate. */
const onInstances: DryRun = {
  form: (call) => {
    required(call, 'InstanceId.1');
    for (const id of listOf(call.params, 'InstanceId')) checkForm('instance', id);
  },
  checks: (call) => listOf(call.params, 'InstanceId').map((id) => onExisting(call, 'instance', id)),
  validate: (call) => {
    for (const id of listOf(call.params, 'InstanceId')) checkExists(call, 'instance', id);
  },
  done: (call) => ({
    instancesSet: items(listOf(call.params, 'InstanceId').map((instanceId) => ({ instanceId }))),
  }),
};

/** Create and delete tags. */
const onTags: DryRun = {
  form: (call) => {
    required(call, 'ResourceId.1');
    for (const id of listOf(call.params, 'ResourceId')) {
      const kind = kindOfId(id);
      if (kind === undefined) throw new ApiError(400, 'InvalidID', `The ID '${id}' is not valid`);
      checkForm(kind, id);
    }
  },
  checks: (call) =>
    listOf(call.params, 'ResourceId').map((id) =>
      onExisting(call, kindOfId(id) ?? 'instance', id, requestTagContext(tagsOf(call.params, 'Tag'))),
    ),
  validate: (call) => {
    for (const id of listOf(call.params, 'ResourceId')) checkExists(call, kindOfId(id) ?? 'instance', id);
  },
};

const createSecurityGroup: DryRun = {
  form: (call) => {
    required(call, 'GroupName');
    required(call, 'GroupDescription');
    checkForm('vpc', vpcIdOf(call));
  },
  checks: (call) => [
    onNew(call, 'security-group', { 'ec2:SecurityGroupID': '*' }),
    onExisting(call, 'vpc', vpcIdOf(call)),
    ...createTagsChecks(call, () => ({
      'ec2:SecurityGroupID': '*',
      'ec2:Vpc': ec2Arn(call, 'vpc', vpcIdOf(call)),
    })),
  ],
  validate: (call) => {
    const vpcId = vpcIdOf(call);
    checkExists(call, 'vpc', vpcId);
    const name = required(call, 'GroupName');
    const { securityGroups } = call.caller.account.network(call.region);
    if (securityGroups.some((group) => group.vpcId === vpcId && group.name === name))
      throw new ApiError(
        400,
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpcId}'`,
      );
  },
  done: (call) => ({ return: true, groupId: resourceId('sg', call.requestId) }),
};

function vpcIdOf(call: ServiceCall): string {
  const named = call.params.get('VpcId');
  if (named !== undefined) return named;
  const found = call.caller.account.network(call.region).vpcs.find((vpc) => vpc.isDefault);
  if (found === undefined) throw new ApiError(400, 'VPCIdNotSpecified', 'No default VPC for this user');
  return found.id;
}

/** The group that a call names by id or, in the default VPC, by name. */
function groupOf(call: ServiceCall): SecurityGroup | undefined {
  const { securityGroups, vpcs } = call.caller.account.network(call.region);
  const id = call.params.get('GroupId');
  if (id !== undefined) return securityGroups.find((group) => group.id === id);
  const standard = vpcs.find((vpc) => vpc.isDefault)?.id;
  return securityGroups.find(
    (group) => group.vpcId === standard && group.name === call.params.get('GroupName'),
  );
}

/** Rules are looked at only where the call tags them. Source: Service Authorization Reference, EC2. */
const RULE = 'security-group-rule';

/** A dry run that names no group at all says nothing about any: it is checked against all of them. */
const onSecurityGroup: DryRun = {
  form: (call) => {
    const id = call.params.get('GroupId');
    if (id !== undefined) checkForm('security-group', id);
  },
  checks: (call) => {
    const id = call.params.get('GroupId') ?? groupOf(call)?.id ?? '*';
    const tagged = tagSpecifications(call.params).some((entry) => entry.resourceType === RULE);
    return [
      onExisting(call, 'security-group', id),
      ...(tagged ? [onNew(call, RULE), ...createTagsChecks(call)] : []),
    ];
  },
  validate: (call) => {
    const named = call.params.get('GroupId') ?? call.params.get('GroupName');
    if (named === undefined && isAskedOnly(call)) return;
    if (named === undefined)
      throw new ApiError(
        400,
        'MissingParameter',
        'The request must contain the parameter groupName or groupId',
      );
    if (groupOf(call) !== undefined) return;
    throw new ApiError(400, 'InvalidGroup.NotFound', `The security group '${named}' does not exist`);
  },
};

const authorizeIngress: DryRun = {
  ...onSecurityGroup,
  validate: (call) => {
    onSecurityGroup.validate?.(call);
    const group = groupOf(call);
    for (const rule of structuresOf(call.params, 'IpPermissions')) {
      const port = rule.get('FromPort');
      const anywhere = structuresOf(rule, 'IpRanges').some((range) => range.get('CidrIp') === '0.0.0.0/0');
      if (anywhere && port === rule.get('ToPort') && group?.openPorts.includes(Number(port)))
        throw new ApiError(
          400,
          'InvalidPermission.Duplicate',
          `the specified rule "peer: 0.0.0.0/0, TCP, from port: ${port}, to port: ${port}, ALLOW" already exists`,
        );
    }
  },
};

const deleteSecurityGroup: DryRun = {
  ...onSecurityGroup,
  validate: (call) => {
    onSecurityGroup.validate?.(call);
    const group = groupOf(call);
    if (group?.name === 'default')
      throw new ApiError(
        400,
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
  },
};

/** What the call changes: the name of the attribute, and its value where it is one. */
function attributeContext({ params }: ServiceCall): ContextValues {
  if (listOf(params, 'GroupId').length > 0) return { 'ec2:Attribute': 'GroupSet' };
  const [name, value] = [...params].find(([key]) => key.endsWith('.Value')) ?? [];
  const attribute = name?.slice(0, -'.Value'.length) ?? params.get('Attribute');
  if (attribute === undefined) return {};
  return { 'ec2:Attribute': attribute, [`ec2:Attribute/${attribute}`]: value ?? params.get('Value') };
}

const modifyInstanceAttribute: DryRun = {
  form: (call) => {
    checkForm('instance', required(call, 'InstanceId'));
    for (const id of listOf(call.params, 'GroupId')) checkForm('security-group', id);
  },
  checks: (call) => {
    const id = required(call, 'InstanceId');
    return [
      onExisting(call, 'instance', id, attributeContext(call)),
      ...listOf(call.params, 'GroupId').map((group) => onExisting(call, 'security-group', group)),
    ];
  },
  validate: (call) => {
    checkExists(call, 'instance', required(call, 'InstanceId'));
    for (const id of listOf(call.params, 'GroupId')) checkExists(call, 'security-group', id);
  },
};

const createImage: DryRun = {
  form: (call) => {
    required(call, 'Name');
    checkForm('instance', required(call, 'InstanceId'));
  },
  checks: (call) => {
    const id = required(call, 'InstanceId');
    const { volumes } = call.caller.account.network(call.region);
    const volume = volumes.find(({ instanceId }) => instanceId === id);
    const facts = {
      'ec2:ImageID': '*',
      'ec2:Owner': call.caller.account.id,
      'ec2:SnapshotID': '*',
      'ec2:ParentVolume': volume && ec2Arn(call, 'volume', volume.id),
      'ec2:VolumeSize': volume && String(volume.sizeGib),
    };
    return [
      onExisting(call, 'instance', id),
      onNew(call, 'image', facts),
      onNew(call, 'snapshot', facts),
      ...createTagsChecks(call, () => facts),
    ];
  },
  validate: (call) => checkExists(call, 'instance', required(call, 'InstanceId')),
  done: (call) => ({ imageId: resourceId('ami', call.requestId) }),
};

const copyImage: DryRun = {
  form: (call) => {
    required(call, 'Name');
    const region = required(call, 'SourceRegion');
    if (!REGIONS.has(region))
      throw new ApiError(400, 'InvalidParameterValue', `Invalid region '${region}' provided.`);
    checkForm('image', required(call, 'SourceImageId'));
  },
  checks: (call) => {
    const facts = { 'ec2:ImageID': '*', 'ec2:Owner': call.caller.account.id };
    return [
      onNew(call, 'image', facts),
      onNew(call, 'snapshot'),
      ...createTagsChecks(call, (type) => (type === 'image' ? facts : {})),
    ];
  },
  validate: (call) => checkImage(call, required(call, 'SourceImageId'), required(call, 'SourceRegion')),
  done: (call) => ({ imageId: resourceId('ami', call.requestId) }),
};

const deregisterImage: DryRun = {
  form: (call) => checkForm('image', required(call, 'ImageId')),
  checks: (call) => [onExisting(call, 'image', required(call, 'ImageId'))],
  validate: (call) => {
    const id = required(call, 'ImageId');
    const { account } = call.caller;
    const image = imagesSeenBy(call.cloud, account, call.region).find((entry) => entry.id === id);
    if (image === undefined) return checkImage(call, id);
    if (image.ownerId !== account.id)
      throw new ApiError(403, 'AuthFailure', `Not authorized for images: [${id}]`);
  },
};

/** The actions that would change something. */
export const ec2ChangeOperations: QueryOperations = new Map(
  (
    [
      ['TerminateInstances', onInstances],
      ['StartInstances', onInstances],
      ['StopInstances', onInstances],
      ['CreateTags', onTags],
      ['DeleteTags', onTags],
      ['CreateSecurityGroup', createSecurityGroup],
      ['AuthorizeSecurityGroupIngress', authorizeIngress],
      ['AuthorizeSecurityGroupEgress', onSecurityGroup],
      ['DeleteSecurityGroup', deleteSecurityGroup],
      ['ModifyInstanceAttribute', modifyInstanceAttribute],
      ['CreateImage', createImage],
      ['CopyImage', copyImage],
      ['DeregisterImage', deregisterImage],
    ] as const
  ).map(([operation, spec]) => [operation, dryRun(spec)]),
);
