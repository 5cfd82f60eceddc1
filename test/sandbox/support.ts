/** Sandboxes for tests, with the real SDK's clients on them. */
import { readFileSync } from 'node:fs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SSOClient } from '@aws-sdk/client-sso';
import { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import type { Sandbox, SandboxOptions, Scenario } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readScenario } from '../../src/sandbox/scenario-reader.ts';
import { NO_WAITS } from '../support/clocks.ts';

export const ACCOUNT = '111122223333';
export const SCENARIOS = new URL('../../scenarios/', import.meta.url);

/** A scenario from text; the test fails where it is not one. */
export function scenarioOf(text: string): Scenario {
  const read = readScenario(text);
  if (read.kind === 'scenario') return read.scenario;
  throw new Error(
    read.problems.map((problem) => `${problem.line}: ${problem.path}: ${problem.message}`).join('\n'),
  );
}

/** One of the scenarios that ship. */
export function shipped(name: string): Scenario {
  return scenarioOf(readFileSync(new URL(`${name}.yaml`, SCENARIOS), 'utf8'));
}

/** A user `tester` with a policy; `rest` is YAML at the level of the account's keys, indented by four. */
export function userWith(policy: object, rest = ''): Scenario {
  return scenarioOf(`
description: for a test
accounts:
  - id: "${ACCOUNT}"
    users:
      - name: tester
        inline: { own: ${JSON.stringify(policy)} }
${rest}
home:
  profiles: [{ name: default, user: tester }]
`);
}

/** A policy document. */
export function policy(...statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

/** A statement that allows actions on everything, or on one resource. */
export function allow(actions: string | string[], resource = '*'): object {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

/** Starts a sandbox that ends with the test. */
export async function started(
  scenario: Scenario,
  options: Partial<Omit<SandboxOptions, 'scenario'>> = {},
): Promise<Sandbox> {
  const start = await startSandbox({ scenario, clock: NO_WAITS, ...options });
  if (start.kind === 'failed') throw new Error(start.message);
  onTestFinished(() => start.sandbox.close());
  return start.sandbox;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The static keys of a profile of the sandbox's home. */
export function keysOf(sandbox: Sandbox, profile = 'default'): Keys {
  const text = sandbox.files('/home/me').find((file) => file.path === '.aws/credentials')?.text ?? '';
  const section = text.split(/^\[/m).find((part) => part.startsWith(`${profile}]`)) ?? '';
  const value = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(section)?.[1];
  const token = value('aws_session_token');
  return {
    accessKeyId: value('aws_access_key_id') ?? '',
    secretAccessKey: value('aws_secret_access_key') ?? '',
    ...(token === undefined ? {} : { sessionToken: token }),
  };
}

/** Clients of the real SDK. */
export function clientsOf(sandbox: Sandbox, keys: Keys = keysOf(sandbox), region = 'us-east-1') {
  const config = {
    endpoint: sandbox.endpoint,
    region,
    credentials: keys,
    maxAttempts: 1,
    disableClockSkewCorrection: true,
  };
  return {
    sts: new STSClient(config),
    iam: new IAMClient(config),
    ec2: new EC2Client(config),
    s3: new S3Client(config),
    sso: new SSOClient(config),
    oidc: new SSOOIDCClient(config),
  };
}

/** Code, HTTP status and message of the error that a call ends with. */
export async function failure(
  call: Promise<unknown>,
): Promise<{ readonly code: string; readonly status: number | undefined; readonly message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
    const status =
      typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? Number(metadata.httpStatusCode)
        : undefined;
    const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : error.name;
    return { code, status, message: error.message };
  }
  throw new Error('the call succeeded');
}
