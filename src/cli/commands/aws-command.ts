import { type Command, Option } from 'commander';
import { readCapabilities } from '../capability-list.ts';
import { UsageError } from '../exit.ts';
import type { Submit } from '../program.ts';
import { DEFAULT_TIMEOUT_SECONDS, readSeconds, readUrl } from './option-values.ts';

export const FORMATS = ['text', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The scenario that a bare `--sandbox` means. */
export const DEFAULT_SCENARIO = 'minimal';

/** The command line of `skycheck aws`, as typed. */
export interface AwsOptions {
  readonly verbose: number;
  readonly quiet: boolean;
  /** Names and patterns, in the order given. */
  readonly profile: readonly string[];
  readonly allProfiles: boolean;
  readonly region?: string;
  readonly require: ReturnType<typeof readCapabilities>;
  readonly format: Format;
  readonly output?: string;
  readonly offline: boolean;
  readonly refresh: boolean;
  readonly simulate: boolean;
  readonly probe: boolean;
  readonly quotas: boolean;
  readonly strict: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly color?: boolean;
  readonly endpointUrl?: string;
  /** SkyPilot's configuration file. */
  readonly config?: string;
  /** True for a bare `--sandbox`. */
  readonly sandbox?: string | true;
}

/** Declares `skycheck aws`; what it does is loaded only when it runs. */
export function addAwsCommand(parent: Command, submit: Submit): void {
  parent
    .command('aws')
    .copyInheritedSettings(parent)
    .description('check AWS: which identity SkyPilot uses, what it may do, what to mend')
    .option('-v, --verbose', 'say more; -vv lists every requirement', (_value, count: number) => count + 1, 0)
    .option('-q, --quiet', 'print nothing: the exit status is the answer', false)
    .option(
      '--profile <name>',
      'the profile, as boto3.Session(profile_name=…) takes it; repeatable, with * and ? a pattern',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--all-profiles', 'check every profile', false)
    .option('--region <name>', 'the region to check')
    .option(
      '--require <capabilities>',
      'fail unless these are enabled too, separated by commas',
      readCapabilities,
      [],
    )
    .addOption(new Option('--format <format>', 'how to print the report').choices(FORMATS).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--offline', 'make no call: only what files and environment tell', false)
    .option('--no-refresh', 'never renew an SSO token')
    .option('--no-simulate', 'do not ask the IAM policy simulator')
    .option('--no-probe', 'make no harmless real calls as evidence')
    .option('--quotas', 'show the vCPU quotas that GPU launches count against', false)
    .option('--strict', 'let warnings fail the check', false)
    .option('--timeout <seconds>', 'for the whole run', readSeconds, DEFAULT_TIMEOUT_SECONDS)
    .option('--color', 'always colour')
    .option('--no-color', 'never colour')
    .option('--endpoint-url <url>', 'send every call there', readUrl)
    .option('--config <file>', "a configuration file of SkyPilot's, laid over the others")
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
  return options;
}
