/**
 * A client without the SDK's generality, for the services that are asked most: guard, signature, transport and errors
 * are those of the SDK's clients here, schemas and middleware are left out. See docs/PERFORMANCE.md.
 */
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ServiceName } from '../aws-result.ts';
import type { Credentials } from '../credentials.ts';
import type { AwsTransport } from '../http.ts';
import { guardedInput } from '../read-only-guard.ts';
import type { WireEndpoint } from './default-endpoint.ts';
import { Sha256 } from './sha256.ts';
import { fields } from './shape.ts';
import { readXml } from './xml-reader.ts';

export interface WireSettings {
  readonly service: ServiceName;
  readonly endpoint: WireEndpoint;
  readonly credentials: Credentials | undefined;
  readonly transport: AwsTransport;
  readonly userAgent: string;
}

/** What goes over the wire. */
export interface WireMessage {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Without the path of the endpoint. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: string;
}

export interface WireCall<Value> {
  /** As the API names it, such as `DescribeVpcs`: what the guard looks at. */
  readonly operation: string;
  readonly input: object;
  /** @param input - as the guard let it through */
  message(input: object): WireMessage;
  /** Throws where the text is not what the operation answers with. */
  read(text: string, headers: Readonly<Record<string, string>>): Value;
  /** A value for an answer that is a refusal by its status; undefined where it is none. */
  readRefusal?(status: number, headers: Readonly<Record<string, string>>): Value | undefined;
}

/** Sends the calls of one service in one region. */
export class WireClient {
  readonly #settings: WireSettings;
  readonly #endpoint: URL;
  readonly #signer: SignatureV4 | undefined;

  constructor(settings: WireSettings) {
    const { service, endpoint, credentials } = settings;
    this.#settings = settings;
    this.#endpoint = new URL(endpoint.url);
    this.#signer =
      credentials &&
      new SignatureV4({
        service,
        region: endpoint.region,
        credentials: {
          accessKeyId: credentials.accessKeyId,
          secretAccessKey: credentials.secretAccessKey,
          ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
        },
        sha256: Sha256,
        uriEscapePath: service !== 's3',
      });
  }

  /** Throws what `classify` can read, and nothing is sent where the guard throws. */
  async send<Value>(call: WireCall<Value>): Promise<Value> {
    const { operation, input, message, read } = call;
    const { service, transport } = this.#settings;
    const request = this.#request(message(guardedInput(service, operation, input)));
    if (this.#signer === undefined)
      throw new Error('This call would have to be signed, and there are no credentials.');
    const { response } = await transport.handle(new HttpRequest(await this.#signer.sign(request)));
    const answer: Answer = { status: response.statusCode, headers: response.headers, body: textOf(response) };
    if (answer.status >= 300) {
      const value = call.readRefusal?.(answer.status, answer.headers);
      if (value !== undefined) return value;
      throw refusal(answer);
    }
    try {
      return read(answer.body, answer.headers);
    } catch (cause) {
      throw new WireError(answer, undefined, 'The answer cannot be read.', { cause });
    }
  }

  #request({ method, path, query, headers, contentType, body }: WireMessage): HttpRequest {
    const { protocol, hostname, port, host, pathname, searchParams } = this.#endpoint;
    return new HttpRequest({
      method,
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: `${pathname.replace(/\/$/, '')}${path}`,
      query: { ...Object.fromEntries(searchParams), ...query },
      headers: {
        ...headers,
        host,
        'user-agent': this.#settings.userAgent,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
      body,
    });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function textOf({ body }: { readonly body?: unknown }): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}

/** An answer that is none, with what the SDK's errors have: `classify` reads both alike. */
class WireError extends Error {
  override readonly name = 'WireError';
  readonly $metadata: { readonly httpStatusCode: number };
  readonly $response: Pick<Answer, 'headers' | 'body'>;
  /** Present where the service names a code. */
  readonly $fault?: 'client' | 'server';
  readonly Code?: string;

  constructor(
    { status, headers, body }: Answer,
    code: string | undefined,
    message: string,
    options?: object,
  ) {
    super(message, options);
    this.$metadata = { httpStatusCode: status };
    this.$response = { headers, body };
    if (code === undefined) return;
    this.$fault = status < 500 ? 'client' : 'server';
    this.Code = code;
  }
}

const ERROR = fields({ Code: ['Code', 'text'], Message: ['Message', 'text'] });

/** EC2 puts an error into a list, IAM into an answer of its own, S3 sends it bare. */
const ERROR_ANSWER = fields({
  Errors: ['Errors', fields({ Error: ['Error', ERROR] })],
  Error: ['Error', ERROR],
  ...ERROR.fields,
});

function refusal(answer: Answer): WireError {
  const { Code, Message } = errorIn(answer.body);
  return new WireError(answer, Code === '' ? undefined : Code, Message ?? '');
}

function errorIn(body: string): {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
} {
  try {
    if (body.startsWith('{')) return jsonErrorIn(JSON.parse(body));
    const answer = readXml(body, ERROR_ANSWER);
    return answer.Errors?.Error ?? answer.Error ?? answer;
  } catch {
    return {};
  }
}

/** Such as `{"__type": "com.amazonaws.kms#AccessDeniedException", "message": "…"}`. */
function jsonErrorIn(value: Readonly<Record<string, unknown>>): ReturnType<typeof errorIn> {
  const { __type: type, message, Message } = value;
  const text = message ?? Message;
  return {
    Code: typeof type === 'string' ? type.split('#').at(-1) : undefined,
    Message: typeof text === 'string' ? text : undefined,
  };
}
