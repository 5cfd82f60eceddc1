/** The metadata services of containers and instances. */
import type { ProviderAnswer, ProviderScope } from '../scope.ts';

/** Applies where a variable is set, even a blank one. Source: botocore `ContainerProvider`. */
export function examineContainerRole(scope: ProviderScope): ProviderAnswer {
  const variable = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'].find(
    (name) => scope.env[name] !== undefined,
  );
  if (variable !== undefined) return { kind: 'applies', reason: `${variable} is set` };
  return {
    kind: 'passed-over',
    reason: 'neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set',
  };
}

/** Applies unless switched off by the one word that boto3 knows. Source: botocore `IMDSFetcher`. */
export function examineIamRole(scope: ProviderScope): ProviderAnswer {
  if (scope.env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') {
    return { kind: 'passed-over', reason: 'AWS_EC2_METADATA_DISABLED is true' };
  }
  return { kind: 'applies', reason: 'nothing else does: boto3 asks the instance metadata service last' };
}
