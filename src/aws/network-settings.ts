/** How the network is reached, beside the endpoints. */
export interface NetworkSettings {
  /** The proxy for a URL, with scheme; undefined for a direct connection. See `proxyForUrl`. */
  proxyFor(url: URL): string | undefined;
  /** PEM certificates that take the place of the public ones, as AWS_CA_BUNDLE does. */
  readonly ca?: Uint8Array;
  /** Why the file of certificates that is named cannot be used, as a sentence: then every call over TLS fails. */
  readonly caProblem?: string;
}
