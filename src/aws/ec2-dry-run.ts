import type { EC2Client } from '@aws-sdk/client-ec2';
import type { DryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import type { AwsContext } from './context.ts';
import { ec2Clients } from './ec2.ts';

/**
 * Asks EC2 whether a call would be allowed, without making it: a dry run.
 *
 * EC2 answers a dry run with an error in any case. `ok` means its DryRunOperation: the request would have
 * succeeded. `denied` is a refusal; every other failure, such as `not-found` for an id that was made up, is for
 * the caller to judge. A dry run that EC2 carries out is a failure of kind `read-only-violation`.
 */
export async function dryRunEc2(
  context: AwsContext,
  region: string,
  { operation, command }: DryRunRequest,
): Promise<AwsResult<'would-succeed'>> {
  // Any command of EC2's: the guard lets through those of the list, with `DryRun` true.
  const prepared = (await command()) as Parameters<EC2Client['send']>[0];
  const result = await callAws(context, ec2Clients, {
    operation,
    region,
    send: (client) => client.send(prepared),
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
