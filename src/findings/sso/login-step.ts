/** The step that logs in to IAM Identity Center: only AWS CLI v2 can. */
import type { Facts } from '../facts.ts';
import { command, type FixStep, notedCommand } from '../fix-step.ts';

/** @param profile - one that has the settings of a login of its own: `aws sso login` takes no other */
export function loginStep(profile: string, { awsCli }: Pick<Facts, 'awsCli'>): FixStep {
  const words = ['sso', 'login', '--profile', profile];
  if (awsCli?.major !== 1) return command('aws', ...words);
  if (awsCli.v2 !== undefined) return command(awsCli.v2, ...words);
  return notedCommand(
    'once AWS CLI v2 is installed there (pip cannot): version 1 cannot log in',
    '/usr/local/bin/aws',
    ...words,
  );
}
