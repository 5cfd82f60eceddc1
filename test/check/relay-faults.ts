/** Everything that can go wrong with a call. */
import type { ServerResponse } from 'node:http';
import { NO_WAITS } from '../support/clocks.ts';
import type { RelayedCall, Spoiler } from './faulty-relay.ts';

export interface RelayFault {
  readonly name: string;
  /** `once`: only the first call of the operation meets it. */
  readonly times: 'once' | 'always';
  /** What the fault is: of the way or the answer, or AWS's own word about the caller. */
  readonly kind: 'operational' | 'refusal';
  /** No answer comes until the time is over. */
  readonly isSilent: boolean;
  /** What a person is told of it. */
  readonly says: RegExp;
  readonly spoil: Spoiler;
}

const HOUR = 3_600_000;
const HOSTILE = '\u001b]0;x\u0007\u009b2J\u202e\n::error::x\n##[error]y';

function protocolOf({ service, operation }: RelayedCall): 'query' | 'ec2' | 's3' | 'json' {
  if (service === 'ec2' || service === 's3') return service;
  const isQuery = service === 'sts' || service === 'iam' || operation === 'AssumeRoleWithWebIdentity';
  return isQuery ? 'query' : 'json';
}

function sendError(
  response: ServerResponse,
  call: RelayedCall,
  status: number,
  code: string,
  message: string,
): void {
  const protocol = protocolOf(call);
  const text = message.replace(/[<&]|[^\n\P{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);
  const error = `<Error><Code>${code}</Code><Message>${text}</Message></Error>`;
  const bodies = {
    query: `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`,
    ec2: `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`,
    s3: `<?xml version="1.0"?>${error}`,
    json: JSON.stringify({ __type: code, message, error: code, error_description: message, code }),
  };
  response.setHeader('x-amzn-errortype', code);
  response.setHeader('content-type', protocol === 'json' ? 'application/x-amz-json-1.1' : 'text/xml');
  response.writeHead(status);
  response.end(bodies[protocol]);
}

const error =
  (status: number, code: string, message: string, skewMs = 0): Spoiler =>
  (response, call) => {
    if (skewMs !== 0) response.setHeader('date', new Date(NO_WAITS.now() + skewMs).toUTCString());
    sendError(response, call, status, code, message);
  };

const body =
  (status: number, type: string, text: string): Spoiler =>
  (response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(text);
  };

const throttle: Spoiler = (response, call) => {
  const codes = {
    query: 'Throttling',
    ec2: 'RequestLimitExceeded',
    s3: 'SlowDown',
    json: 'TooManyRequestsException',
  };
  const protocol = protocolOf(call);
  sendError(
    response,
    call,
    protocol === 'query' ? 400 : protocol === 'json' ? 429 : 503,
    codes[protocol],
    'Rate exceeded',
  );
};

const silent: Spoiler = () => undefined;
const trickle: Spoiler = (response) => {
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000000' });
  response.write('<');
};
const truncate: Spoiler = async (response, _call, pass) => {
  const { status, headers, body: whole } = await pass();
  response.writeHead(status, { ...headers, 'content-length': String(whole.length + 10) });
  response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
};
const switchProtocols: Spoiler = (response) => {
  response.socket?.end(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
};

function fault(name: string, says: RegExp, spoil: Spoiler, more: Partial<RelayFault> = {}): RelayFault {
  return { name, says, spoil, times: 'always', kind: 'operational', isSilent: false, ...more };
}

const serverError = error(500, 'InternalError', 'We encountered an internal error');

const WAITED = /still waiting|no answer within|time limit|timed out|in time/;
const THROTTLED = /Throttl|RequestLimitExceeded|SlowDown|TooManyRequests|Rate exceeded/;
const UNREADABLE =
  /cannot be read|is not what|MalformedAnswer|HTTP 200|not JSON|did not answer with|cannot be asked for/;

export const RELAY_FAULTS: readonly RelayFault[] = [
  fault('reset', /ECONNRESET|closed|socket hang up/, (response) => void response.socket?.resetAndDestroy()),
  fault('silent', WAITED, silent, { isSilent: true }),
  fault('trickling', WAITED, trickle, { isSilent: true }),
  fault('5xx once', /InternalError|status 500/, serverError, { times: 'once' }),
  fault('5xx', /InternalError|status 500/, serverError),
  fault('throttled once', THROTTLED, throttle, { times: 'once' }),
  fault('throttled', THROTTLED, throttle),
  fault('truncated', /ECONNRESET|aborted|closed/, truncate),
  fault('malformed', UNREADABLE, body(200, 'text/xml', '<?xml version="1.0"?><Response><Oops')),
  fault('malformed json', UNREADABLE, body(200, 'application/json', '{"oops": ')),
  fault('empty', UNREADABLE, body(200, 'text/xml', '')),
  fault(
    'huge',
    /AnswerTooLarge|larger than|more than skycheck reads/,
    body(200, 'text/xml', `<R>${'<a/>'.repeat(1_200_000)}</R>`),
  ),
  fault('hostile', /InternalError|status 500/, error(500, 'InternalError', HOSTILE)),
  fault(
    'hostile page',
    UNREADABLE,
    body(200, 'text/html', `<html>${HOSTILE}<script>alert(1)</script></html>`),
  ),
  fault('redirect', /302/, (response) => {
    response.writeHead(302, { location: 'https://login.example.com/' });
    response.end();
  }),
  // Node drops such a connection without a word.
  fault('101', WAITED, switchProtocols, { isSilent: true }),
  fault('wrong type', UNREADABLE, body(200, 'application/json', '[1, "two", null]')),
  fault(
    'expired',
    /ExpiredToken|expired/i,
    error(400, 'ExpiredToken', 'The security token included in the request is expired'),
    {
      kind: 'refusal',
    },
  ),
  fault(
    'clock behind',
    /behind|Signature expired/,
    error(403, 'SignatureDoesNotMatch', 'Signature expired: 20260101T000000Z is now earlier than x', HOUR),
    { kind: 'refusal' },
  ),
  fault(
    'clock ahead',
    /ahead|not yet current/,
    error(
      403,
      'SignatureDoesNotMatch',
      'Signature not yet current: 20260101T000000Z is still later than x',
      -HOUR,
    ),
    { kind: 'refusal' },
  ),
  fault(
    'AccessDenied',
    /AccessDenied|denie[ds]|not allowed|may not|missing|allows|not authorized|status 403/i,
    error(403, 'AccessDenied', 'User is not authorized to perform this'),
    {
      kind: 'refusal',
    },
  ),
];
