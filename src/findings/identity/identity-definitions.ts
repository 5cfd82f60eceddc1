import { define, type FindingDefinitions } from '../definition.ts';
import { IAM_GUIDE } from '../links.ts';

/** Findings about what AWS says of the credentials. */
export const IDENTITY_FINDINGS = {
  'access-key-invalid': define(
    'error',
    'AWS does not know this access key',
    `${IAM_GUIDE}/id_credentials_access-keys.html`,
    'The key was deleted or deactivated, has a typing error, belongs to another partition (GovCloud, China), or a session token that does not belong to it is sent along. Temporary keys (ASIA…) need their own session token.',
  ),
  'secret-key-wrong': define(
    'error',
    'The secret key does not belong to this access key',
    `${IAM_GUIDE}/id_credentials_access-keys.html`,
    'AWS knows the access key id, but the signature made with the secret key is wrong. Usual causes are a shortened copy, quotes or an inline comment in the file: boto3 takes all of the line.',
  ),
  'session-token-expired': define(
    'error',
    'The session token has expired',
    `${IAM_GUIDE}/id_credentials_temp.html`,
    'Temporary credentials were valid and no longer are. They have to be fetched anew from where they came from.',
  ),
} as const satisfies FindingDefinitions;
