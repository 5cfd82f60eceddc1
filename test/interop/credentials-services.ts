/** A small AWS on loopback for the differential test: STS, the SSO portal, OIDC and both metadata services. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Credentials } from '../../src/credentials/credentials-outcome.ts';
import type { RenewedToken } from '../../src/credentials/remote.ts';

interface Reply {
  readonly status: number;
  readonly body: string;
}

function mark(...parts: readonly (string | undefined)[]): string {
  const hash = createHash('sha1')
    .update(parts.map((part) => part ?? '-').join('|'))
    .digest('hex');
  return hash.slice(0, 16).toUpperCase();
}

function credentialsFor(expired: boolean, ...parts: readonly (string | undefined)[]): Required<Credentials> {
  const expiresAt = Math.floor(Date.now() / 1000) * 1000 + (expired ? -3_600_000 : 3_600_000);
  return {
    accessKeyId: `ASIA${mark(...parts)}`,
    secretAccessKey: 'made-up',
    sessionToken: 'made-up',
    expiresAt,
  };
}

type Outcome<T> = { readonly ok: T } | { readonly status: number; readonly code: string };

/** The services' rules, by names in the request. */
const services = {
  assumeRole(
    roleArn: string,
    sourceKey: string,
    externalId: string | undefined,
    code: string | undefined,
  ): Outcome<Required<Credentials>> {
    if (!/^\w+$/.test(sourceKey)) return { status: 403, code: 'InvalidClientTokenId' };
    if (roleArn.includes('denied')) return { status: 403, code: 'AccessDenied' };
    return { ok: credentialsFor(roleArn.includes('expired'), 'role', roleArn, sourceKey, externalId, code) };
  },
  webIdentity(roleArn: string, token: string): Outcome<Required<Credentials>> {
    if (roleArn.includes('denied')) return { status: 400, code: 'InvalidIdentityToken' };
    return { ok: credentialsFor(roleArn.includes('expired'), 'web', roleArn, token) };
  },
  roleCredentials(role: string, account: string, token: string): Outcome<Required<Credentials>> {
    if (token.includes('revoked')) return { status: 401, code: 'UnauthorizedException' };
    if (role.includes('Forbidden')) return { status: 403, code: 'ForbiddenException' };
    return { ok: credentialsFor(role.includes('Expired'), 'sso', role, account, token) };
  },
  createToken(refreshToken: string): Outcome<RenewedToken> {
    if (refreshToken.includes('ended')) return { status: 400, code: 'InvalidGrantException' };
    const token = { accessToken: `renewed-${mark(refreshToken)}`, expiresInSeconds: 28_800 };
    return { ok: refreshToken.includes('rotating') ? { ...token, refreshToken: 'next' } : token };
  },
};

function metadataKeys(path: string): string {
  const expired = path.includes('expired');
  const keys = credentialsFor(expired, 'metadata', path);
  const iso = new Date(keys.expiresAt).toISOString();
  return JSON.stringify({
    Code: 'Success',
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    Token: keys.sessionToken,
    Expiration: path.includes('offset') ? iso.replace('Z', '+00:00') : `${iso.slice(0, 19)}Z`,
  });
}

/** Instance metadata under `/imds-MODE/`. */
function instanceMetadata(method: string, path: string): Reply {
  if (path.endsWith('/latest/api/token')) {
    if (method !== 'PUT') return { status: 405, body: '' };
    if (path.includes('bad-request')) return { status: 400, body: '' };
    if (path.includes('v1')) return { status: 404, body: '' };
    if (path.includes('token-500')) return { status: 500, body: '' };
    return { status: 200, body: 'metadata-token' };
  }
  if (path.endsWith('/security-credentials/')) {
    if (path.includes('no-role')) return { status: 404, body: '' };
    return { status: 200, body: path.includes('blank-role') ? '' : 'the-role' };
  }
  if (path.includes('error-json'))
    return { status: 200, body: '{"Code":"AssumeRoleUnauthorizedAccess","Message":"no"}' };
  if (path.includes('garbage')) return { status: 200, body: '<html>' };
  return { status: 200, body: metadataKeys(path) };
}

/** Container metadata under `/ecs-MODE`. */
function containerMetadata(path: string, authorization: string | undefined): Reply {
  if (path.includes('forbidden')) return { status: 403, body: '{}' };
  if (path.includes('garbage')) return { status: 200, body: '<html>' };
  if (path.includes('list')) return { status: 200, body: '[]' };
  if (path.includes('partial')) return { status: 200, body: '{"AccessKeyId":"ASIAX"}' };
  return { status: 200, body: metadataKeys(`${path}|${authorization ?? ''}`) };
}

function xmlReply(action: string, outcome: Outcome<Required<Credentials>>): Reply {
  if (!('ok' in outcome)) {
    const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${outcome.code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
    return { status: outcome.status, body };
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = outcome.ok;
  const keys = `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(expiresAt).toISOString()}</Expiration></Credentials>`;
  const user =
    '<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn><AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser>';
  return {
    status: 200,
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${keys}${user}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
  };
}

function jsonReply(outcome: {
  readonly status: number;
  readonly code: string;
}): Reply & { readonly errorType: string } {
  return {
    status: outcome.status,
    body: JSON.stringify({ message: 'no', error: outcome.code }),
    errorType: outcome.code,
  };
}

function route(request: IncomingMessage, body: string): Reply & { readonly errorType?: string } {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  if (url.pathname.startsWith('/imds-')) return instanceMetadata(method, url.pathname);
  if (url.pathname.startsWith('/ecs-')) return containerMetadata(url.pathname, request.headers.authorization);
  if (url.pathname === '/federation/credentials') {
    const header = request.headers['x-amz-sso_bearer_token'];
    const outcome = services.roleCredentials(
      url.searchParams.get('role_name') ?? '',
      url.searchParams.get('account_id') ?? '',
      typeof header === 'string' ? header : '',
    );
    if (!('ok' in outcome)) return jsonReply(outcome);
    const { expiresAt: expiration, ...keys } = outcome.ok;
    return { status: 200, body: JSON.stringify({ roleCredentials: { ...keys, expiration } }) };
  }
  if (url.pathname === '/token') {
    const { refreshToken } = JSON.parse(body) as { refreshToken: string };
    const outcome = services.createToken(refreshToken);
    if (!('ok' in outcome)) return jsonReply(outcome);
    const { expiresInSeconds: expiresIn, ...token } = outcome.ok;
    return { status: 200, body: JSON.stringify({ ...token, expiresIn, tokenType: 'Bearer' }) };
  }
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  const field = (name: string) => form.get(name) ?? undefined;
  if (action === 'AssumeRole') {
    const key = /Credential=([^/]*)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return xmlReply(
      action,
      services.assumeRole(field('RoleArn') ?? '', key, field('ExternalId'), field('TokenCode')),
    );
  }
  if (action === 'AssumeRoleWithWebIdentity') {
    return xmlReply(action, services.webIdentity(field('RoleArn') ?? '', field('WebIdentityToken') ?? ''));
  }
  return { status: 404, body: '' };
}

/** Starts the server on loopback. */
export async function startServices(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = route(request, Buffer.concat(chunks).toString('utf8'));
      const headers = reply.errorType === undefined ? {} : { 'x-amzn-ErrorType': reply.errorType };
      response.writeHead(reply.status, headers).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
