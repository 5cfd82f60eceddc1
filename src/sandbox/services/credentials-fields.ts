import type { TemporaryKey } from '../key-ring.ts';
import { isoSeconds } from '../request-context.ts';
import type { XmlFields } from '../xml.ts';

/** The Credentials element of STS's answers. */
export function credentialsFields(key: TemporaryKey): XmlFields {
  return {
    AccessKeyId: key.id,
    SecretAccessKey: key.secret,
    SessionToken: key.token,
    Expiration: isoSeconds(key.expiresAt),
  };
}
