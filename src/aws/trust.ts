/** Which certificates are trusted: those that boto3 would trust, and no others. */
import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import type { NetworkSettings } from './network-settings.ts';
import { TransportError } from './transport-error.ts';

/**
 * For connections with TLS. Without them Node would trust what its own variables name, too (NODE_EXTRA_CA_CERTS,
 * NODE_TLS_REJECT_UNAUTHORIZED, NODE_OPTIONS), which boto3 does not read.
 */
export interface TrustOptions {
  readonly secureContext: tls.SecureContext;
  readonly rejectUnauthorized: true;
}

let publicTrust: TrustOptions | undefined;

/**
 * What is trusted for the network of a context: the certificates of its bundle, else Mozilla's, as Node ships them and
 * boto3 has them from certifi. Made once: it takes some milliseconds.
 *
 * @throws TransportError of kind `ca-bundle` where the bundle is of no use
 */
export function trustOf({ ca, caProblem }: Pick<NetworkSettings, 'ca' | 'caProblem'>): TrustOptions {
  if (caProblem !== undefined) throw unusable('ENOCERTS', caProblem);
  if (ca === undefined) {
    publicTrust ??= trusting([...tls.rootCertificates]);
    return publicTrust;
  }
  const pem = Buffer.from(ca).toString('latin1');
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw unusable('ENOCERTS', 'The file of trusted certificates holds none.');
  try {
    // TLS itself would pass over a broken one, at which boto3 stops.
    for (const certificate of certificates) new X509Certificate(certificate);
    return trusting(certificates);
  } catch {
    throw unusable('ENOCERTS', 'The file of trusted certificates cannot be read as certificates.');
  }
}

const CERTIFICATE = /-----BEGIN (?:X509 )?CERTIFICATE-----[^-]*-----END (?:X509 )?CERTIFICATE-----/g;

function trusting(ca: string[]): TrustOptions {
  return { secureContext: tls.createSecureContext({ ca }), rejectUnauthorized: true };
}

function unusable(code: string, message: string): TransportError {
  return new TransportError('ca-bundle', code, message);
}
