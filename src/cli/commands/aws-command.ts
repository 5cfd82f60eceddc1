import type { Command } from 'commander';
import { IDENTITY_FORMATS } from '../../report/formats/formats.ts';
import type { Submit } from '../context.ts';
import { UsageError } from '../exit.ts';
import { withHelp } from '../help.ts';
import { AWS_HELP } from '../help-texts.ts';
import type { AwsOptions } from './aws-options.ts';
import { addConnectionOptions } from './connection-options.ts';
import { addLaunchOptions } from './launch-options.ts';
import { collectFiles, readDuration, readWait } from './option-values.ts';
import { addReportOptions } from './report-options.ts';
import { addTaskOptions } from './task-options.ts';

/** Declares `skycheck aws`; what it does is loaded only when it runs. */
export function addAwsCommand(parent: Command, submit: Submit): void {
  const command = parent
    .command('aws')
    .copyInheritedSettings(parent)
    .description('check AWS: which identity SkyPilot uses, what it may do, what to fix');
  withHelp(command, AWS_HELP);
  addReportOptions(command, IDENTITY_FORMATS);
  addTaskOptions(addLaunchOptions(addConnectionOptions(command)))
    .option(
      '--profile <name>',
      'the profile, as boto3.Session(profile_name=…) takes it; repeatable, with * and ? a pattern',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--all-profiles', 'check every profile', false)
    .option(
      '--region <name>',
      'the region to check; repeatable, with * and ? a pattern: the launch is then tried in each',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--all-regions', 'try the launch in every region that SkyPilot may use', false)
    .option(
      '--with-policy <file>',
      'what if the identity had the policies of this file as well; repeatable',
      collectFiles,
      [],
    )
    .option('--offline', 'make no call: only what files and environment show', false)
    .option('--no-simulate', 'do not ask the IAM policy simulator')
    .option('--no-probe', 'make no harmless real calls as evidence')
    .option('--quotas', 'show the vCPU quotas that GPU launches count against', false)
    .option('--valid-for <duration>', 'the credentials must last so long: 8h, 90m, 2d', readDuration)
    .option('--wait <duration>', 'after a grant: ask again until it is allowed, at most so long', readWait)
    .option('--timings', 'show where the time goes: the steps, and each request with its wait', false)
    .option('--sandbox [scenario]', 'check the embedded AWS instead of a real one')
    .allowExcessArguments(false)
    .action((options: AwsOptions) => {
      submit(async (context) => (await import('./aws-run.ts')).runAws(checked(options), context));
    });
}

function checked(options: AwsOptions): AwsOptions {
  if (options.sandbox !== undefined && options.endpointUrl !== undefined) {
    throw new UsageError('--sandbox and --endpoint-url exclude each other.');
  }
  if (options.allProfiles && options.profile.length > 0) {
    throw new UsageError('--all-profiles and --profile exclude each other.');
  }
  if (options.withPolicy.length > 0 && options.offline) {
    throw new UsageError(
      '--with-policy and --offline exclude each other.',
      'Without a call: skycheck policy check FILE',
    );
  }
  if (options.wait !== undefined && options.offline) {
    throw new UsageError('--wait and --offline exclude each other: waiting asks AWS again.');
  }
  return options;
}
