/** The options about what SkyPilot launches, declared once for every command that assumes a launch. */
import type { Command } from 'commander';
import type { LaunchWishes } from '../../skypilot/launch.ts';
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
