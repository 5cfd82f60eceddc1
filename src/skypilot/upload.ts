/** What SkyPilot sends to clusters of the credentials found here. */
import type { ProviderName } from '../config/providers.ts';
import { skyIdentityType } from './identity-type.ts';
import type { RemoteIdentity } from './remote-identity.ts';

export type Upload =
  /** The whole file, whatever profile is used; the profile's name stays here. */
  | {
      readonly kind: 'file';
      /** For people: with `~` for the home directory. */
      readonly file: string;
      readonly profiles: readonly string[];
    }
  | { readonly kind: 'nothing'; readonly reason: string };

/** The file that SkyPilot takes for the credentials file. */
export interface UploadFile {
  readonly display: string;
  readonly exists: boolean;
  readonly profiles: readonly string[];
}

/**
 * Source: SkyPilot `sky/clouds/aws.py`, `get_credential_file_mounts`.
 *
 * @param provider - whose credentials boto3 uses; undefined where there are none
 * @param knowsLogin - whether this release has the type `login`
 */
export function uploadOf(
  provider: ProviderName | undefined,
  { upload }: Pick<RemoteIdentity, 'upload'>,
  file: UploadFile,
  knowsLogin: boolean,
): Upload {
  if (provider === undefined) return nothing('there are no credentials');
  const type = skyIdentityType(provider, knowsLogin);
  if (type !== 'shared-credentials-file') {
    return nothing(`SkyPilot ships a credentials file only, not credentials of type ${type}`);
  }
  if (!upload) return nothing('aws.remote_identity says so');
  if (!file.exists) return nothing(`${file.display} does not exist`);
  return { kind: 'file', file: file.display, profiles: file.profiles };
}

function nothing(reason: string): Upload {
  return { kind: 'nothing', reason };
}
