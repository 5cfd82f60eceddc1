import type { Host } from '../host.ts';

/** The session name where none is set. Source: botocore `BaseAssumeRoleCredentialFetcher`. */
export function defaultSessionName(host: Host): string {
  return `botocore-session-${Math.floor(host.now() / 1000)}`;
}
