/** The options about what SkyPilot launches, declared once for every command that assumes a launch. */
import * as path from 'node:path';
import type { Command } from 'commander';
import { placeText } from '../../file-line.ts';
import type { LaunchWishes } from '../../skypilot/launch.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import { readInstanceType } from './option-values.ts';

export interface LaunchOptions {
  /** In place of SkyPilot's default. */
  readonly instanceType?: string;
  readonly spot: boolean;
  /** SkyPilot's configuration file. */
  readonly config?: string;
}

/** Adds them to a command. */
export function addLaunchOptions(command: Command): Command {
  return command
    .option(
      '--instance-type <type>',
      "assume a launch of this type, not of SkyPilot's default",
      readInstanceType,
    )
    .option('--spot', 'assume a launch of a spot instance', false)
    .option('--config <file>', "a configuration file of SkyPilot's, laid over the others");
}

export function launchWishes({ instanceType, spot }: LaunchOptions): LaunchWishes {
  return { instanceType, spot };
}

/** The whole path of the file that is named by flag. */
export function configFile(
  { config }: Pick<LaunchOptions, 'config'>,
  { host }: CliContext,
): string | undefined {
  return config === undefined ? undefined : path.resolve(host.cwd, config);
}

/** A file that is named by flag has to be readable; what SkyPilot would not accept in it is a finding. */
export async function refuseBadConfig(
  options: Pick<LaunchOptions, 'config'>,
  context: CliContext,
): Promise<void> {
  const file = configFile(options, context);
  if (file === undefined) return;
  const { readConfigFlag } = await import('../../skypilot/sky-config.ts');
  const read = await readConfigFlag(context.host, file);
  switch (read?.state.kind) {
    case 'missing':
      throw new UsageError(`--config: ${read.display} does not exist.`);
    case 'unreadable':
      throw new UsageError(`--config: ${read.display} cannot be read (${read.state.code}).`);
    case 'broken': {
      const { at, message } = read.state;
      throw new UsageError(`--config: ${placeText(at)} is not valid YAML (${message}).`);
    }
    default:
  }
}
