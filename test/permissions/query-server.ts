/** A server that answers calls of EC2, IAM and S3, and notes what they ask: for the rules that decide what is sent. */
import type { AwsContext, AwsSettings } from '../../src/aws/context.ts';
import { type Answer, contextFor, ec2Error, loopback, queryError, xml } from '../aws/support/loopback.ts';

export interface NotedCall {
  /** As AWS names it; for S3, whose calls have none, its path. */
  readonly operation: string;
  /** Which the call is signed for. */
  readonly region: string;
  /** What it asks, flat, as it is sent. */
  readonly input: Readonly<Record<string, string>>;
}

/** @param answer - undefined for a refusal */
export async function queryServer(
  answer: (call: NotedCall) => Answer | undefined,
  settings: Partial<AwsSettings> = {},
): Promise<{ readonly aws: AwsContext; readonly calls: readonly NotedCall[] }> {
  const calls: NotedCall[] = [];
  const { url } = await loopback((response, received) => {
    const {
      Action: operation = received.url,
      Version: _version,
      ...input
    } = Object.fromEntries(new URLSearchParams(received.body));
    const [, region = '', service = ''] =
      /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(received.headers.authorization ?? '') ?? [];
    const call = { operation, region, input };
    calls.push(call);
    const refusal = service === 'ec2' ? DENIED_BY_EC2 : DENIED;
    (answer(call) ?? refusal)(response, received);
  });
  return { aws: contextFor(url, settings), calls };
}

const DENIED = queryError(403, 'AccessDenied', 'no');
const DENIED_BY_EC2 = ec2Error(403, 'UnauthorizedOperation', 'no');

/** EC2's answer to a dry run that would have succeeded. */
export const WOULD_SUCCEED = ec2Error(412, 'DryRunOperation', 'Request would have succeeded');

/** An answer of EC2's, such as `<vpcSet/>`. */
export function ec2Answer(operation: string, body: string): Answer {
  return xml(200, `<${operation}Response><requestId>r</requestId>${body}</${operation}Response>`);
}

/** An answer of IAM's. */
export function iamAnswer(operation: string, body: string): Answer {
  return xml(
    200,
    `<${operation}Response><${operation}Result>${body}</${operation}Result></${operation}Response>`,
  );
}
