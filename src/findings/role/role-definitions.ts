import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE } from '../links.ts';

/** Findings about the role and instance profile of SkyPilot's instances. */
export const ROLE_FINDINGS = {
  'skypilot-role-missing': define(
    'warning',
    "The role of SkyPilot's instances does not exist",
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'SkyPilot gives its instances the instance profile skypilot-v1. It creates role and profile at the first launch where the identity may do that; otherwise they have to be created by hand.',
  ),
  'skypilot-role-permissions-missing': define(
    'warning',
    "The role of SkyPilot's instances lacks permissions",
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'Instances act with the role skypilot-v1, not with the rights of whoever launched them: a cluster that stops or terminates itself, and controllers that launch other instances, need them in the policies of the role.',
    'A role that somebody made by hand, or whose creation stopped half-way, often lacks the part that lets controllers pass the role on (skypilot issue #3366).',
  ),
  'skypilot-role-empty': define(
    'warning',
    'The instance profile of SkyPilot holds no role',
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'An earlier attempt to create the role stopped half-way. SkyPilot tries to put the role in at the next launch; an identity that may not do that cannot launch.',
  ),
  'skypilot-role-trust': define(
    'warning',
    "EC2 may not assume the role of SkyPilot's instances",
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'The trust policy of a role says who may assume it. Without ec2.amazonaws.com in it, instances get no credentials from the role: autostop, buckets and controllers fail on them.',
  ),
} as const satisfies FindingDefinitions;
