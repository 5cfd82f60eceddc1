/** Elastic Compute Cloud: describing, and dry runs of what would change something. */
import { ec2ChangeOperations } from './ec2-change.ts';
import { ec2DescribeOperations } from './ec2-describe.ts';
import { requiredDryRuns } from './ec2-required-dry-runs.ts';
import { runInstances } from './ec2-run-instances.ts';
import type { QueryOperations } from './operations.ts';

const known: QueryOperations = new Map([
  ...ec2DescribeOperations,
  ...ec2ChangeOperations,
  ['RunInstances', runInstances],
]);

/** The operations of EC2 that the sandbox answers. */
export const ec2Operations: QueryOperations = new Map([...known, ...requiredDryRuns(known)]);
