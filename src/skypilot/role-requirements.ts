/**
 * What the role of SkyPilot's instances needs, as data: instances act with it, not with the rights of whoever
 * launched them. Each use names requirements of `requirements.ts`.
 *
 * Sources: SkyPilot's AWS page, "Create the internal IAM role for SkyPilot"; SkyPilot `sky/skylet`,
 * `sky/provision/aws/instance.py` and `config.py`; issue #3366, PR #3668.
 */
import { REQUIREMENTS, type Requirement, type RequirementId } from './requirements.ts';

export const ROLE_USE_IDS = ['autostop', 'autodown', 'buckets', 'controllers'] as const;

export type RoleUseId = (typeof ROLE_USE_IDS)[number];

export interface RoleUse {
  readonly id: RoleUseId;
  /** What instances do with it, in a few words. */
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

export const ROLE_USES: readonly RoleUse[] = [
  {
    id: 'autostop',
    title: 'a cluster stops itself when idle',
    requirements: named('compute/ec2:DescribeInstances', 'compute/ec2:StopInstances'),
  },
  {
    id: 'autodown',
    title: 'a cluster terminates itself when idle',
    requirements: named(
      'compute/ec2:DescribeInstances',
      'compute/ec2:DescribeVpcs',
      'compute/ec2:DescribeSecurityGroups',
      'compute/ec2:TerminateInstances',
    ),
  },
  { id: 'buckets', title: 'instances use S3 buckets', requirements: stopping('storage') },
  {
    id: 'controllers',
    title: 'controllers of managed jobs and services launch instances',
    requirements: stopping('compute'),
  },
];

function named(...ids: readonly RequirementId[]): readonly Requirement[] {
  return REQUIREMENTS.filter(({ id }) => ids.includes(id));
}

/** What SkyPilot stops without. */
function stopping(capability: Requirement['capability']): readonly Requirement[] {
  return REQUIREMENTS.filter(
    (requirement) => requirement.capability === capability && requirement.impact === 'fails',
  );
}
