/**
 * What the process does that asks the AWS SDK for JavaScript for `skycheck configure compare`: which profile's keys,
 * region and endpoint it would use, by its own provider chain, in the environment that it is started with.
 *
 * It is a process of its own because the SDK reads `process.env` and the home by itself. Its doors are closed: no
 * connection is opened, no file is written, so no login is renewed. Only a `credential_process` is run, as the SDK does.
 * What leaves it is one line of JSON, in which of the keys are a mask and a fingerprint.
 *
 * Its only argument is the profile of `--profile`, if any.
 */
import { guard } from '../aws/read-only-guard.ts';
import { fingerprint } from '../compare/fingerprint.ts';
import { A_CONNECTION, type JsSdkAnswer } from '../compare/js-sdk-answer.ts';
import { maskKey } from '../credentials/mask.ts';
import { closeDoors } from './js-sdk-doors.ts';

const refused: string[] = [];

/** Takes the place of the SDK's transport: notes the operation of a request, and sends nothing. */
const NO_TRANSPORT = {
  metadata: { handlerProtocol: 'http/1.1' },
  handle: async (request: {
    readonly path?: string;
    readonly body?: unknown;
    readonly hostname?: string;
  }) => {
    refused.push(operationOf(request));
    throw Object.assign(new Error('skycheck asks the SDK without a network.'), { code: 'ESKYCHECK' });
  },
  destroy: () => undefined,
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
};

function operationOf({ path = '', body }: { readonly path?: string; readonly body?: unknown }): string {
  if (path.startsWith('/federation/credentials')) return 'GetRoleCredentials';
  if (path.endsWith('/v1/token')) return 'CreateOAuth2Token';
  if (path.endsWith('/token')) return 'CreateToken';
  return /(?:^|&)Action=(\w+)/.exec(typeof body === 'string' ? body : '')?.[1] ?? 'another call';
}

/** The client that CDK and others would make: nothing is set in code but the profile. */
async function askSettings(profile: string | undefined): Promise<JsSdkAnswer['settings']> {
  const { STSClient } = await import('../aws/sts.ts');
  const options = { ...(profile === undefined ? {} : { profile }), logger: QUIET };
  const client = new STSClient(options);
  // Without a region the SDK would not say.
  const somewhere = new STSClient({ ...options, region: 'us-east-1' });
  return {
    region: await asked(() => client.config.region()),
    useFips: await asked(() => somewhere.config.useFipsEndpoint()),
    endpoint: await askEndpoint(profile),
  };
}

/** Where GetCallerIdentity would be sent, in a region that is set and without FIPS, so that only an endpoint of one's own shows. */
async function askEndpoint(profile: string | undefined): Promise<JsSdkAnswer['settings']['endpoint']> {
  const { GetCallerIdentityCommand, STSClient } = await import('../aws/sts.ts');
  let url: string | undefined;
  const client = new STSClient({
    ...(profile === undefined ? {} : { profile }),
    region: 'us-east-1',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    maxAttempts: 1,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    logger: QUIET,
    requestHandler: {
      ...NO_TRANSPORT,
      handle: async (request: {
        readonly protocol: string;
        readonly hostname: string;
        readonly port?: number;
      }) => {
        const port = request.port === undefined ? '' : `:${request.port}`;
        url = `${request.protocol}//${request.hostname}${port}`;
        throw new Error('not sent');
      },
    },
  });
  guard(client, 'sts');
  const sent = await asked(() => client.send(new GetCallerIdentityCommand({})));
  return url === undefined
    ? { kind: 'failed', error: sent.kind === 'failed' ? sent.error : 'Error' }
    : { kind: 'value', value: url };
}

async function askCredentials(profile: string | undefined): Promise<JsSdkAnswer['credentials']> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  refused.length = 0;
  const clients = { requestHandler: NO_TRANSPORT, maxAttempts: 1, logger: QUIET };
  try {
    const keys = await fromNodeProviderChain({
      ...(profile === undefined ? {} : { profile }),
      clientConfig: clients,
      parentClientConfig: clients,
      maxRetries: 0,
      timeout: 1000,
      logger: QUIET,
    })();
    return {
      kind: 'keys',
      accessKeyId: maskKey(keys.accessKeyId),
      fingerprint: fingerprint(keys),
      sources: sourcesOf(keys),
    };
  } catch (error) {
    return { kind: 'none', error: nameOf(error), refused: [...refused] };
  }
}

/** The SDK's notes on where keys came from, which its types leave out. */
function sourcesOf(keys: object): readonly string[] {
  const sources: unknown = Reflect.get(keys, '$source');
  return typeof sources === 'object' && sources !== null ? Object.keys(sources) : [];
}

async function asked<T>(read: () => Promise<T>) {
  try {
    return { kind: 'value' as const, value: await read() };
  } catch (error) {
    return { kind: 'failed' as const, error: nameOf(error) };
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

const nothing = () => undefined;
const QUIET = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Asks, and prints the answer. Runs in a process that does nothing else. */
export async function printJsSdkAnswer(profile: string | undefined): Promise<void> {
  closeDoors(() => refused.push(A_CONNECTION));
  // The SDK leaves one behind where roles lead round in a circle, and would end every program that asks it.
  process.on('unhandledRejection', nothing);
  const answer: JsSdkAnswer = {
    settings: await askSettings(profile),
    credentials: await askCredentials(profile),
  };
  process.stdout.write(
    `${JSON.stringify(answer)}
`,
    () => process.exit(0),
  );
}
