/**
 * Whether an endpoint that is not AWS's answers dry runs as dry runs: some emulators carry out whatever they are sent.
 * What is sent to find out names nothing that exists, so that nothing can come of it.
 */
import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import { type DryRunRequest, dryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';

export type DryRunGate =
  /** Any dry run may be sent; where one trial alone is the proof, the launch only after all others. */
  | { readonly kind: 'open'; readonly launchLast: boolean }
  /** Nobody knows: only what names nothing real may be sent. */
  | { readonly kind: 'unproven' }
  /** A dry run was carried out, or the endpoint says it was. */
  | { readonly kind: 'ignored'; readonly failure: AwsFailure };

export const OPEN_GATE: DryRunGate = { kind: 'open', launchLast: false };

/** Domains of AWS's own endpoints, those of interface VPC endpoints among them. Source: AWS General Reference, "Service endpoints". */
const AWS_DOMAINS = ['.amazonaws.com', '.amazonaws.com.cn', '.api.aws', '.api.amazonwebservices.com.cn'];

/** Sends nothing to AWS's own endpoints. */
export async function askDryRunGate(aws: AwsContext, region: string, trusted: boolean): Promise<DryRunGate> {
  if (trusted || isAwsEndpoint(aws)) return OPEN_GATE;
  const { dryRunEc2 } = await import('../aws/ec2-dry-run.ts');
  return readGate(await Promise.all(TRIALS.map((trial) => dryRunEc2(aws, region, trial))));
}

/** Pure. A refusal comes before an emulator looks at `DryRun`, and so does "not found": neither proves anything. */
export function readGate(answers: readonly AwsResult<'would-succeed'>[]): DryRunGate {
  const failures = answers.flatMap((answer) => (answer.kind === 'failed' ? [answer.failure] : []));
  const carriedOut = failures.find(({ kind }) => kind === 'read-only-violation');
  if (carriedOut !== undefined) return { kind: 'ignored', failure: carriedOut };
  return answers.some(({ kind }) => kind === 'ok')
    ? { kind: 'open', launchLast: true }
    : { kind: 'unproven' };
}

function isAwsEndpoint({ endpoints }: AwsContext): boolean {
  const choice = endpoints.choose('ec2');
  if (choice.kind !== 'custom') return true;
  const { hostname } = new URL(choice.url);
  return AWS_DOMAINS.some((domain) => hostname.endsWith(domain));
}

/**
 * An instance that does not exist, and rules for no group at all: EC2 looks at permissions before it misses the group.
 *
 * Source: EC2's answers to AuthorizeSecurityGroupIngress without parameters, as YugabyteDB and others rely on them.
 */
const TRIALS: readonly DryRunRequest[] = [
  dryRunRequest('StopInstances', {
    InstanceIds: ['i-0123456789abcdef0'],
  }),
  dryRunRequest('AuthorizeSecurityGroupIngress', {}),
];
