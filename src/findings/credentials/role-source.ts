/** The step that gives a role a source of credentials. */

import { command, type FixStep } from '../fix-step.ts';
import { type ProfilesOf, profilesWithKeys } from '../profile/profiles-with-keys.ts';

/** Names the source of a role, where one is there. Source: botocore `AssumeRoleProvider`: a role may be its own source. */
export function nameSource(profile: string, files: ProfilesOf): readonly FixStep[] {
  const candidates = profilesWithKeys(files);
  const itself = files.config.profiles.get(profile)?.entries.has('aws_access_key_id') === true;
  const source = itself
    ? profile
    : (candidates.find((name) => name === 'default') ?? candidates.find((name) => name !== profile));
  const set = (name: string) =>
    command('aws', 'configure', 'set', 'source_profile', name, '--profile', profile);
  // Without any keys there is nothing to name yet.
  if (source === undefined)
    return [
      command('env', '-u', 'AWS_PROFILE', '-u', 'AWS_DEFAULT_PROFILE', 'aws', 'configure'),
      set('default'),
    ];
  return [set(source)];
}
