import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE } from '../links.ts';

/** Findings about which profile is used. */
export const PROFILE_FINDINGS = {
  'no-default-profile': define(
    'error',
    'There is no profile named "default", and no other is chosen',
    `${AWS_PAGE}#common-issues`,
    'SkyPilot uses the profile that AWS_PROFILE names, and otherwise the one named "default". Any other profile is not used, even if it is the only one.',
    'Set AWS_PROFILE to the profile that you want (and put the line into .bashrc or .zshrc), or rename the section to "default" in the file.',
  ),
  'profile-not-found': define(
    'error',
    'The chosen profile does not exist',
    `${AWS_PAGE}#common-issues`,
    'A profile that is named, by AWS_PROFILE, AWS_DEFAULT_PROFILE or a flag, has to exist in one of the two files. boto3 fails before it looks at anything else, even where keys are in the environment.',
    'In ~/.aws/config a profile is written [profile NAME]; in ~/.aws/credentials it is written [NAME].',
  ),
  'profile-from-environment': define(
    'info',
    'The profile is chosen by an environment variable',
    `${AWS_PAGE}#common-issues`,
    'SkyPilot respects AWS_PROFILE where it is set. If another account than you expect is enabled, this variable is the usual cause: it is often set in .bashrc or .zshrc.',
    'boto3 also reads AWS_DEFAULT_PROFILE, and prefers it to AWS_PROFILE where both are set.',
  ),
  'profile-by-flag': define(
    'info',
    'Only skycheck uses this profile; SkyPilot would use another',
    `${AWS_PAGE}#switching-profiles-or-accounts`,
    'SkyPilot has no --profile. It uses the profile of its workspace, where its configuration names one, otherwise the keys in the environment, otherwise the profile that AWS_PROFILE names, otherwise "default".',
  ),
} as const satisfies FindingDefinitions;
