import type { DryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import type { AwsContext } from './context.ts';
import { ec2Clients, sendEc2 } from './ec2.ts';
import { fields } from './wire/shape.ts';
import { readXml } from './wire/xml-reader.ts';

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
  { operation, input }: DryRunRequest,
): Promise<AwsResult<'would-succeed'>> {
  const result = await callAws(context, ec2Clients, {
    operation,
    region,
    // The guard lets through what is on its list, with `DryRun` true.
    send: (client) => sendEc2(client, operation, { ...input, DryRun: true }, readCarriedOut),
    read: (answer): 'would-succeed' | 'carried-out' => answer,
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

/** Any answer of EC2's that is no error: a page of something else in between is none. */
function readCarriedOut(text: string): 'carried-out' {
  readXml(text, fields({}));
  return 'carried-out';
}
