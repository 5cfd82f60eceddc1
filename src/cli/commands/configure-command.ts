import { type Command, Option } from 'commander';
import type { Submit } from '../context.ts';
import { withHelp } from '../help.ts';
import {
  CONFIGURE_COMPARE_HELP,
  CONFIGURE_HELP,
  CONFIGURE_LIST_HELP,
  LIST_PROFILES_HELP,
} from '../help-texts.ts';
import { DEFAULT_TIMEOUT_SECONDS } from '../time-limit.ts';
import type {
  ConfigureCompareOptions,
  ConfigureListOptions,
  ListProfilesOptions,
} from './configure-options.ts';
import { addConnectionOptions } from './connection-options.ts';
import { readSeconds } from './option-values.ts';

const formatOption = () =>
  new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text');

/** Declares `skycheck configure list`, `list-profiles` and `compare`. */
export function addConfigureCommand(parent: Command, submit: Submit): void {
  const configure = parent
    .command('configure')
    .copyInheritedSettings(parent)
    .description('show the AWS configuration as boto3 sees it');
  withHelp(configure, CONFIGURE_HELP);
  const list = configure
    .command('list')
    .copyInheritedSettings(parent)
    .description('profile, keys and region with where they come from, as `aws configure list` prints them');
  withHelp(list, CONFIGURE_LIST_HELP);
  addConnectionOptions(list)
    .option('--profile <name>', 'the profile, as boto3.Session(profile_name=…) takes it')
    .addOption(
      new Option('--layout <version>', 'the table of AWS CLI v1, or of v2 since 2.31')
        .choices(['v1', 'v2'])
        .default('v1'),
    )
    .addOption(formatOption())
    .option('--offline', 'make no call: say which one it would take', false)
    .allowExcessArguments(false)
    .action((options: ConfigureListOptions) => {
      submit(async (context) => (await import('./configure-list-run.ts')).runConfigureList(options, context));
    });
  withHelp(configure.command('list-profiles').copyInheritedSettings(parent), LIST_PROFILES_HELP)
    .description('the names of all profiles, one a line')
    .option('-v, --verbose', 'with kind, account, region, SSO login and where each is defined', false)
    .addOption(formatOption())
    .allowExcessArguments(false)
    .action((options: ListProfilesOptions) => {
      submit(async (context) => (await import('./list-profiles-run.ts')).runListProfiles(options, context));
    });
  withHelp(configure.command('compare').copyInheritedSettings(parent), CONFIGURE_COMPARE_HELP)
    .description('what boto3, both AWS CLIs and the JavaScript SDK make of this machine, and why they part')
    .option('--profile <name>', 'the profile, as --profile names it to each tool')
    .option('-v, --verbose', 'with where each tool looks, row by row', false)
    .addOption(formatOption())
    .option('--timeout <seconds>', 'for each tool that is run', readSeconds, DEFAULT_TIMEOUT_SECONDS)
    .option('--sandbox [scenario]', 'compare in the embedded AWS instead')
    .allowExcessArguments(false)
    .action((options: ConfigureCompareOptions) => {
      submit(async (context) =>
        (await import('./configure-compare-run.ts')).runConfigureCompare(options, context),
      );
    });
}
