/**
 * Signature Version 4, from the service's side: reads the Authorization header and says what the signature of a
 * request has to be. Source: AWS General Reference, "Signature Version 4 signing process".
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  /** Names in lower case; repeated headers joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface Authorization {
  readonly accessKeyId: string;
  /** `YYYYMMDD` of the credential scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export type AuthorizationRead =
  | { readonly kind: 'signed'; readonly authorization: Authorization }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'incomplete'; readonly message: string };

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Reads the Authorization header of Signature Version 4. */
export function readAuthorization(headers: WireRequest['headers']): AuthorizationRead {
  const header = headers.get('authorization');
  if (header === undefined || !header.startsWith(ALGORITHM)) return { kind: 'unsigned' };
  const parts = new Map(
    header
      .slice(ALGORITHM.length)
      .split(',')
      .map((part) => part.trim())
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const),
  );
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  if (missing.length > 0)
    return {
      kind: 'incomplete',
      message: missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '),
    };
  const scope = (parts.get('Credential') ?? '').split('/');
  const [accessKeyId, date, region, service, end] = scope;
  if (scope.length !== 5 || !accessKeyId || !date || !region || !service || end !== 'aws4_request')
    return {
      kind: 'incomplete',
      message: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${scope.join('/')}'`,
    };
  const signedHeaders = (parts.get('SignedHeaders') ?? '').split(';');
  return {
    kind: 'signed',
    authorization: {
      accessKeyId,
      date,
      region,
      service,
      signedHeaders,
      signature: parts.get('Signature') ?? '',
    },
  };
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** `encodeURIComponent` leaves five characters that RFC 3986 reserves. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** S3 signs the path as it is; every other service encodes the sent path once more and removes dot segments. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path.split('/').map(decode).map(encode).join('/') || '/';
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(encode(segment));
  }
  const end = path.endsWith('/') && segments.length > 0 ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      const name = at < 0 ? pair : pair.slice(0, at);
      const value = at < 0 ? '' : pair.slice(at + 1);
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .sort(([nameA, valueA], [nameB, valueB]) => {
      if (nameA !== nameB) return nameA < nameB ? -1 : 1;
      return valueA < valueB ? -1 : valueA > valueB ? 1 : 0;
    })
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** What `x-amz-content-sha256` says where the body is not hashed as a whole, or the body's own hash. */
function payloadHash(request: WireRequest, service: string): string {
  const stated = request.headers.get('x-amz-content-sha256');
  if (service === 's3' && stated !== undefined) return stated;
  return sha256(request.body);
}

function canonicalRequest(request: WireRequest, authorization: Authorization): string {
  const at = request.target.indexOf('?');
  const path = at < 0 ? request.target : request.target.slice(0, at);
  const query = at < 0 ? '' : request.target.slice(at + 1);
  const headers = authorization.signedHeaders.map((name) => {
    const value = (request.headers.get(name) ?? '').trim().replace(/ +/g, ' ');
    return `${name}:${value}\n`;
  });
  return [
    request.method,
    canonicalPath(path, authorization.service),
    canonicalQuery(query),
    headers.join(''),
    authorization.signedHeaders.join(';'),
    payloadHash(request, authorization.service),
  ].join('\n');
}

/** The signature that the request must carry, given the secret key of its access key. */
export function expectedSignature(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
): string {
  const { date, region, service } = authorization;
  const time = request.headers.get('x-amz-date') ?? '';
  const toSign = [
    ALGORITHM,
    time,
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonicalRequest(request, authorization)),
  ].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

/** Whether the signature is right, and the body is the one that was signed. */
export function signatureMatches(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
): boolean {
  if (!coversWhatItMust(request, authorization)) return false;
  const stated = request.headers.get('x-amz-content-sha256');
  if (stated !== undefined && /^[0-9a-f]{64}$/.test(stated) && stated !== sha256(request.body)) return false;
  const expected = Buffer.from(expectedSignature(request, authorization, secretAccessKey));
  const given = Buffer.from(authorization.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** `host` has to be signed, and so has every `x-amz-*` header that is sent. */
function coversWhatItMust(request: WireRequest, authorization: Authorization): boolean {
  if (!authorization.signedHeaders.includes('host')) return false;
  const time = request.headers.get('x-amz-date') ?? '';
  if (!time.startsWith(authorization.date)) return false;
  return ['x-amz-date', 'x-amz-security-token'].every(
    (name) => !request.headers.has(name) || authorization.signedHeaders.includes(name),
  );
}

/** Milliseconds since 1970 of `20260102T030405Z`; undefined for anything else. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The reverse of `parseAmzDate`. */
export function formatAmzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
