/** How a requirement says which dry run of EC2 tries it. */
import type * as sdk from '@aws-sdk/client-ec2';
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

/** An operation's input as the SDK has it, without `DryRun`; never for what EC2 does not have, or not as a dry run. */
export type DryRunInput<Operation extends string> = `${Operation}Command` extends keyof typeof sdk
  ? (typeof sdk)[`${Operation}Command`] extends new (
      input: infer Input extends { DryRun?: boolean | undefined },
    ) => object
    ? Omit<Input, 'DryRun'>
    : never
  : never;

/** A dry run to send. The input is as the SDK takes it, without `DryRun`, which is added when it is sent. */
export interface DryRunRequest {
  /** As EC2 names it, such as `StopInstances`. */
  readonly operation: string;
  readonly input: object;
}

/** The dry run that tries a requirement. */
export interface Ec2DryRun {
  /** As EC2 names it. */
  readonly operation: string;
  /** Undefined where something to name lacks. */
  requestFor(objects: DryRunObjects): DryRunRequest | undefined;
}

export function ec2DryRun<const Operation extends string>(
  operation: Operation,
  inputFor: (objects: DryRunObjects) => DryRunInput<NoInfer<Operation>> | undefined,
): Ec2DryRun {
  return {
    operation,
    requestFor: (objects) => {
      const input = inputFor(objects);
      return input === undefined ? undefined : dryRunRequest(operation, input);
    },
  };
}

/** A single dry run. */
export function dryRunRequest<const Operation extends string>(
  operation: Operation,
  input: DryRunInput<NoInfer<Operation>>,
): DryRunRequest {
  return { operation, input };
}
