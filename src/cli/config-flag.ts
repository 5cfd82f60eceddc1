/** A configuration file of SkyPilot's that is named by flag. */
import * as path from 'node:path';
import { placeText } from '../file-line.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './exit.ts';

export interface ConfigFlag {
  readonly config?: string | undefined;
}

/** The whole path of the file that is named by flag. */
export function configFile({ config }: ConfigFlag, { host }: Pick<CliContext, 'host'>): string | undefined {
  return config === undefined ? undefined : path.resolve(host.cwd, config);
}

/** A file that is named by flag has to be readable; what SkyPilot would not accept in it is a finding. */
export async function refuseBadConfig(options: ConfigFlag, context: Pick<CliContext, 'host'>): Promise<void> {
  const file = configFile(options, context);
  if (file === undefined) return;
  const { readConfigFlag } = await import('../skypilot/sky-config.ts');
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
