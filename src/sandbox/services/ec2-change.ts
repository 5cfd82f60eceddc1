/** EC2's dry runs, all but RunInstances. Source: EC2 API reference; Service Authorization Reference, EC2. */

import type { AccessCheck } from '../access-check.ts';
import { ApiError } from '../api-error.ts';
import { publicImages } from '../machine-images.ts';
import type { SecurityGroup } from '../network.ts';
import { listOf, structuresOf } from '../query-params.ts';
import { REGIONS } from '../regions.ts';
import type { ContextValues } from '../request-context.ts';
import type { ServiceCall } from '../service-call.ts';
import type { DryRun } from './ec2-dry-run.ts';
import { dryRun, required } from './ec2-dry-run.ts';
import { checkExists, checkForm, ec2Arn, kindOfId } from './ec2-ids.ts';
import {
  createTagsChecks,
  requestTagContext,
  resourceTagContext,
  tagSpecifications,
  tagsOf,
} from './ec2-tags.ts';
import type { QueryOperations } from './operations.ts';

/** A check of the call's own action. */
function own(call: ServiceCall, type: string, id: string, context: ContextValues = {}): AccessCheck {
  return { action: `ec2:${call.operation}`, resource: ec2Arn(call, type, id), context };
}

/** Start, stop and terminate. */
const onInstances: DryRun = {
  form: (call) => {
    required(call, 'InstanceId.1');
    for (const id of listOf(call.params, 'InstanceId')) checkForm('instance', id);
  },
  checks: (call) =>
    listOf(call.params, 'InstanceId').map((id) => own(call, 'instance', id, instanceContext(call, id))),
  validate: (call) => {
    for (const id of listOf(call.params, 'InstanceId')) checkExists(call, 'instance', id);
  },
};

function instanceContext(call: ServiceCall, id: string): ContextValues {
  const found = call.caller.account.network(call.region).instances.find((one) => one.id === id);
  if (found === undefined) return {};
  return { ...resourceTagContext(found.tags), 'ec2:InstanceType': found.type };
}

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
      own(call, kindOfId(id) ?? '*', id, {
        ...requestTagContext(tagsOf(call.params)),
        ...instanceContext(call, id),
      }),
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
  checks: (call) => {
    const [specification] = tagSpecifications(call.params);
    return [
      own(call, 'security-group', '*', requestTagContext(specification?.tags ?? {})),
      own(call, 'vpc', vpcIdOf(call)),
      ...createTagsChecks(call),
    ];
  },
  validate: (call) => {
    const vpcId = vpcIdOf(call);
    checkExists(call, 'vpc', vpcId);
    const name = required(call, 'GroupName');
    const { securityGroups } = call.caller.account.network(call.region);
    if (securityGroups.some((one) => one.vpcId === vpcId && one.name === name))
      throw new ApiError(
        400,
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpcId}'`,
      );
  },
};

function vpcIdOf(call: ServiceCall): string {
  const named = call.params.get('VpcId');
  if (named !== undefined) return named;
  const found = call.caller.account.network(call.region).vpcs.find((one) => one.isDefault);
  if (found === undefined) throw new ApiError(400, 'VPCIdNotSpecified', 'No default VPC for this user');
  return found.id;
}

/** The group that a call names by id or, in the default VPC, by name. */
function groupOf(call: ServiceCall): SecurityGroup | undefined {
  const { securityGroups, vpcs } = call.caller.account.network(call.region);
  const id = call.params.get('GroupId');
  if (id !== undefined) return securityGroups.find((one) => one.id === id);
  const standard = vpcs.find((one) => one.isDefault)?.id;
  return securityGroups.find((one) => one.vpcId === standard && one.name === call.params.get('GroupName'));
}

/** A dry run that names no group at all says nothing about any: it is checked against all of them. */
const onSecurityGroup: DryRun = {
  form: (call) => {
    const id = call.params.get('GroupId');
    if (id !== undefined) checkForm('security-group', id);
  },
  checks: (call) => {
    const id = call.params.get('GroupId') ?? groupOf(call)?.id ?? '*';
    return [own(call, 'security-group', id)];
  },
  validate: (call) => {
    const named = call.params.get('GroupId') ?? call.params.get('GroupName');
    if (named === undefined || groupOf(call) !== undefined) return;
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
      const anywhere = structuresOf(rule, 'IpRanges').some((one) => one.get('CidrIp') === '0.0.0.0/0');
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

const modifyInstanceAttribute: DryRun = {
  form: (call) => {
    checkForm('instance', required(call, 'InstanceId'));
    for (const id of listOf(call.params, 'GroupId')) checkForm('security-group', id);
  },
  checks: (call) => {
    const id = required(call, 'InstanceId');
    return [
      own(call, 'instance', id, instanceContext(call, id)),
      ...listOf(call.params, 'GroupId').map((group) => own(call, 'security-group', group)),
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
    return [
      own(call, 'instance', id, instanceContext(call, id)),
      own(call, 'image', '*'),
      own(call, 'snapshot', '*'),
      ...createTagsChecks(call),
    ];
  },
  validate: (call) => checkExists(call, 'instance', required(call, 'InstanceId')),
};

const copyImage: DryRun = {
  form: (call) => {
    required(call, 'Name');
    const region = required(call, 'SourceRegion');
    if (!REGIONS.has(region))
      throw new ApiError(400, 'InvalidParameterValue', `Invalid region '${region}' provided.`);
    checkForm('image', required(call, 'SourceImageId'));
  },
  checks: (call) => [own(call, 'image', '*'), own(call, 'snapshot', '*'), ...createTagsChecks(call)],
  validate: (call) => checkImage(required(call, 'SourceRegion'), required(call, 'SourceImageId')),
};

function checkImage(region: string, id: string): void {
  if (publicImages(region).some((one) => one.id === id)) return;
  throw new ApiError(400, 'InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
}

const deregisterImage: DryRun = {
  form: (call) => checkForm('image', required(call, 'ImageId')),
  checks: (call) => [own(call, 'image', required(call, 'ImageId'))],
  validate: (call) => {
    const id = required(call, 'ImageId');
    checkImage(call.region, id);
    // All images here are someone else's.
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
