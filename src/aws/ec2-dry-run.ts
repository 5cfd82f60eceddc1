import {
  AuthorizeSecurityGroupEgressCommand,
  type AuthorizeSecurityGroupEgressCommandInput,
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  CopyImageCommand,
  type CopyImageCommandInput,
  CreateImageCommand,
  type CreateImageCommandInput,
  CreateSecurityGroupCommand,
  type CreateSecurityGroupCommandInput,
  CreateTagsCommand,
  type CreateTagsCommandInput,
  DeleteSecurityGroupCommand,
  type DeleteSecurityGroupCommandInput,
  DeleteTagsCommand,
  type DeleteTagsCommandInput,
  DeregisterImageCommand,
  type DeregisterImageCommandInput,
  type EC2Client,
  ModifyInstanceAttributeCommand,
  type ModifyInstanceAttributeCommandInput,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  type StartInstancesCommandInput,
  StopInstancesCommand,
  type StopInstancesCommandInput,
  TerminateInstancesCommand,
  type TerminateInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import type { AwsContext } from './context.ts';
import { ec2Clients } from './ec2.ts';

/** The calls of EC2 that would change something, and are sent as dry runs only. */
export interface Ec2DryRuns {
  AuthorizeSecurityGroupEgress: AuthorizeSecurityGroupEgressCommandInput;
  AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommandInput;
  CopyImage: CopyImageCommandInput;
  CreateImage: CreateImageCommandInput;
  CreateSecurityGroup: CreateSecurityGroupCommandInput;
  CreateTags: CreateTagsCommandInput;
  DeleteSecurityGroup: DeleteSecurityGroupCommandInput;
  DeleteTags: DeleteTagsCommandInput;
  DeregisterImage: DeregisterImageCommandInput;
  ModifyInstanceAttribute: ModifyInstanceAttributeCommandInput;
  RunInstances: RunInstancesCommandInput;
  StartInstances: StartInstancesCommandInput;
  StopInstances: StopInstancesCommandInput;
  TerminateInstances: TerminateInstancesCommandInput;
}

/** The input of a dry run; that it is one is added when it is sent. */
export type DryRunInput<Name extends keyof Ec2DryRuns> = Omit<Ec2DryRuns[Name], 'DryRun'> & {
  readonly DryRun?: never;
};

/** A dry run to send: an operation and its input. */
export type DryRunRequest = {
  readonly [Name in keyof Ec2DryRuns]: { readonly operation: Name; readonly input: DryRunInput<Name> };
}[keyof Ec2DryRuns];

type Senders = {
  readonly [Name in keyof Ec2DryRuns]: (client: EC2Client, input: Ec2DryRuns[Name]) => Promise<unknown>;
};

const SENDERS: Senders = {
  AuthorizeSecurityGroupEgress: (client, input) =>
    client.send(new AuthorizeSecurityGroupEgressCommand(input)),
  AuthorizeSecurityGroupIngress: (client, input) =>
    client.send(new AuthorizeSecurityGroupIngressCommand(input)),
  CopyImage: (client, input) => client.send(new CopyImageCommand(input)),
  CreateImage: (client, input) => client.send(new CreateImageCommand(input)),
  CreateSecurityGroup: (client, input) => client.send(new CreateSecurityGroupCommand(input)),
  CreateTags: (client, input) => client.send(new CreateTagsCommand(input)),
  DeleteSecurityGroup: (client, input) => client.send(new DeleteSecurityGroupCommand(input)),
  DeleteTags: (client, input) => client.send(new DeleteTagsCommand(input)),
  DeregisterImage: (client, input) => client.send(new DeregisterImageCommand(input)),
  ModifyInstanceAttribute: (client, input) => client.send(new ModifyInstanceAttributeCommand(input)),
  RunInstances: (client, input) => client.send(new RunInstancesCommand(input)),
  StartInstances: (client, input) => client.send(new StartInstancesCommand(input)),
  StopInstances: (client, input) => client.send(new StopInstancesCommand(input)),
  TerminateInstances: (client, input) => client.send(new TerminateInstancesCommand(input)),
};

/**
 * Asks EC2 whether a call would be allowed, without making it: a dry run.
 *
 * EC2 answers a dry run with an error in any case. `ok` means its DryRunOperation: the request would have
 * succeeded. `denied` is a refusal; every other failure, such as `not-found` for an id that was made up, is for
 * the caller to judge. A dry run that EC2 carries out is a failure of kind `read-only-violation`.
 */
export async function dryRunEc2<Name extends keyof Ec2DryRuns>(
  context: AwsContext,
  region: string,
  operation: Name,
  input: DryRunInput<Name>,
): Promise<AwsResult<'would-succeed'>> {
  const dryRun = { ...input, DryRun: true } as Ec2DryRuns[Name];
  const result = await callAws(context, ec2Clients, {
    operation,
    region,
    send: (client) => SENDERS[operation](client, dryRun),
    read: (): 'would-succeed' | 'carried-out' => 'carried-out',
    readError: ({ code }) => (code === 'DryRunOperation' ? ('would-succeed' as const) : undefined),
  });
  if (result.kind === 'failed') return result;
  if (result.value === 'would-succeed') return { kind: 'ok', value: result.value };
  return {
    kind: 'failed',
    failure: {
      kind: 'read-only-violation',
      service: 'ec2',
      operation,
      code: 'DryRunIgnored',
      message: `The endpoint ignored DryRun and carried ${operation} out.`,
    },
  };
}
