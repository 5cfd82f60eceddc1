import type { AwsFailure, AwsResult } from '../../src/aws/aws-result.ts';
import type { CredentialsOutcome } from '../../src/credentials/credentials-outcome.ts';
import { loadContext, loadCredentials } from '../../src/credentials/load.ts';
import type { LoadContext } from '../../src/credentials/load-context.ts';
import type { CredentialRemote } from '../../src/credentials/remote.ts';
import { type Resolution, resolveOffline } from '../../src/credentials/resolve.ts';
import { type FakeHost, type FakeHostOptions, fakeHost, NOW } from './fake-host.ts';

/** No metadata service, unless a test says otherwise. */
export const QUIET = { AWS_EC2_METADATA_DISABLED: 'true' };

const STATIC = 'aws_access_key_id = AKIAFILE\naws_secret_access_key = filesecret\n';

export function fileOf(section: string, text = STATIC): string {
  return `[${section}]\n${text}`;
}

export function refusal(
  code: string,
  kind: AwsFailure['kind'] = 'other',
): { readonly kind: 'failed'; readonly failure: AwsFailure } {
  return {
    kind: 'failed',
    failure: { kind, service: 'sts', operation: 'Call', code, message: 'as AWS said it' },
  };
}

function unexpected(name: string): never {
  throw new Error(`${name} was called`);
}

/** A remote of which every call is unexpected, but those given. */
export function fakeRemote(given: Partial<CredentialRemote>): CredentialRemote {
  return {
    getRoleCredentials: () => unexpected('getRoleCredentials'),
    createToken: () => unexpected('createToken'),
    assumeRole: () => unexpected('assumeRole'),
    assumeRoleWithWebIdentity: () => unexpected('assumeRoleWithWebIdentity'),
    createSignInToken: () => unexpected('createSignInToken'),
    http: () => unexpected('http'),
    ...given,
  };
}

/** Temporary keys that last an hour. */
export function keys(name: string, expiresAt = NOW + 3_600_000) {
  return { accessKeyId: `ASIA${name}`, secretAccessKey: 'made-up', sessionToken: 'tok', expiresAt };
}

export function ok<T>(value: T): AwsResult<T> {
  return { kind: 'ok', value };
}

export interface LoadCase extends FakeHostOptions {
  readonly flag?: string;
  readonly remote?: CredentialRemote;
  readonly context?: Partial<LoadContext>;
}

export async function resolve(setup: LoadCase): Promise<Resolution> {
  return resolveOffline(fakeHost(setup), setup.flag);
}

export interface Run {
  readonly outcome: CredentialsOutcome;
  readonly resolution: Resolution;
  readonly host: FakeHost;
}

/** Resolves and loads. */
export async function load(setup: LoadCase): Promise<Run> {
  const host = fakeHost(setup);
  const resolution = await resolveOffline(host, setup.flag);
  const context = loadContext({
    host,
    region: resolution.region.value,
    remote: setup.remote,
    pause: async () => undefined,
    ...setup.context,
  });
  return { outcome: await loadCredentials(resolution.trace, resolution.scope, context), resolution, host };
}

/** What a failed outcome says, for short comparisons. */
export function errorOf(
  outcome: CredentialsOutcome,
): readonly [code: string, botocoreError: string] | undefined {
  return outcome.kind === 'failed' ? [outcome.error.code, outcome.error.botocoreError] : undefined;
}

/** Provider and key of a loaded outcome. */
export function keyOf(outcome: CredentialsOutcome): readonly [provider: string, key: string] | undefined {
  return outcome.kind === 'loaded' ? [outcome.provider, outcome.credentials.accessKeyId] : undefined;
}
