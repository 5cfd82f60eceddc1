import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as quotas from '@aws-sdk/client-service-quotas';
import * as sso from '@aws-sdk/client-sso';
import * as oidc from '@aws-sdk/client-sso-oidc';
import * as sts from '@aws-sdk/client-sts';
import * as signin from '@aws-sdk/nested-clients/signin';
import { describe, expect, test } from 'vitest';
import type { ServiceName } from '../../src/aws/aws-result.ts';
import { type ClientOptions, lazyClient, lazyWireClient } from '../../src/aws/client.ts';
import { planEndpoint } from '../../src/aws/endpoints.ts';
import { ALLOWED_OPERATIONS, type OperationRule } from '../../src/aws/read-only-guard.ts';
import { EC2_QUERY } from '../../src/aws/wire/ec2-query.ts';
import { queryForm } from '../../src/aws/wire/query-form.ts';
import type { WireClient } from '../../src/aws/wire/wire-client.ts';
import { contextFor, loopback, type Received, xml } from './support/loopback.ts';

interface Sender {
  send(command: unknown): Promise<unknown>;
}

type MakeClient = (
  options: ClientOptions,
) => Parameters<typeof lazyClient>[1] extends (options: ClientOptions) => infer Client ? Client : never;

/**
 * Every client library in use, and for services without one the SDK's, for its operations. The types differ by service;
 * the test treats all alike.
 */
const LIBRARIES: readonly (readonly [ServiceName, Readonly<Record<string, unknown>>, unknown])[] = [
  ['sts', sts, (options: ClientOptions) => new sts.STSClient(options)],
  ['iam', iam, (options: ClientOptions) => new iam.IAMClient(options)],
  ['ec2', ec2, undefined],
  ['s3', s3, undefined],
  ['service-quotas', quotas, (options: ClientOptions) => new quotas.ServiceQuotasClient(options)],
  ['sso', sso, (options: ClientOptions) => new sso.SSOClient(options)],
  ['sso-oidc', oidc, (options: ClientOptions) => new oidc.SSOOIDCClient(options)],
  ['signin', signin, (options: ClientOptions) => new signin.SigninClient(options)],
];

type CommandClass = new (input: unknown) => unknown;

function commandsOf(
  library: Readonly<Record<string, unknown>>,
): readonly (readonly [string, CommandClass])[] {
  return Object.entries(library)
    .filter(([name, value]) => name.endsWith('Command') && typeof value === 'function' && name !== '$Command')
    .map(([name, value]) => [name.replace(/Command$/, ''), value as CommandClass]);
}

async function guardedClient(service: ServiceName, make: unknown) {
  const server = await loopback(xml(200, '<Anything/>'));
  const context = contextFor(server.url);
  const planned = planEndpoint(service, 'us-east-1', context.endpoints);
  if (planned.kind === 'invalid') throw new Error(planned.problem.message);
  const client =
    make === undefined
      ? wireSender(
          lazyWireClient(service, ({ region, url = '' }) => ({ region, url })).get(context, planned.plan),
        )
      : (lazyClient(service, make as MakeClient).get(context, planned.plan) as unknown as Sender);
  return { client, received: server.received };
}

/** Takes the SDK's commands. */
function wireSender(client: WireClient): Sender {
  return {
    send: async (command) => {
      const { input } = command as { readonly input: object };
      const operation = (command as object).constructor.name.replace(/Command$/, '');
      const message = (checked: object) =>
        ({ method: 'POST', path: '/', body: queryForm(operation, checked, EC2_QUERY) }) as const;
      return client.send({ operation, input, message, read: (text) => text });
    },
  };
}

function ruleOf(service: ServiceName, operation: string): OperationRule | undefined {
  return ALLOWED_OPERATIONS.find((allowed) => allowed.service === service && allowed.operation === operation)
    ?.rule;
}

/** Enough for the paths of REST operations; query operations take any input. */
const FILLER = { Bucket: 'b', Key: 'k', accountId: '1', roleName: 'r', accessToken: 't' };

/** Inputs of which none is a dry run or a renewal. */
const HARMFUL_INPUTS: readonly object[] = [
  {},
  { DryRun: false },
  { DryRun: 'true' },
  { DryRun: 1 },
  { DryRun: undefined },
  { dryRun: true },
  { grantType: 'authorization_code' },
  { tokenInput: { grantType: 'authorization_code' } },
  Object.create({ DryRun: false }),
];

describe.each(LIBRARIES)('%s', (service, library, make) => {
  const commands = commandsOf(library);

  test('has commands', () => {
    expect(commands.length).toBeGreaterThan(0);
    const listed = ALLOWED_OPERATIONS.filter((allowed) => allowed.service === service);
    for (const { operation } of listed) expect(commands.map(([name]) => name)).toContain(operation);
  });

  test('sends nothing that the list does not allow, and no byte of it', async () => {
    const { client, received } = await guardedClient(service, make);
    for (const [operation, Command] of commands) {
      const rule = ruleOf(service, operation);
      if (rule === 'always') continue;
      for (const input of [...HARMFUL_INPUTS, ...(rule === undefined ? [{ DryRun: true }] : [])]) {
        const sent = client.send(new Command(Object.assign(input, FILLER)));
        await expect(sent, operation).rejects.toMatchObject({ name: 'ReadOnlyViolation' });
      }
    }
    expect(received).toEqual([]);
  });

  test('sends what the list allows', async () => {
    const { client, received } = await guardedClient(service, make);
    const allowed = commands.filter(([operation]) => ruleOf(service, operation) !== undefined);
    for (const [operation, Command] of allowed) {
      const rule = ruleOf(service, operation);
      const before = received.length;
      const renewal = { grantType: 'refresh_token', tokenInput: { grantType: 'refresh_token' } };
      const extra = rule === 'dry-run-only' ? { DryRun: true } : rule === 'refresh-only' ? renewal : {};
      await client.send(new Command({ ...FILLER, ...extra })).catch(() => undefined);
      expect(received.length, operation).toBe(before + 1);
      if (rule === 'dry-run-only')
        expect(parametersOf(received.at(-1)).get('DryRun'), operation).toBe('true');
    }
  });
});

function parametersOf(request: Received | undefined): URLSearchParams {
  return new URLSearchParams(request?.body);
}

test.each([1, 2, 3, 4, 5])('a value that is true for %i reads is not sent as false', async (trueReads) => {
  const { client, received } = await guardedClient('ec2', undefined);
  let reads = 0;
  const input = {
    InstanceIds: ['i-0123456789abcdef0'],
    get DryRun() {
      return ++reads <= trueReads;
    },
  };
  await client.send(new ec2.TerminateInstancesCommand(input)).catch(() => undefined);
  expect(received.map((request) => parametersOf(request).get('DryRun'))).toEqual(received.map(() => 'true'));
  if (trueReads === 5) expect(received.length).toBe(1);
});
