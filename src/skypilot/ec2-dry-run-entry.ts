/** How a requirement says which dry run of EC2 tries it. */
import type { Tag } from './launch.ts';

/** What dry runs may name: SkyPilot's own things where the account has them, else ids that nothing has. */
export interface DryRunObjects {
  readonly region: string;
  /** One of SkyPilot's own instances, or a made-up id. */
  readonly instance: string;
  /** SkyPilot's own security group, or a made-up id. */
  readonly securityGroup: string;
  /** The VPC that SkyPilot launches into, or a made-up id. */
  readonly vpc: string;
  /** An image of the account's own: made up. */
  readonly ownImage: string;
  /** A public image; undefined where none was found. */
  readonly publicImage: string | undefined;
  /** The name of a security group that is not there. */
  readonly groupName: string;
  readonly groupTags: readonly Tag[];
  readonly instanceTags: readonly Tag[];
}

/** A name for what dry runs would make. */
export const DRY_RUN_NAME = 'skycheck-dry-run';

/** A command of the SDK, made only where it is sent: the SDK is not loaded before. */
export type LoadCommand = () => Promise<object>;

/** A dry run to send. The input is as the SDK takes it, without `DryRun`, which is added when it is sent. */
export interface DryRunRequest {
  /** As EC2 names it, such as `StopInstances`. */
  readonly operation: string;
  readonly input: object;
  readonly command: LoadCommand;
}

/** The dry run that tries a requirement. */
export interface Ec2DryRun {
  /** As EC2 names it. */
  readonly operation: string;
  /** Undefined where something to name lacks. */
  requestFor(objects: DryRunObjects): DryRunRequest | undefined;
}

/**
 * @param load - `async () => (await import('@aws-sdk/client-ec2')).XCommand`: written out at each entry, so that only
 *   the commands in use are bundled
 */
export function ec2DryRun<Input extends { DryRun?: boolean | undefined }>(
  operation: string,
  load: () => Promise<new (input: Input) => object>,
  inputFor: (objects: DryRunObjects) => Omit<NoInfer<Input>, 'DryRun'> | undefined,
): Ec2DryRun {
  return {
    operation,
    requestFor: (objects) => {
      const input = inputFor(objects);
      return input === undefined ? undefined : dryRunRequest<Input>(operation, load, input);
    },
  };
}

/** A single dry run. */
export function dryRunRequest<Input extends { DryRun?: boolean | undefined }>(
  operation: string,
  load: () => Promise<new (input: Input) => object>,
  input: Omit<NoInfer<Input>, 'DryRun'>,
): DryRunRequest {
  return { operation, input, command: async () => new (await load())(asDryRun<Input>(input)) };
}

/** Whatever an input says, what is sent is a dry run. */
function asDryRun<Input extends { DryRun?: boolean | undefined }>(input: Omit<Input, 'DryRun'>): Input {
  return { ...input, DryRun: true } as Input;
}
