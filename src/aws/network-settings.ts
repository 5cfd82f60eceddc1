import { TransportError } from './transport-error.ts';

/** How the network is reached, beside the endpoints. */
export interface NetworkSettings {
  /** The proxy for a URL, with scheme; undefined for a direct connection. See `proxyForUrl`. */
  proxyFor(url: URL): string | undefined;
  /** The only origin that may be connected to, as `http://127.0.0.1:8080`; undefined for all. */
  readonly onlyOrigin?: string;
  /** PEM certificates that take the place of the public ones, as AWS_CA_BUNDLE does. */
  readonly ca?: Uint8Array;
  /** Why the file of certificates that is named cannot be used, as a sentence: then every call over TLS fails. */
  readonly caProblem?: string;
}

/**
 * Throws a TransportError where no connection to this host may be opened.
 *
 * @param url - the endpoint
 * @param proxy - the URL of the proxy that is connected to in its place
 */
export function refuseOtherOrigins(
  { onlyOrigin }: NetworkSettings,
  url: URL,
  proxy: string | undefined,
): void {
  if (onlyOrigin === undefined) return;
  const next = proxy === undefined ? url : new URL(proxy);
  if (next.origin === onlyOrigin) return;
  throw new TransportError(
    'network',
    'ESANDBOX',
    `A sandbox session connects to nothing but the sandbox, so not to ${next.origin}.`,
    { host: next.hostname },
  );
}
