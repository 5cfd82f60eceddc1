/** What to try after SkyPilot's launch was denied: only what can tell over what it was. */
import { resourceTypeOf } from '../aws/arn.ts';
import type { AwsFailure } from '../aws/aws-result.ts';
import type { Denial } from '../aws/denial/denial.ts';
import { type PlannedDryRun, type PlannedLaunch, reducedLaunches, variedLaunch } from './dry-run-plan.ts';
import { namedFields } from './launch-fields.ts';
import { namedVariations, variationsOf } from './launch-variations.ts';

/** The launches to try, all side by side. */
export function launchFollowUps(launch: PlannedLaunch, failure: AwsFailure): readonly PlannedDryRun[] {
  const reduced = reducedLaunches(launch);
  const hasProfile = launch.input.IamInstanceProfile !== undefined;
  const withoutBoth = hasProfile ? [reduced.both] : [];
  // Among others what EC2 says where it knows no such instance profile.
  if (failure.code === 'InvalidParameterValue') return hasProfile ? [reduced.profile] : [];
  if (failure.kind !== 'denied') return isAboutSize(failure) ? smallerLaunch(launch) : [];
  const { action, resource } = failure.denial ?? {};
  const kind = resource === undefined ? undefined : resourceTypeOf(resource);
  switch (action?.toLowerCase()) {
    case 'ec2:createtags':
      return kind === 'volume'
        ? [reduced.volumeTags, reduced.tags, ...withoutBoth]
        : [reduced.tags, ...withoutBoth];
    case 'iam:passrole':
      return [reduced.profile, reduced.both];
    case 'ec2:runinstances':
      return failure.denial !== undefined && isExplained(failure.denial)
        ? namedFields(failure.denial, launch.input).flatMap((field) =>
            namedVariations(launch.input, field, kind).map((variation) => variedLaunch(launch, variation)),
          )
        : variations(launch, kind);
    case undefined:
      return [reduced.tags, ...(hasProfile ? [reduced.profile] : []), ...variations(launch, undefined)];
    default:
      return [];
  }
}

/** Where AWS named the statements that deny, they tell which field it may be. */
function isExplained({ cause }: Denial): boolean {
  return cause.kind === 'explicit-deny' && cause.statements.length > 0;
}

function variations(launch: PlannedLaunch, kind: string | undefined): readonly PlannedDryRun[] {
  return variationsOf(launch.input, kind).map((variation) => variedLaunch(launch, variation));
}

/** Codes about how much is asked for, which EC2 may look at before permissions. Source: EC2 API reference, error codes. */
const ABOUT_SIZE = [
  'VcpuLimitExceeded',
  'InstanceLimitExceeded',
  'MaxSpotInstanceCountExceeded',
  'Unsupported',
];

function isAboutSize({ code }: AwsFailure): boolean {
  return ABOUT_SIZE.includes(code) || code.startsWith('Insufficient');
}

function smallerLaunch(launch: PlannedLaunch): readonly PlannedDryRun[] {
  return variationsOf(launch.input, 'instance')
    .filter(({ field }) => field === 'instance-type')
    .slice(0, 1)
    .map((variation) => variedLaunch(launch, variation));
}
